r"""The small language in which the vocabulary is written, turned into regular expressions.

| written | means |
|---|---|
| `prosze o kopie` | these words, with any blanks or punctuation between them |
| `usun*` | any word that begins so |
| `jakie\\|ktore` | one of these words |
| `?bardzo` | the word may be missing |
| `..` and `..3` | up to five, up to three words, but none of the list `turn` ("because", "but") |
| `usun* <>3 moje` | both, in either order, with up to three words between; also of three parts |
| `{mine}` | one of the words or phrases of the list `mine`; also `{mine}\\|wszystkie` |

Words are written as `folding.fold_text` leaves them: lower case, without diacritics.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import permutations
from typing import Final

from rightsflow.mail.reading.needed import Needs, needs_met, needs_of, words_of

GAP_WORDS: Final = 5
"""How many words `..` may skip."""

TURN: Final = "turn"
"""The list of the words that no gap skips: what follows them is another thought."""

_GAP: Final = re.compile(r"\.\.(\d{0,2})")
_EITHER: Final = re.compile(r" <>(\d{0,2}) ")
_WORD: Final = re.compile(r"\w+\*?")

Lists = Mapping[str, Iterable[str]]


class BadPhrase(ValueError):  # noqa: N818 - named by what is wrong
    """A phrase of the vocabulary is not written in its language."""


class Phrases:
    """Phrases that become expressions one by one, when a text has a word that they need.

    A letter needs few of the many phrases of a language, and to compile all takes seconds. The
    methods are those of `re.Pattern` for one expression of all phrases: the leftmost place
    counts, and of those that begin there the phrase that is written first. Each raises
    BadPhrase for a phrase that is not well written.
    """

    def __init__(self, phrases: Iterable[str], lists: Lists) -> None:
        """Take phrases and the lists that they name; nothing is compiled yet."""
        self._phrases = tuple(order for phrase in phrases for order in _orders(phrase))
        self._lists = lists
        self._compiled: dict[int, re.Pattern[str]] = {}

    def check(self) -> None:
        """Compile all phrases, so that one which is not well written is found."""
        for number in range(len(self._phrases)):
            self._one(number)

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        """Return the first place of any of the phrases from `at` on."""
        return _leftmost(self._searched(text, self._wanted(text), at).values())

    def match(self, text: str) -> re.Match[str] | None:
        """Return the phrase with which the text begins."""
        return next((m for one in self._wanted(text) if (m := self._one(one).match(text))), None)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the phrase that is the whole text."""
        wanted = self._wanted(text)
        return next((m for one in wanted if (m := self._one(one).fullmatch(text))), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every place, from left to right, none within another."""
        found = self._searched(text, self._wanted(text), 0)
        while place := _leftmost(found.values()):
            yield place
            behind = [one for one, match in found.items() if match.start() < place.end()]
            again = self._searched(text, behind, place.end())
            found = {one: found[one] for one in found if one not in behind} | again
            found = dict(sorted(found.items()))

    def sub(self, by: Callable[[re.Match[str]], str], text: str) -> str:
        """Return the text with every place replaced."""
        parts, done = [], 0
        for place in self.finditer(text):
            parts += [text[done : place.start()], by(place)]
            done = place.end()
        return "".join([*parts, text[done:]])

    def _searched(self, text: str, wanted: Iterable[int], at: int) -> dict[int, re.Match[str]]:
        return {one: m for one in wanted if (m := self._one(one).search(text, at))}

    def _one(self, number: int) -> re.Pattern[str]:
        if number not in self._compiled:
            source = source_of(self._phrases[number], self._lists)
            self._compiled[number] = re.compile(rf"\b(?:{source})")
        return self._compiled[number]

    def _wanted(self, text: str) -> list[int]:
        """Return the phrases of which the text has a word that they need, as they are written."""
        met = self._needed.keys() & needs_met(text)
        return sorted({number for need in met for number in self._needed[need]})

    @cached_property
    def _needed(self) -> dict[str, list[int]]:
        needed: dict[str, list[int]] = {}
        for number, phrase in enumerate(self._phrases):
            for need in self._needs(phrase):
                needed.setdefault(need, []).append(number)
        return needed

    def _needs(self, phrase: str) -> Needs:
        try:
            return needs_of(words_of(phrase), self._lists.__getitem__)
        except (KeyError, ValueError):
            raise BadPhrase(phrase) from None


def _orders(phrase: str) -> Iterator[str]:
    """Return the phrase with its parts in every order: the order of Polish words is free."""
    parts = _EITHER.split(phrase)
    gap = max((int(width or GAP_WORDS) for width in parts[1::2]), default=0)
    return (f" ..{gap} ".join(order) for order in permutations(parts[::2]))


def _leftmost(matches: Iterable[re.Match[str]]) -> re.Match[str] | None:
    return min(matches, key=lambda match: match.start(), default=None)


def source_of(phrase: str, lists: Lists) -> str:
    """Return the expression of one phrase; raises BadPhrase if it is not well written."""
    tokens = phrase.split()
    if not tokens or _GAP.fullmatch(tokens[-1]) or tokens[-1].startswith("?"):
        raise BadPhrase(phrase)
    last = len(tokens) - 1
    turn = "".join(rf"(?!{word}\b)" for word in lists.get(TURN, ()))
    return "".join(
        _token(token, lists, phrase) + ("" if at == last else _joint(token))
        if not (gap := _GAP.fullmatch(token))
        else rf"(?:{turn}\w+\W+){{0,{gap.group(1) or GAP_WORDS}}}?"
        for at, token in enumerate(tokens)
    )


def _joint(token: str) -> str:
    return r"\W+)?" if token.startswith("?") else r"\W+"


def _token(token: str, lists: Lists, phrase: str) -> str:
    if token.startswith("?"):
        return "(?:" + _token(token[1:], lists, phrase)
    return f"(?:{'|'.join(_choice(choice, lists, phrase) for choice in token.split('|'))})"


def _choice(choice: str, lists: Lists, phrase: str) -> str:
    if choice.startswith("{") and choice.endswith("}"):
        inner = lists.get(choice[1:-1])
        if inner is None:
            raise BadPhrase(phrase)
        return "|".join(source_of(entry, lists) for entry in inner)
    return _one(choice, phrase)


def _one(word: str, phrase: str) -> str:
    if not _WORD.fullmatch(word):
        raise BadPhrase(phrase)
    return word[:-1] + r"\w*" if word.endswith("*") else word + r"\b"
