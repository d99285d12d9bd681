"""A text cut into sentences, each with what stands around it: heading, list, ticked box."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from rightsflow.mail.reading import limits
from rightsflow.mail.reading.folding import fold_text
from rightsflow.mail.reading.lexicon import load_toml

_STOP: Final = re.compile(r"(?<![.!?;…])[.!?;…]+[)\"'”»]*\s+")
_LAST_WORD: Final = re.compile(r"(\w+)\W*$")
_BULLET: Final = re.compile(
    r"\s*(?:(?P<empty>[☐□❏❑]|\[\s?\]|\(\s?\)|_{2,3}(?=\s))"
    r"|(?P<ticked>[☒☑✓✔✅]|\[[xX✓*]\]|\([xX✓]\)|[xX](?=\s{1,3}\w))"
    r"|(?P<item>[-\u2013\u2014*•·‣▪◦o](?=\s)|\(?\d{1,2}[.)](?=\s)|\(?[a-z]\)(?=\s)|(?:[ivx]{1,4}|[IVX]{1,4})[.)](?=\s)))"
    r"\s*"
)
"""What a line of a form or list begins with: an empty box, a ticked one, a bullet."""

_CLOSING: Final = frozenset(")\"'”»")
"""Behind these a sentence goes on if no capital letter follows."""

_NO_INITIAL: Final = frozenset("IUVX")
"""Capital letters that are words or numbers, and seldom the first of a name."""

_WORD_CHARS: Final = 12
"""No abbreviation is as long as this, in characters."""

_SHORT_LINE: Final = 50
"""A line shorter than this, in characters, was not wrapped by a mail program."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: as written and folded, both of the same length.

    `lead` is the folded line above a list to which it belongs ("I request:"), or empty.
    `item` says that it stands in a list, `heading` that it stands alone on a line, `title` that
    it is the subject, `ticked` that it stands beside a ticked box.
    """

    text: str
    folded: str
    lead: str = ""
    item: bool = False
    heading: bool = False
    title: bool = False
    ticked: bool = False


@cache
def _abbreviations() -> frozenset[str]:
    """Return words whose full stop ends no sentence. `r.` (year) is none: it often does."""
    return frozenset(load_toml("languages")["abbreviations"]["words"].split())


def sentences(body: str) -> Iterator[Sentence]:
    """Yield the sentences of the text; lines beside an empty box are left out."""
    lead = ""
    for block, bullet in _blocks(body):
        if bullet == "empty":
            continue
        is_item = bullet in {"item", "ticked"}
        if not is_item:
            lead = ""
        pieces = _pieces(block)
        for number, piece in enumerate(pieces):
            folded = fold_text(piece)
            heading = number == 0 and len(pieces) == 1 and _is_heading(piece)
            yield Sentence(
                piece,
                folded,
                lead=lead if is_item else "",
                item=is_item,
                heading=heading and not is_item,
                ticked=bullet == "ticked",
            )
            if not is_item and folded.rstrip().endswith((":", ",")):
                lead = folded


def title_sentence(subject: str) -> Sentence:
    """Return the subject of a message as a sentence."""
    return Sentence(subject, fold_text(subject), heading=True, title=True)


def _blocks(body: str) -> Iterator[tuple[str, str]]:
    """Yield paragraphs and list items as one line each, with the kind of their bullet."""
    gathered: list[str] = []
    kind = ""
    for line in body[: limits.BODY_CHARS].split("\n")[: limits.BODY_LINES]:
        bullet = _BULLET.match(line)
        if bullet or not line.strip() or (gathered and _ends_block(gathered[-1], line)):
            if gathered:
                yield " ".join(gathered), kind
            gathered, kind = [], ""
        if bullet:
            kind = str(bullet.lastgroup)
        content = line[bullet.end() if bullet else 0 :].strip()
        if content:
            gathered.append(content)
    if gathered:
        yield " ".join(gathered), kind


def _ends_block(line: str, following: str) -> bool:
    first = following.lstrip()[:1]
    return line.endswith(":") or (len(line) < _SHORT_LINE and (first.isupper() or not first))


def _is_heading(piece: str) -> bool:
    return len(piece) < 2 * _SHORT_LINE and piece.rstrip()[-1:] not in {".", "?", "!", ",", ";"}


def _pieces(block: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for stop in _STOP.finditer(block):
        # Only the last word before the stop is wanted: looking further back is quadratic.
        word = _LAST_WORD.search(block[max(start, stop.start() - _WORD_CHARS) : stop.start()])
        is_full_stop = block[stop.start()] == "."
        if is_full_stop and word and word.group(1).lower() in _abbreviations():
            continue
        if is_full_stop and word and _goes_on(word.group(1), block[stop.end()]):
            continue
        if stop.group().rstrip()[-1] in _CLOSING and block[stop.end()].islower():
            continue
        pieces.append(block[start : stop.end()].strip())
        start = stop.end()
    pieces.append(block[start:].strip())
    return [part for piece in pieces if piece for part in _cut(piece)]


def _goes_on(word: str, following: str) -> bool:
    """Say whether a full stop behind a number or a letter ends nothing: "1. may", "Mr D. Smith"."""
    if following.islower():
        return word.isdigit() or len(word) == 1
    return len(word) == 1 and word.isupper() and word not in _NO_INITIAL


def _cut(piece: str) -> list[str]:
    width = limits.SENTENCE_CHARS
    return [piece[at : at + width] for at in range(0, len(piece), width)]
