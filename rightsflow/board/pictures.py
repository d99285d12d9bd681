"""Three pictures of the board, as SVG: numbers stand on the bars, nothing is loaded.

Every colour has its word beside it or in the legend; the description says every number again.
"""

from collections.abc import Iterator, Mapping, Sequence

from rightsflow.board.svg import CARD, INK, QUIET, WIDTH, bar, line, picture, text
from rightsflow.law.right import Outcome, Right

URGENCY: tuple[tuple[str, str, str], ...] = (
    ("overdue", "overdue", "#b3261e"),
    ("today", "today", "#d9730d"),
    ("1..3", "1 to 3 days", "#e0a526"),
    ("4..7", "4 to 7 days", "#5b9aa0"),
    ("8..14", "8 to 14 days", "#2f6f73"),
    ("15+", "15 days or more", "#1d4f53"),
)
"""Bands of days left, the most urgent first: code, words, colour."""

_LAST_OF: tuple[tuple[int, str], ...] = (
    (-1, "overdue"), (0, "today"), (3, "1..3"), (7, "4..7"), (14, "8..14"),
)  # fmt: skip
"""The last day of each band."""

OUTCOMES: tuple[tuple[Outcome, str, str], ...] = (
    (Outcome.granted, "granted", "#2f6f73"),
    (Outcome.partly_granted, "partly granted", "#7fb3b0"),
    (Outcome.nothing_held, "nothing held", "#a9b6bd"),
    (Outcome.extended, "extended", "#e0a526"),
    (Outcome.fee_asked, "fee asked", "#d9730d"),
    (Outcome.refused, "refused", "#b3261e"),
    (Outcome.not_identified, "not identified", "#6b5b95"),
    (Outcome.withdrawn, "withdrawn", "#5d6b75"),
)
"""Outcomes from left to right."""

_LIGHT = frozenset({"#7fb3b0", "#a9b6bd", "#e0a526"})
"""Colours on which dark numbers are read better."""

_TOP, _ROW, _THICK = 60, 34, 22
_LEFT, _RIGHT = 170, 64
_WIDE = WIDTH - _LEFT - _RIGHT
_BASE, _HIGH, _MONTHS = 196, 112, 12
_DIGIT = 8
_GOAL = 100


def band(days: int) -> str:
    """Return the code of the band that a number of days left belongs to."""
    return next((code for last, code in _LAST_OF if days <= last), "15+")


def days_left(counts: Mapping[str, int]) -> str:
    """Return the open cases by days left, as SVG; `counts` by the codes of `URGENCY`."""
    most = max([1, *counts.values()])
    marks, told = [], []
    for row, (code, words, colour) in enumerate(URGENCY):
        number, y = counts.get(code, 0), _TOP + row * _ROW
        wide = _WIDE * number / most
        marks.append(text(_LEFT - 14, y + 16, words, anchor="end"))
        if number:
            marks.append(bar(_LEFT, y, max(wide, _THICK / 4), _THICK, colour))
        weight, ink = (600, INK) if number else (400, QUIET)
        marks.append(text(_LEFT + wide + 8, y + 16, number, weight=weight, colour=ink))
        told.append(f"{words}: {number}")
    height = _TOP + len(URGENCY) * _ROW + 14
    return picture("Open cases by days left", "; ".join(told), height, marks)


def outcomes(counts: Mapping[Right, Mapping[Outcome, int]]) -> str:
    """Return what became of requests, a stacked bar for each right, as SVG."""
    totals = {right: sum(counts.get(right, {}).values()) for right in Right}
    most = max([1, *totals.values()])
    marks, told = [], []
    for row, right in enumerate(Right):
        y, name = _TOP + row * _ROW, right.value.replace("_", " ")
        marks.append(text(_LEFT - 14, y + 16, name, anchor="end"))
        marks += stack(counts.get(right, {}), most, y)
        end = _LEFT + _WIDE * totals[right] / most + 8
        marks.append(text(end, y + 16, totals[right], weight=600, colour=INK))
        parts = (f"{words} {counts.get(right, {}).get(code, 0)}" for code, words, _ in OUTCOMES)
        some = ", ".join(part for part in parts if not part.endswith(" 0"))
        told.append(f"{name}: {some or 0}")
    below = _TOP + len(Right) * _ROW + 18
    marks += legend(below)
    return picture("Outcomes by right", "; ".join(told), below + 56, marks)


def on_time(months: Sequence[tuple[str, int, int]]) -> str:
    """Return the share of answers in time by month, the last twelve, as SVG.

    `months`: such as `2026-03`, oldest first, with answers and how many were in time.
    """
    shown = months[-_MONTHS:]
    step = (WIDTH - 48) / _MONTHS
    marks, told = [line(24, _BASE, WIDTH - 24, _BASE)], []
    for place, (month, answered, in_time) in enumerate(shown):
        middle = 24 + step * (place + 0.5)
        if answered:
            marks += _share(middle, _GOAL * in_time // answered)
        marks += [
            text(middle, _BASE + 18, month[2:], size=12, colour=QUIET, anchor="middle"),
            text(
                middle, _BASE + 35, f"{in_time}/{answered}", size=11, colour=QUIET, anchor="middle"
            ),
        ]
        told.append(f"{month}: {in_time} of {answered} in time")
    description = "; ".join(told) or "no answers yet"
    return picture("Answered in time, by month", description, _BASE + 52, marks)


def _share(middle: float, share: int) -> Iterator[str]:
    tall = _HIGH * share / _GOAL
    yield bar(middle - 15, _BASE - tall, 30, tall, "#2f6f73" if share == _GOAL else "#b3261e")
    yield text(middle, _BASE - tall - 7, f"{share}%", size=12, weight=600, anchor="middle")


def stack(counts: Mapping[Outcome, int], most: int, y: float) -> Iterator[str]:
    """Yield the stacked bar of one right; `most` is the number that fills the whole width."""
    x = float(_LEFT)
    for outcome, _, colour in OUTCOMES:
        number = counts.get(outcome, 0)
        wide = _WIDE * number / most
        if number:
            yield bar(x, y, max(wide - 1, 1), _THICK, colour)
        if wide > _DIGIT * (len(str(number)) + 1) and number:
            ink = INK if colour in _LIGHT else CARD
            yield text(x + wide / 2, y + 16, number, size=12, colour=ink, anchor="middle")
        x += wide


def legend(y: float) -> Iterator[str]:
    """Yield what each colour of a stack means, in two rows from `y` down."""
    for place, (_, words, colour) in enumerate(OUTCOMES):
        x, row = 24 + 150 * (place % 4), y + 22 * (place // 4)
        yield bar(x, row - 10, 12, 12, colour)
        yield text(x + 18, row, words, size=12, colour=QUIET)
