"""A booklet as plain text, UTF-8."""

from aurore.generation.booklet.booklet import Booklet, joined


def as_text(booklet: Booklet) -> bytes:
    """Title, text, and the lines on where it comes from."""
    notes = "\n".join(booklet.notes())
    body = joined(booklet.passages).strip()
    return f"{booklet.title}\n{booklet.signature()}\n\n{body}\n\n* * *\n\n{notes}\n".encode()
