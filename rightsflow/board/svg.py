"""The little of SVG 1.1 that a bar chart needs: a card of its own colour, text, bars.

Written here and not by reportlab's renderSVG, which writes nearly twice as much, names a document
type on another host, and places texts by the widths of a font that the reader may not have.
"""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, unescape

INK, QUIET, CARD, LINE = "#22303a", "#52636e", "#ffffff", "#dfe5e8"
WIDTH = 640
_FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
_CORNER = 3
_SAID = re.compile(r'<title id="t">(.*?)</title><desc id="d">(.*?)</desc>', re.DOTALL)


def picture(title: str, description: str, height: int, marks: Iterable[str]) -> str:
    """Return a picture on a light card, so that it reads the same on a dark page."""
    inside = "".join(marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d" font-family="{_FONT}">'
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(description)}</desc>'
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="8" fill="{CARD}" '
        f'stroke="{LINE}"/>{text(24, 38, title, size=17, weight=600)}{inside}</svg>'
    )


def said(svg: str) -> str:
    """Return title and description of one of our pictures, for who does not see it."""
    found = _SAID.search(svg)
    return unescape(": ".join(found.groups())) if found else ""


def text(
    x: float, y: float, words: object, *, size: int = 13, weight: int = 400,
    colour: str = INK, anchor: str = "start",
) -> str:  # fmt: skip
    """Return a text; `y` is its baseline, `anchor` start, middle or end."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(str(words))}</text>'
    )


def bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Return a filled bar; `y` is its upper edge."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{_CORNER}" '
        f'fill="{colour}"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a hairline."""
    return f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="{LINE}"/>'
