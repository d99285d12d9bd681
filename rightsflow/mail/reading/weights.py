"""How much the words of a letter speak for each right: learned from letters, added up here.

A right's weight is the log odds of a logistic regression (Cox, 1958) over the words and pairs of
neighbours that a letter has: 0 is even, 3 is twenty to one. The tables are
`vocabulary/weights/*.tsv`; `python -m tools.weights` learns them from the letters of the tests.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt
from typing import Final

from rightsflow.law.right import Right

BIAS: Final = "*"
"""The row of what speaks for a right before any word is read."""

_WORD: Final = re.compile(r"\w+")
_NUMBER: Final = re.compile(r"\d{3}")
"""What has three digits in a row is a date, a sum or somebody's number, and says nothing."""


def features(text: str) -> set[str]:
    """Return the words of a folded text, and the pairs of words that stand beside each other."""
    words = [word for word in _WORD.findall(text) if not _NUMBER.search(word)]
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}


@dataclass(frozen=True, slots=True)
class Weights:
    """The tables of one language: for each feature a weight for every right."""

    bias: tuple[float, ...]
    table: Mapping[str, tuple[float, ...]]

    def known(self, text: str) -> list[tuple[float, ...]]:
        """Return the rows of a text's features that the table knows."""
        return [self.table[one] for one in features(text) if one in self.table]

    def of(self, known: Sequence[tuple[float, ...]]) -> dict[Right, float]:
        """Return the log odds that a text with the `known` rows asks for each right."""
        scale = 1 / sqrt(len(known) or 1)
        sums = [sum(column) for column in zip(*known, strict=True)] or [0.0] * len(self.bias)
        weighed = (bias + scale * one for bias, one in zip(self.bias, sums, strict=True))
        return dict(zip(Right, weighed, strict=True))

    def spoken_for(self, right: Right, text: str) -> float:
        """Return what the words of a part of a letter add to a right, unscaled."""
        column = tuple(Right).index(right)
        return sum(row[column] for row in self.known(text))


@cache
def weights(language: str) -> Weights:
    """Return the tables of a language; they are part of the package, so a fault is a defect."""
    place = files("rightsflow.mail.reading.vocabulary").joinpath(f"weights/{language}.tsv")
    lines = (one for one in place.read_text(encoding="utf-8").splitlines() if one[:1] != "#")
    head = next(lines).split("\t")
    if head[1:] != list(Right):
        raise ValueError(head)
    rows = (line.split("\t") for line in lines)
    table = {name: tuple(float(one) / 100 for one in numbers) for name, *numbers in rows}
    return Weights(table.pop(BIAS), table)
