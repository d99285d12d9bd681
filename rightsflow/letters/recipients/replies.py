"""What a recipient answers: the first line is one of a few words, in any language we write.

Only a clear word counts: none beside another one, under a question, or with a "but". Everything
else is read by a person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from rightsflow.canonical import fold
from rightsflow.law.notice import RecipientWord
from rightsflow.letters.recipients.render import recipient_languages, recipient_words

LONGEST = 4000
"""Characters that are kept of an answer; the whole lies with the message."""

_SIGNS = " .,;:!*_\"'-\t\u201e\u201d\u201c\u201a\u2018\u2019\u2013\u2014"
_SIGNATURE = ("-- ", "--")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """A clear word, or None; `text` is what the recipient wrote, cut where it is long."""

    word: RecipientWord | None
    text: str = field(repr=False)


def said_in(body: str) -> Said:
    """Return what a reply says; `body` are the writer's own words, the quotation cut off."""
    lines = [line.strip() for line in body.strip().splitlines()]
    text = "\n".join(lines)[:LONGEST].strip()
    told = [line for line in _letter(body.splitlines()) if line]
    if told and _is_around("greetings", told[0]):
        told = told[1:]
    if not told:
        return Said(None, text)
    word = _word(told[0])
    if word in {RecipientWord.done, RecipientWord.received} and not _is_plain(told[1:]):
        return Said(None, text)
    return Said(word, text)


def _letter(lines: Iterable[str]) -> Iterable[str]:
    """Yield the lines above closing and signature."""
    for line in lines:
        if line in _SIGNATURE or _is_around("closings", line):
            return
        yield line.strip()


def _word(line: str) -> RecipientWord | None:
    bare = _bare(line)
    for word in RecipientWord:
        if bare in _understood(word):
            return word
    goes_on = tuple(f"{one}{sign}" for one in _understood(RecipientWord.refuses) for sign in " :,")
    if bare.startswith(goes_on):
        return RecipientWord.refuses
    return None


def _is_plain(rest: list[str]) -> bool:
    """Say whether what follows takes nothing back."""
    if any("?" in line or _word(line) for line in rest):
        return False
    return not {word for line in rest for word in _WORD.findall(fold(line))} & _doubts()


def _is_around(group: str, line: str) -> bool:
    return _bare(line) in _around(group)


def _bare(line: str) -> str:
    return fold(line).strip(_SIGNS)


@cache
def _understood(word: RecipientWord) -> frozenset[str]:
    return frozenset(fold(one) for name in recipient_languages()
                     for one in recipient_words(name).several("understood", word))  # fmt: skip


@cache
def _around(group: str) -> frozenset[str]:
    return frozenset(fold(one) for name in recipient_languages()
                     for one in recipient_words(name).several("around", group))  # fmt: skip


def _doubts() -> frozenset[str]:
    return _around("doubts")
