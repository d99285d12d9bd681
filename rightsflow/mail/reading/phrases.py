r"""The small language in which the vocabulary is written, turned into regular expressions.

| written | means |
|---|---|
| `prosze o kopie` | these words, with any blanks or punctuation between them |
| `usun*` | any word that begins so |
| `jakie\\|ktore` | one of these words |
| `?bardzo` | the word may be missing |
| `..` and `..3` | up to five, up to three words of any kind |
| `{mine}` | one of the words or phrases of the list `mine`; also `{mine}\\|wszystkie` |

Words are written as `folding.fold_text` leaves them: lower case, without diacritics.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

GAP_WORDS: Final = 5
"""How many words `..` may skip."""

_GAP: Final = re.compile(r"\.\.(\d{0,2})")
_WORD: Final = re.compile(r"\w+\*?")

_NEVER: Final = re.compile(r"(?!)")

Lists = Mapping[str, Iterable[str]]


class BadPhrase(ValueError):  # noqa: N818 - named by what is wrong
    """A phrase of the vocabulary is not written in its language."""


def compile_phrases(phrases: Iterable[str], lists: Lists) -> re.Pattern[str] | None:
    """Return one expression that finds any of the phrases; None where there are none.

    Raises BadPhrase for a phrase that names an unknown list or holds other signs.
    """
    sources = [_source(phrase, lists) for phrase in phrases]
    return re.compile(rf"\b(?:{'|'.join(sources)})") if sources else None


class Phrases:
    """Phrases that become an expression when they are first looked for.

    A letter needs few of the many lists of a language, and to compile all takes a second. The
    methods are those of `re.Pattern`; each raises BadPhrase as `compile_phrases` does.
    """

    def __init__(self, phrases: Iterable[str], lists: Lists) -> None:
        """Take phrases and the lists that they name; nothing is compiled yet."""
        self._phrases = tuple(phrases)
        self._lists = lists

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Return the expression; one that is never found where there are no phrases."""
        return compile_phrases(self._phrases, self._lists) or _NEVER

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        """Return the first place of any of the phrases from `at` on."""
        return self.compiled.search(text, at)

    def match(self, text: str) -> re.Match[str] | None:
        """Return the phrase with which the text begins."""
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the phrase that is the whole text."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every place, from left to right, none within another."""
        return self.compiled.finditer(text)

    def sub(self, by: Callable[[re.Match[str]], str] | str, text: str) -> str:
        """Return the text with every place replaced."""
        return self.compiled.sub(by, text)


def _source(phrase: str, lists: Lists) -> str:
    tokens = phrase.split()
    if not tokens or _GAP.fullmatch(tokens[-1]) or tokens[-1].startswith("?"):
        raise BadPhrase(phrase)
    last = len(tokens) - 1
    return "".join(
        _token(token, lists, phrase) + ("" if at == last else _joint(token))
        if not (gap := _GAP.fullmatch(token))
        else rf"(?:\w+\W+){{0,{gap.group(1) or GAP_WORDS}}}?"
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
        return "|".join(_source(entry, lists) for entry in inner)
    return _one(choice, phrase)


def _one(word: str, phrase: str) -> str:
    if not _WORD.fullmatch(word):
        raise BadPhrase(phrase)
    return word[:-1] + r"\w*" if word.endswith("*") else word + r"\b"
