"""The section of our letters: each with what proves it, and its full text."""

import re
from itertools import groupby

from rightsflow.evidence.page import Page, grouped, joined
from rightsflow.evidence.reading import Json
from rightsflow.pdf.font import BOLD, REGULAR
from rightsflow.pdf.ink import INK, SUBHEADING, Style

_TEXT = Style(REGULAR, 8.8, 12.6, INK, 0, 5)
_STRONG = Style(BOLD, 8.8, 12.6, INK, 3, 3)
_INDENT = 14.0
_STAFF = "staff"
"""Mails to the controller's own people are no letters of the case; the journal names them."""

_UNDERLINE = re.compile(r"(=+|-+)")
"""A row under a heading of the plain text; here the heading is bold instead."""


def write_letters(page: Page) -> None:
    """Write each letter with date, template, digest, reply of the server, and its words."""
    page.paper.heading(page.words("letters"))
    ours = [one for one in page.pack["letters"] if one.get("audience") != _STAFF]
    if not ours:
        page.paper.text(page.words("letters_none"))
    for one in ours:
        _letter(page, one)


def _letter(page: Page, one: Json) -> None:
    words = page.words
    title = words("letter_heading", seq=one["seq"], letter=words.letter(one["letter"]))
    page.paper.heading(title, SUBHEADING)
    page.pairs(
        ("letter_queued", words.moment(one["queued_at"])),
        ("letter_state", words.code("letter_states", one["state"])),
        ("letter_sent", words.moment(one["sent_at"])),
        ("letter_reply", one["server_reply"]),
        ("letter_id", one["message_id"]),
        ("letter_template", one["template_version"]),
        ("letter_digest", _digest(page, one)),
    )
    if not one["readable"]:
        page.paper.text(words("letter_gone"))
        return
    page.pairs(
        ("letter_to", one["recipient"]),
        ("letter_subject", one["subject"]),
        ("letter_enclosures", joined(*one["enclosures"])),
    )
    page.paper.space(6)
    _words(page, one["text"])


def _digest(page: Page, one: Json) -> str:
    digest = grouped(one["digest"])
    if not one["readable"]:
        return digest
    return page.words("letter_fits" if one["digest_fits"] else "letter_differs", digest=digest)


def _words(page: Page, text: str) -> None:
    """Write the plain text of a letter, part by part."""
    for is_blank, group in groupby(text.splitlines(), key=lambda line: not line.strip()):
        if is_blank:
            continue
        lines = list(group)
        strong = len(lines) > 1 and _UNDERLINE.fullmatch(lines[1])
        kept = [line for line in lines if not _UNDERLINE.fullmatch(line)]
        if strong:
            page.paper.text(kept[0], _STRONG, indent=_INDENT)
            kept = kept[1:]
        if kept:
            page.paper.text("\n".join(kept), _TEXT, indent=_INDENT)
