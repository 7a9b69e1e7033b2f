"""Where the book lies in a Project Gutenberg file: between whole marker lines, never by a word."""

import re

LINE = re.IGNORECASE | re.MULTILINE
START = re.compile(r"^[ \t]*\*{3} ?START OF (?:THE|THIS) PROJECT GUTENBERG[^*]{0,300}\*{0,3}", LINE)
END = re.compile(r"^[ \t]*\*{3} ?END OF (?:THE|THIS) PROJECT GUTENBERG", LINE)
OLD_START = re.compile(r"^[ \t]*\*+ ?END ?\*? ?THE SMALL PRINT.*$", LINE)
NAMES = ("GUTENBERG", "Gutenberg", "gutenberg")
CLOSING = re.compile(
    r"^[ \t]*(?:This is the )?(?:End|Fin) (?:of|de) (?:the |this )?(?:Project )?Gutenberg", LINE
)


def marker_bounds(text: str) -> tuple[int, int]:
    """The offsets between which the book lies: after the line of START, before the line of END.

    Files older than 2004 have the « small print » first and no pair of markers; then the closing
    line ends the book. Without any marker everything is the book.
    """
    start = _after_start(text)
    end = _first(END, text, start)
    if end is None:
        end = _first(CLOSING, text, start)
    return start, len(text) if end is None else end


def _first(marker: re.Pattern[str], text: str, start: int) -> int | None:
    """Where the first line that a marker matches begins, from `start` on.

    Only the lines that have the name are looked at: a pattern tried at every line of a book takes
    ten times as long.
    """
    places = []
    for name in NAMES:
        place = text.find(name, start)
        while place >= 0:
            places.append(text.rfind("\n", 0, place) + 1)
            place = text.find(name, place + 1)
    for line in sorted(set(places)):
        if line >= start and marker.match(text, line):
            return line
    return None


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
