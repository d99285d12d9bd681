"""The requests of a month in one picture, as SVG: how many, in time or not, how each ended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rightsflow.board.pictures import OUTCOMES, legend, stack
from rightsflow.board.svg import INK, QUIET, WIDTH, bar, picture, text
from rightsflow.law.right import Outcome, Right
from rightsflow.law.statistics import BANDS, Timeliness

_LEFT, _RIGHT, _ROW, _THICK = 170, 64, 34, 22
_WIDE = WIDTH - _LEFT - _RIGHT
_MARGIN = 24
_GREEN, _RED, _GREY, _AMBER = "#2f6f73", "#b3261e", "#a9b6bd", "#e0a526"

_TIMES: tuple[tuple[Timeliness, str, str], ...] = (
    (Timeliness.in_time, "in time", _GREEN),
    (Timeliness.late, "late", _RED),
    (Timeliness.open, "still open", _AMBER),
    (Timeliness.none, "no answer due", _GREY),
)
"""What stands at the top: code, words, colour."""


@dataclass(frozen=True, slots=True)
class Month:
    """The counts of a month, such as `2026-11`; `outcomes` of a right may miss open requests."""

    month: str
    received: int
    times: Mapping[Timeliness, int] = field(default_factory=dict)
    rights: Mapping[Right, int] = field(default_factory=dict)
    outcomes: Mapping[Right, Mapping[Outcome, int]] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)


def drawn(month: Month) -> str:
    """Return the picture; title and description say every number again for who does not see it."""
    marks: list[str] = []
    y = 64
    for part in (_times, _rights, _days, _failures):
        more, y = part(month, y)
        marks += more
    return picture(f"Requests received in {month.month}", _told(month), y + 8, marks)


def _times(month: Month, y: int) -> tuple[list[str], int]:
    columns = [("received", month.received, INK)]
    columns += [(words, month.times.get(code, 0), colour) for code, words, colour in _TIMES]
    step = (WIDTH - 2 * _MARGIN) / len(columns)
    marks = []
    for place, (words, number, colour) in enumerate(columns):
        x = _MARGIN + place * step
        shown = colour if number else QUIET
        marks += [bar(x, y, 4, 44, colour), text(x + 12, y + 24, number, size=24, weight=600,
                                                colour=shown)]  # fmt: skip
        marks.append(text(x + 12, y + 42, words, size=12, colour=QUIET))
    return marks, y + 84


def _rights(month: Month, y: int) -> tuple[list[str], int]:
    marks = [_heading(y, "Rights asked for, and how each ended (pale: open)")]
    most = max([1, *month.rights.values()])
    top = y + 16
    for row, right in enumerate(Right):
        at, number = top + row * _ROW, month.rights.get(right, 0)
        marks.append(text(_LEFT - 14, at + 16, right.value.replace("_", " "), anchor="end"))
        ended = month.outcomes.get(right, {})
        wide = _WIDE * number / most
        still = number - sum(ended.values())
        if still > 0:
            open_wide = _WIDE * still / most
            marks.append(bar(_LEFT + wide - open_wide, at, open_wide, _THICK, "#e8edef"))
        marks += stack(ended, most, at)
        marks.append(text(_LEFT + wide + 8, at + 16, number, weight=600,
                          colour=INK if number else QUIET))  # fmt: skip
    below = top + len(Right) * _ROW + 18
    return [*marks, *legend(below)], below + 64


def _days(month: Month, y: int) -> tuple[list[str], int]:
    rows = [(f"{band.name} days", month.days.get(band.name, 0), _GREEN) for band in BANDS]
    return _bars(y, "Days from receipt to answer", rows)


def _failures(month: Month, y: int) -> tuple[list[str], int]:
    if not month.failures:
        return [], y
    rows = [(system, number, _RED) for system, number in sorted(month.failures.items())]
    return _bars(y, "Systems that did not do their part", rows)


def _bars(y: int, title: str, rows: Sequence[tuple[str, int, str]]) -> tuple[list[str], int]:
    marks, top = [_heading(y, title)], y + 16
    most = max([1, *(number for _, number, _ in rows)])
    for row, (words, number, colour) in enumerate(rows):
        at, wide = top + row * _ROW, _WIDE * number / most
        marks.append(text(_LEFT - 14, at + 16, words[:24], anchor="end"))
        if number:
            marks.append(bar(_LEFT, at, wide, _THICK, colour))
        shown = INK if number else QUIET
        marks.append(text(_LEFT + wide + 8, at + 16, number, weight=600, colour=shown))
    return marks, top + len(rows) * _ROW + 26


def _heading(y: int, words: str) -> str:
    return text(_MARGIN, y, words, size=14, weight=600)


def _told(month: Month) -> str:
    return "; ".join(_sentences(month))


def _sentences(month: Month) -> Iterator[str]:
    yield f"received {month.received}"
    for code, words, _ in _TIMES:
        yield f"{words} {month.times.get(code, 0)}"
    for right in Right:
        if number := month.rights.get(right, 0):
            ended = month.outcomes.get(right, {})
            parts = (f"{words} {ended[code]}" for code, words, _ in OUTCOMES if ended.get(code))
            yield f"{right.value.replace('_', ' ')} {number}: {', '.join(parts) or 'open'}"
    for band in BANDS:
        if number := month.days.get(band.name, 0):
            yield f"{number} answered in {band.name} days"
    for system, number in sorted(month.failures.items()):
        yield f"{system} failed {number} times"
