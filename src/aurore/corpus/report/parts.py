"""Parts of the report for a page of the studio, in the reader's language."""

from markupsafe import Markup

from aurore.base.messages import language, message
from aurore.corpus.report.contents import ReportBook, ReportCorpus
from aurore.corpus.report.excerpts import Shown, book_cuts
from aurore.corpus.report.page import Sheet, drawn, environment

MOST_SIGNS = 60_000  # of a book's excerpts (guess: with them a page stays under 300 kB)


def drawings(contents: ReportCorpus) -> Markup:
    """Lengths of sentences, growth of the vocabulary, words and dialogue of each book."""
    return Markup(
        environment().get_template("drawings.html").render(contents=contents, **drawn(contents))
    )


def passages(contents: ReportCorpus, book: ReportBook) -> Markup:
    """What a book lost, reason by reason, between the lines that stood around it."""
    cuts = book_cuts(book, "b", Shown())
    signs = MOST_SIGNS // max(len(cuts), 1)
    sheet = Sheet("b", book, [one.shortened(signs) for one in cuts])
    struck = Markup('<span class="unseen" lang="{}">{} </span>').format(
        language(), message("report.cuts.struck")
    )
    return Markup(
        environment()
        .get_template("passages.html")
        .render(contents=contents, sheet=sheet, language=language(), struck=struck, first_open=True)
    )
