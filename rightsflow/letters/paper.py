"""A letter on paper: the same parts as its text and HTML, as a PDF."""

from collections.abc import Iterable

from rightsflow.letters.layout import Part
from rightsflow.letters.words import Words
from rightsflow.pdf import Paper
from rightsflow.pdf.ink import BODY, NOTE, SUBHEADING, TITLE

_INDENT = 13.0
_BEFORE_FOOT = 14.0


def to_pdf(said: Iterable[Part], *, head: str, spoken: Words) -> bytes:
    """Return the parts of a letter as a PDF, `head` at the top of each page."""
    said = tuple(said)
    title = next((part.text for part in said if part.kind == "title"), head)
    paper = Paper(title=title, head=head, page=spoken.page, language=spoken.language)
    style = BODY
    for part in said:
        match part.kind:
            case "title":
                paper.heading(part.text, TITLE)
            case "head":
                paper.heading(part.text, SUBHEADING)
            case "entries":
                paper.bullets(part.entries)
            case "facts":
                paper.pairs(part.facts)
            case "quote" | "code" | "said":
                for line in part.lines:
                    paper.text(line, style, indent=_INDENT)
            case "foot":
                paper.space(_BEFORE_FOOT)
                style = NOTE
            case "para":
                paper.text(part.text, style)
    return paper.finish()
