"""When a letter is too close to tell: a person reads it, with what was found as a suggestion.

A right wrongly found costs an approval, one wrongly left out is not answered. Where letters that
nobody had learned from were misread, they showed one of these signs; what is told rightly seldom
does. The figures stand in `docs/reference/reading.md`.
"""

from collections.abc import Callable, Mapping
from typing import Final

from rightsflow.law.right import Right
from rightsflow.mail.reading.found import Found
from rightsflow.mail.reading.matter import Matter

EXPLAINED: Final[Mapping[Right, frozenset[Right]]] = {
    Right.erasure: frozenset({Right.restriction, Right.rectification}),
    Right.objection: frozenset({Right.consent_withdrawal, Right.restriction}),
}
"""Rights that a letter seldom names without asking for them, but beside these others.

What shall be kept is not to be erased, a wrong number goes when it is corrected, and who takes a
consent back is against what it allowed.
"""


def is_doubtful(matter: Matter, found: Found) -> bool:
    """Say whether a person should read what the letter asks for."""
    return any(holds(matter, found) for holds in DOUBTS)


def _guesses_erasure(matter: Matter, found: Found) -> bool:
    """Say whether erasure may only be a word of an advertisement, or about a shift.

    What is erased is gone, so it is not guessed.
    """
    stray = matter.is_ordinary or matter.says("mailing")
    sure = "sure_erasure" in matter.words.about and matter.says("sure_erasure")
    return Right.erasure in found.rights and stray and not sure


def _speaks_of_other_matters(matter: Matter, found: Found) -> bool:
    """Say whether one place alone asks in a letter about shifts or pay that names no data."""
    return len(found.evidence) == 1 and matter.is_ordinary and not matter.hints_at("concern")


def _names_more(_: Matter, found: Found) -> bool:
    """Say whether erasure or objection is named, too, and does not seem to be asked for.

    What `EXPLAINED` names is what the letter's other wish speaks of.
    """
    rights = frozenset(found.rights)
    named = found.mentioned - rights if rights else frozenset()
    return any(
        right in named and rights.isdisjoint(others) for right, others in EXPLAINED.items()
    ) and not (found.marketing and Right.erasure in named)


def _both_keeps_and_erases(_: Matter, found: Found) -> bool:
    """Say whether data shall be kept, and one place alone says that they shall go."""
    erasing = [item for item in found.evidence if item.right is Right.erasure]
    return len(erasing) == 1 and Right.restriction in found.rights


def _only_threatens(matter: Matter, found: Found) -> bool:
    """Say whether a right stands only in what will follow if nothing is done."""
    threats = matter.threats
    return any(
        all(any(item.span in threat for threat in threats) for item in found.evidence
            if item.right is right)
        for right in found.rights
    )  # fmt: skip


def _thanks(matter: Matter, found: Found) -> bool:
    """Say whether the letter only says thank you: what it names is done already."""
    return bool(found.evidence) and matter.is_thanks


def _is_disputed(_: Matter, found: Found) -> bool:
    """Say whether phrases and the weight of all words say different things of a right."""
    return bool(found.disputed)


DOUBTS: Final[tuple[Callable[[Matter, Found], bool], ...]] = (
    _guesses_erasure,
    _speaks_of_other_matters,
    _names_more,
    _both_keeps_and_erases,
    _only_threatens,
    _thanks,
    _is_disputed,
)
"""The signs; any of them is enough."""
