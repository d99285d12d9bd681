"""Which words a phrase cannot do without: a text that has none of them is not searched for it.

A language has thousands of phrases, and a sentence has words of a few. A need is a word, or the
beginning of one; a word is written with a blank behind it, which a beginning has not.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

_WORD = re.compile(r"\w+")
_TEXTS = 256
_LONGEST = 32
"""No beginning is longer: those of one word of a hostile text would fill the memory."""

Needs = frozenset[str]


@lru_cache(maxsize=_TEXTS)
def needs_met(text: str) -> Needs:
    """Return every need that a text meets: its words, and all their beginnings."""
    words = set(_WORD.findall(text))
    beginnings = {
        word[:length] for word in words for length in range(1, min(len(word), _LONGEST) + 1)
    }
    return frozenset(beginnings | {f"{word} " for word in words})


def needs_of(tokens: Iterable[str], entries: Callable[[str], Iterable[str]]) -> Needs:
    """Return needs of which every place of a phrase meets one; the fewest, then the longest.

    `tokens` are those of the phrase, without gaps; `entries` gives the phrases of a list by name.
    """
    able = [_needs_of_token(token, entries) for token in tokens if not token.startswith("?")]
    return min(able, key=lambda needs: (len(needs), -min(map(len, needs))))


def _needs_of_token(token: str, entries: Callable[[str], Iterable[str]]) -> Needs:
    needs: set[str] = set()
    for choice in token.split("|"):
        if choice.startswith("{"):
            for entry in entries(choice[1:-1]):
                needs |= needs_of(words_of(entry), entries)
        else:
            needs.add(choice[:-1][:_LONGEST] if choice.endswith("*") else f"{choice} ")
    return frozenset(needs)


def words_of(phrase: str) -> list[str]:
    """Return the tokens of a phrase that stand for words."""
    return [token for token in phrase.split() if not token.startswith("..")]
