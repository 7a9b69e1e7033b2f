"""Where the book lies in a Project Gutenberg file: between whole marker lines, never by a word."""

import re

LINE = re.IGNORECASE | re.MULTILINE
START = re.compile(r"^[ \t]*\*{3} ?START OF (?:THE|THIS) PROJECT GUTENBERG[^*]{0,300}\*{0,3}", LINE)
END = re.compile(r"^[ \t]*\*{3} ?END OF (?:THE|THIS) PROJECT GUTENBERG", LINE)
OLD_START = re.compile(r"^[ \t]*\*+ ?END ?\*? ?THE SMALL PRINT.*$", LINE)
CLOSING = re.compile(
    r"^[ \t]*(?:This is the )?(?:End|Fin) (?:of|de) (?:the |this )?(?:Project )?Gutenberg", LINE
)


def marker_bounds(text: str) -> tuple[int, int]:
    """The offsets between which the book lies: after the line of START, before the line of END.

    Files older than 2004 have the « small print » first and no pair of markers; then the closing
    line ends the book. Without any marker everything is the book.
    """
    start = _after_start(text)
    end = END.search(text, start) or CLOSING.search(text, start)
    return start, end.start() if end else len(text)


def _after_start(text: str) -> int:
    found = START.search(text)
    if found and not found[0].rstrip().endswith("***"):  # no stars at the end: one line
        return _line_end(text, found.start())
    found = found or OLD_START.search(text)
    return _line_end(text, found.end()) if found else 0


def _line_end(text: str, position: int) -> int:
    """The offset after the line that holds `position`."""
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1
