"""What an approver writes back: texts for the letter or the file, each under its heading.

Headings are those of `words.yaml` in every language, whatever the language of the mail.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rightsflow.canonical import fold
from rightsflow.law.refusal import TextKind
from rightsflow.letters.staff.render import staff_languages, staff_words

LONGEST = 20_000
"""Characters of one text: some seven printed pages."""

_HEADING = re.compile(r"\s*[*_]{0,2}([^\W\d_][^:*_]{1,40})[*_]{0,2}\s*:[*_]{0,2}\s*(.*)")
"""A heading, perhaps marked as bold by the mail program, and text on the same line.

An entry of a list is none: so the headings explained in our own mail are not taken for texts.
"""

_SIGNATURE = ("-- ", "--")
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class TooLong:
    """Texts that are longer than `LONGEST`: none of the reply is taken."""

    kinds: tuple[TextKind, ...]


def texts_in(body: str) -> dict[TextKind, str] | TooLong:
    """Return the texts of a reply by kind, blank lines between paragraphs; none is empty.

    `body`: the approver's own words, the quoted mail cut off. What stands before the first
    heading is the reason, unless a reason has its own heading: then it is a greeting. The same
    heading twice is one text; what follows the mark of a signature is left out.
    """
    opening, sections = _sections(body)
    if TextKind.reason not in sections:
        sections = {TextKind.reason: opening, **sections}
    texts = {kind: text for kind, lines in sections.items() if (text := _text(lines))}
    long = tuple(kind for kind, text in texts.items() if len(text) > LONGEST)
    return TooLong(long) if long else texts


def _sections(body: str) -> tuple[list[str], dict[TextKind, list[str]]]:
    opening: list[str] = []
    sections: dict[TextKind, list[str]] = {}
    current = opening
    for line in body.splitlines():
        if line in _SIGNATURE:
            break
        heading = _HEADING.match(line)
        if heading and (kind := _headings().get(fold(heading[1]))):
            current = sections.setdefault(kind, [])
            current += ["", heading[2]]
        else:
            current.append(line)
    return opening, sections


def _text(lines: list[str]) -> str:
    return _GAPS.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


@cache
def _headings() -> Mapping[str, TextKind]:
    """Return every heading of every language, in lower case and without diacritics."""
    return {
        fold(staff_words(language).name("headings", kind)): kind
        for language in staff_languages()
        for kind in TextKind
    }
