"""A booklet as a PDF, by fpdf2 (the extra `aurore[pdf]`), in the Times every reader has."""

from aurore.base.errors import UserError
from aurore.generation.booklet.booklet import PERSON, Booklet

POINTS, LEADING = 12, 6.4  # of the text, and millimetres from line to line
MARGIN = 28
# Times has the letters of French and its quotes, but not the narrow space.
ABSENT = {"\u202f": "\u00a0", "\u2009": " ", "−": "-"}


def as_pdf(booklet: Booklet) -> bytes:
    """Pages of A4: the person's words in italics, the network's in roman, the notes at the end.

    Raises:
        UserError: fpdf2 is not installed.
    """
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise UserError("no_pdf") from error
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_margins(MARGIN, MARGIN, MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.set_title(_known(booklet.title))
    pdf.set_author(_known(booklet.signature()))
    pdf.set_subject(_known(" ".join(booklet.notes())))
    pdf.set_creator("Aurore")
    pdf.set_lang("fr-FR")
    pdf.add_page()
    _line(pdf, booklet.title, 20, "C")
    _line(pdf, booklet.signature(), 11, "C")
    pdf.ln(LEADING)
    for runs in booklet.paragraphs():
        for who, words in runs:
            pdf.set_font("Times", "I" if who == PERSON else "", POINTS)
            pdf.write(LEADING, _known(words))
        pdf.ln(LEADING)
    pdf.ln(2 * LEADING)
    for note in booklet.notes():
        _line(pdf, note, 9, "L")
    return bytes(pdf.output())


def _line(pdf: "object", text: str, points: int, align: str) -> None:
    pdf.set_font("Times", "", points)  # type: ignore[attr-defined]
    height = points * LEADING / POINTS
    pdf.multi_cell(  # type: ignore[attr-defined]
        0, height, _known(text), align=align, new_x="LMARGIN", new_y="NEXT"
    )


def _known(text: str) -> str:
    """The text in the letters Times has; others become « ? »."""
    for sign, other in ABSENT.items():
        text = text.replace(sign, other)
    return text.encode("cp1252", "replace").decode("cp1252")
