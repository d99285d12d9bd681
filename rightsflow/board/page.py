"""The board as Markdown: a sentence, the pictures, and tables to look cases up in."""

import base64
from collections import Counter
from collections.abc import Iterable, Iterator

from rightsflow.board.model import Board, BoardCase
from rightsflow.board.pictures import band, days_left, on_time, outcomes
from rightsflow.board.svg import said

SHOWN = 200
"""Cases in the table; the pictures count all."""


def markdown(board: Board) -> str:
    """Return the board; it holds case numbers, dates, counts and codes, and nothing personal.

    The pictures are part of the text (`data:` addresses): nothing else has to be served.
    """
    counts = Counter(band(case.days_left) for case in board.open_cases)
    blocks = (
        f"# {headline(board)}",
        _picture(days_left(counts)),
        _picture(outcomes(board.outcomes)),
        _picture(on_time(board.on_time)),
        *_cases(board.open_cases),
        f"As of {board.today_on.isoformat()}.",
    )
    return "\n\n".join(blocks) + "\n"


def headline(board: Board) -> str:
    """Return what matters most, in one sentence."""
    days = [case.days_left for case in board.open_cases]
    late, today = sum(day < 0 for day in days), days.count(0)
    if not days:
        return "No case is open"
    if not late and not today:
        return f"Nothing is due today; {_cases_are(len(days))} open"
    urgent = ((late, "overdue"), (today, "due today"))
    first = " and ".join(f"{_cases_are(number)} {words}" for number, words in urgent if number)
    return f"{first}, of {len(days)} open"


def _cases_are(number: int) -> str:
    return "1 case is" if number == 1 else f"{number} cases are"


def _picture(svg: str) -> str:
    return f"![{said(svg)}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _cases(cases: Iterable[BoardCase]) -> Iterator[str]:
    """Return the open cases as a table, the most urgent first."""
    ordered = sorted(cases, key=lambda case: (case.days_left, case.number))
    if not ordered:
        return
    rows = [
        "| case | days left | due on | rights | waits for |",
        "|---|---:|---|---|---|",
        *(_row(case) for case in ordered[:SHOWN]),
    ]
    yield "## Open cases"
    yield "\n".join(rows)
    if len(ordered) > SHOWN:
        yield f"{len(ordered) - SHOWN} more cases, none more urgent, are not in this table."


def _row(case: BoardCase) -> str:
    rights, holds = (", ".join(words).replace("_", " ") for words in (case.rights, case.holds))
    left = f"**{case.days_left}**" if case.days_left <= 0 else f"{case.days_left}"
    return f"| {case.number} | {left} | {case.due_on.isoformat()} | {rights} | {holds or '-'} |"
