"""A booklet as one HTML page, with nothing to fetch."""

from html import escape

from aurore.base.messages import language
from aurore.generation.booklet.booklet import Booklet

STYLE = """
body { max-width: 34em; margin: 3em auto; padding: 0 1em; font: 1.15em/1.55 Georgia, serif; }
h1 { text-align: center; font-weight: normal; }
.signature, footer { color: #555; text-align: center; }
p { margin: 0; text-indent: 1.5em; } .person { font-style: italic; }
footer { margin-top: 3em; font-size: .8em; } footer p { text-indent: 0; margin-bottom: .6em; }
@media (prefers-color-scheme: dark) { body { background: #1c1a17; color: #e8e2d6; }
.signature, footer { color: #b6ae9e; } }
"""


def as_html(booklet: Booklet) -> bytes:
    """The page: the person's words in italics, the network's in roman, and the notes below."""
    title = escape(booklet.title)
    page = f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Aurore">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{title}</h1>
<p class="signature">{escape(booklet.signature())}</p>
<main>
{paragraphs(booklet)}
</main>
<footer lang="{language()}">
{notes(booklet)}
</footer>
</body>
</html>
"""
    return page.encode()


def paragraphs(booklet: Booklet) -> str:
    """The text as XHTML paragraphs."""
    return "\n".join(f"<p>{''.join(map(_run, runs))}</p>" for runs in booklet.paragraphs())


def _run(run: tuple[str, str]) -> str:
    who, words = run
    return f'<span class="{who}">{escape(words)}</span>'


def notes(booklet: Booklet) -> str:
    """The notes as XHTML paragraphs."""
    return "\n".join(f"<p>{escape(line)}</p>" for line in booklet.notes())
