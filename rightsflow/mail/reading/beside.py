"""Rights found beside each other in one letter: what only explains another is none of its own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from rightsflow.law.right import Right
from rightsflow.mail.reading.found import Found, Hit
from rightsflow.mail.reading.lexicon import Lexicon
from rightsflow.mail.reading.phrases import Phrases

UNSURE: Final[Mapping[Right, frozenset[Right]]] = {
    Right.portability: frozenset({Right.access}),
    Right.automated_decision: frozenset({Right.access, Right.objection}),
    Right.access: frozenset({Right.portability}),
    Right.objection: frozenset({Right.restriction}),
    Right.rectification: frozenset(Right) - {Right.rectification},
    Right.restriction: frozenset({Right.automated_decision}),
    Right.consent_withdrawal: frozenset({Right.erasure}),
}
"""Rights that are easily read into another's words, in the order in which they are asked about.

The format of a copy is not Article 20, what Article 15(1)(h) lets one ask is not Article 22, what
shall be sent on is not asked to be seen, use that is forbidden for a time is restricted, a fact
that is wrong may only be the reason, it is a program that blocks an account, and a photo that shall
go is erased, whether or not somebody once consented.
Beside these others such a right counts only where the letter has a word that is `sure`.
"""

_ON_DATA: Final = frozenset(
    {Right.rectification, Right.erasure, Right.restriction, Right.objection}
)
"""Rights whose wish says which data it is about."""


def drop_unsure(found: Found, whole: str, words: Lexicon) -> None:
    """Take out of `found` what is `UNSURE` beside the letter's other rights.

    `whole` is the folded letter.
    """
    for right, others in UNSURE.items():
        is_beside = right in found.rights and not others.isdisjoint(found.rights)
        if is_beside and not words.rights[right].sure.search(whole):
            found.evidence = [item for item in found.evidence if item.right is not right]
            found.ruled_out.add(right)


def take_back(found: Found, whole: str, words: Lexicon) -> None:
    """Read leaving a list that the writer once joined as what it is: consent taken back.

    Article 7(3) GDPR; an objection in so many words stays one.
    """
    joined, opposes = words.about["subscribed"], words.about["opposes"]
    if not found.marketing:
        return
    if opposes.search(whole) or not joined.search(whole):
        found.ruled_out.add(Right.consent_withdrawal)
        return
    found.evidence = [
        replace(item, right=Right.consent_withdrawal) if item.right is Right.objection else item
        for item in found.evidence
    ]


def without_descriptions(hits: list[Hit], words: Lexicon) -> list[Hit]:
    """Drop access that only says which data another wish is about.

    "I request that you correct the data you hold about me" names the words of access around
    those of rectification; in "a copy of my data, then their erasure" a word before is `sure`.
    "Delete my number and all that you have of me" has them behind; asked between, they count.
    """
    if all(right is not Right.access for right, _, _ in hits):
        return hits
    wishes = [
        match for right, _, _ in hits if right in _ON_DATA for match in _all(right, hits, words)
    ]
    row = words.rights[Right.access]

    def describes(named: re.Match[str], how: str) -> bool:
        return any(
            _is_around(named, wish, row.sure)
            if wish.start() >= named.start()
            else row.relative.match(named.group()) and not words.ask.search(_between(wish, named))
            for wish in wishes
            if wish.start() < named.start() or how != "asks"
        )

    return [
        (right, match, how)
        for right, match, how in hits
        if right is not Right.access or not describes(match, how)
    ]


def _all(right: Right, hits: list[Hit], words: Lexicon) -> Iterator[re.Match[str]]:
    """Yield all places of the sentence in which a right is asked for or named."""
    text = hits[0][1].string
    row = words.rights[right]
    yield from (match for hit, match, _ in hits if hit is right)
    yield from row.asks.finditer(text)
    yield from row.names.finditer(text)


def _is_around(named: re.Match[str], wish: re.Match[str], sure: Phrases) -> bool:
    """Say whether the words of access stand around a wish, with none before it that is `sure`."""
    if wish.start() >= named.end():
        return False
    return sure.search(named.string[named.start() : wish.start()]) is None


def _between(one: re.Match[str], other: re.Match[str]) -> str:
    """Return the text between two places, empty if they overlap."""
    return one.string[one.end() : other.start()]
