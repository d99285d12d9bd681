"""Which purposes a letter names, where it withdraws consent or objects, by the words of the map.

Sources: Article 7(3) GDPR (consent is withdrawn for the purposes that it was given for, recital
32) and Article 21(1) (an objection is against a processing). Whoever names none means all of them.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from rightsflow.datamap.model import SystemMap
from rightsflow.law.right import Ground, Right

REACHED: Final[Mapping[Right, Ground]] = {
    Right.consent_withdrawal: Ground.consent,
    Right.objection: Ground.legitimate_interest,
}
"""On which ground a purpose rests that can be named for a right."""

_MORE: Final = re.compile(
    r"\b(?:all|any|every\w*|entire\w*|wszystk\w*|wszelk\w*|calkowi\w*|kazd\w*"
    r"|not|except|but|apart from|nie|oprocz|poza|procz|z wyjatkiem)\b"
)
"""Words of everything, and of exceptions: what stands beside them narrows nothing. Folded."""


def purposes_in(
    sentences: Iterable[str], right: Right, systems: Mapping[str, SystemMap]
) -> tuple[str, ...]:
    """Return the purposes (`system.purpose`) that the sentences asking for a right name.

    `sentences` are folded (lower case, no diacritics). None are returned, which means all, where
    a sentence names none, speaks of all, or makes an exception.
    """
    words = _words(right, systems)
    named: set[str] = set()
    for sentence in sentences:
        here = {name for name, called in words.items() if _is_named(sentence, called)}
        if not here or _MORE.search(sentence):
            return ()
        named |= here
    return tuple(sorted(named))


def _words(right: Right, systems: Mapping[str, SystemMap]) -> dict[str, Collection[str]]:
    return {
        f"{system}.{name}": purpose.called
        for system, of in systems.items()
        for name, purpose in of.purposes.items()
        if purpose.ground is REACHED.get(right)
    }


def _is_named(sentence: str, called: Collection[str]) -> bool:
    return any(re.search(rf"\b{re.escape(stem)}", sentence) for stem in called)
