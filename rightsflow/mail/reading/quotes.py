"""What the writer wrote, told apart from what the writer answers to or passes on.

Existing splitters miss most Polish mail programs, cut passed-on letters (a request that the
personnel department forwards would be lost) or the closing with the writer's name.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from rightsflow.mail.reading import quote_marks as marks
from rightsflow.mail.reading.folding import fold_text

_NESTED: Final = 5
"""So many letters passed on inside each other are taken apart; a deeper one is kept whole."""

_RULE: Final = re.compile(r"\s*(?:_{10,}|-{20,}|={20,})\s*$")
_FORWARD_SUBJECT: Final = re.compile(
    r"\s*(?:re:\s*|odp\.?:\s*|aw:\s*)*(?:fwd?|pd|wg|przekaz)\s*:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Split:
    """A text split: the writer's own words, a letter passed on, the quotation."""

    own: str
    passed_on: str
    quoted: str


@dataclass(slots=True)
class _Pieces:
    """The lines of the three, and who wrote what is passed on and what is quoted."""

    own: list[str]
    quoted: list[str]
    passed_on: list[str]
    subject: str = ""
    sender: str = ""
    authors: frozenset[str] = frozenset()


def split_quotes(text: str, subject: str = "", ours: Collection[str] = ()) -> Split:
    """Return the text split; nothing is lost, every line is in one of the three.

    A letter passed on may quote another: what an address of `ours` wrote there is a quotation
    too, and what anybody else wrote is passed on with it.
    """
    return _split(text, subject, frozenset(ours), _NESTED)


def of_passed_on(text: str, ours: Collection[str] = ()) -> Split:
    """Return a letter that is passed on as a whole, split; nothing in it is the writer's own."""
    inner = _inner(text, "", frozenset(ours), _NESTED)
    return Split("", inner.passed_on, inner.quoted)


def is_attribution(lines: Sequence[str]) -> bool:
    """Say whether these lines are one "On … wrote:" and nothing else."""
    folded = fold_text("\n".join(lines)).split("\n")
    return marks.attribution_height(folded, 0) == len(lines)


def _split(text: str, subject: str, ours: frozenset[str], depth: int) -> Split:
    found = _pieces(text, subject, ours)
    own = found.own
    while own and (not own[-1].strip() or _RULE.match(own[-1])):
        own.pop()
    quoted = "\n".join(found.quoted).strip()
    passed_on = "\n".join(found.passed_on).strip()
    if _passes_on_marked(found, subject, ours):
        # Of a letter passed on by marks alone only the marks are the program's.
        quoted, passed_on = "", "\n".join(map(marks.unmarked, found.quoted)).strip()
    if passed_on and _is_of(found.sender, ours):
        quoted, passed_on = _joined(quoted, passed_on), ""
    elif passed_on and depth:
        inner = _inner(passed_on, found.subject, ours, depth - 1)
        quoted, passed_on = _joined(quoted, inner.quoted), inner.passed_on
    return Split("\n".join(own).strip(), passed_on, quoted)


def _inner(text: str, subject: str, ours: frozenset[str], depth: int) -> Split:
    """Split a letter passed on: only what we wrote is a quotation in it."""
    if marks.is_marked(text):
        text = "\n".join(map(marks.unmarked, text.split("\n")))
    split = _split(text, subject, ours, depth)
    if split.quoted and _pieces(text, subject, ours).authors.isdisjoint(ours):
        return Split("", text.strip(), "")
    return Split("", _joined(split.own, split.passed_on), split.quoted)


def _pieces(text: str, subject: str, ours: frozenset[str]) -> _Pieces:
    lines = text.split("\n")
    folded = fold_text(text).split("\n")
    found = _Pieces([], [], [])
    forwards = bool(_FORWARD_SUBJECT.match(subject))
    index = 0
    while index < len(lines):
        if marks.passes_on(folded[index]):
            starts = index if "@" in folded[index] else index + 1
            return _passed_on(found, lines, marks.header_below(folded, starts))
        header = _header(folded, index)
        if header and (forwards or not marks.is_marked(folded[index])):
            empty = not any(line.strip() for line in found.own)
            if forwards or (empty and not _is_of(header.sender, ours)):
                return _passed_on(found, lines, header)
            found.authors |= marks.addresses_in([header.sender])
            found.quoted += lines[header.below :]
            return found
        index = _take(found, lines, folded, index)
    return found


def _take(found: _Pieces, lines: list[str], folded: list[str], index: int) -> int:
    """Put the next line or lines where they belong; return the line after them."""
    if marks.is_marked(folded[index]):
        if height := marks.attribution_height(folded, index, marked=True):
            found.authors |= marks.addresses_in(folded[index : index + height])
        found.quoted.append(lines[index])
        return index + 1
    if height := marks.attribution_height(folded, index):
        after = index + height
        marked = marks.is_quoted_by_mark(folded, after)
        if marked or marks.is_by_program(folded[index:after]):
            found.authors |= marks.addresses_in(folded[index:after])
            end = after if marked else len(lines)
            found.quoted += lines[index:end]
            return end
    found.own.append(lines[index])
    return index + 1


def _header(folded: list[str], index: int) -> marks.Header | None:
    if marks.is_original(folded[index]):
        return marks.header_below(folded, index + 1)
    return marks.header_at(folded, index)


def _passed_on(found: _Pieces, lines: list[str], header: marks.Header) -> _Pieces:
    found.passed_on = lines[header.below :]
    found.subject, found.sender = header.subject, header.sender
    return found


def _passes_on_marked(found: _Pieces, subject: str, ours: frozenset[str]) -> bool:
    """Say whether the subject passes a letter on, and only marks set it apart: none of ours."""
    passes = found.quoted and not found.passed_on and _FORWARD_SUBJECT.match(subject)
    return bool(passes) and found.authors.isdisjoint(ours)


def _is_of(sender: str, ours: frozenset[str]) -> bool:
    return not marks.addresses_in([sender]).isdisjoint(ours)


def _joined(one: str, other: str) -> str:
    return "\n\n".join(filter(None, (one, other)))
