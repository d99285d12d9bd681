"""How wide the columns of a table are, and whether it is readable as a table at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from rightsflow.pdf.ink import Style

_LEAST = 38.0
"""No column is narrower, in points: about eight characters."""

_LONGEST_WORD = 100.0
"""Longer words are cut rather than given a column of their own width."""

_WIDEST = 260.0
_MOST_COLUMNS = 8
_SAMPLE = 60
"""So many rows are measured; the rest is wrapped into what they were given."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The styles of head and body, and the room between two texts in points."""

    head: Style
    body: Style
    padding: float

    def widths(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], room: float
    ) -> list[float] | None:
        """Return the width of each column in points, together `room`; None: not readable.

        Each gets what its longest word wants; the rest is shared by how long the texts are.
        """
        if not columns or len(columns) > _MOST_COLUMNS:
            return None
        least, wanted = [], []
        for at, column in enumerate(columns):
            texts = {row[at] for row in rows[:_SAMPLE]}
            pieces = [(self.head, column), *((self.body, text) for text in texts)]
            word = min(max(_longest_word(*piece) for piece in pieces), _LONGEST_WORD)
            line = min(max(_longest_line(*piece) for piece in pieces), _WIDEST)
            least.append(max(_LEAST, word + self.padding))
            wanted.append(max(least[-1], line + self.padding))
        return _shared(least, wanted, room)


def _shared(least: list[float], wanted: list[float], room: float) -> list[float] | None:
    spare = room - sum(least)
    if spare < 0:
        return None
    greed = [want - low for want, low in zip(wanted, least, strict=True)]
    total = sum(greed)
    if total <= spare:
        return [want + (spare - total) / len(wanted) for want in wanted]
    return [low + spare * more / total for low, more in zip(least, greed, strict=True)]


def _longest_word(style: Style, text: str) -> float:
    return max(
        (style.face.width(word, style.size) for word in text.replace("\n", " ").split(" ")),
        default=0.0,
    )


def _longest_line(style: Style, text: str) -> float:
    return max(style.face.width(line, style.size) for line in text.split("\n"))
