"""How things stand, as an artifact of the Prefect pages: pictures to look at, numbers only."""

from collections import Counter
from datetime import UTC, date, datetime

from prefect.artifacts import acreate_markdown_artifact
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.board import Board, BoardCase, markdown
from rightsflow.law.deadline import months_later
from rightsflow.register import board as register_board
from tasks.desk import Desk, desk
from tasks.kit import verb

BOARD = "board"
_MOST = 2000
_MONTHS = 12


@verb("show the board")
async def show_board() -> None:
    """Put the board into the Prefect pages anew; it holds case numbers and counts alone."""
    at = desk()
    async with at.register.read() as connection:
        board = await board_of(connection, at)
    await acreate_markdown_artifact(
        markdown=markdown(board), key=BOARD, description="Open cases, outcomes, answers in time."
    )


async def board_of(connection: AsyncConnection, at: Desk) -> Board:
    """Return how the cases stand today, and how the last twelve months went."""
    since_at = _year_ago(at)
    cases = await register_board.standing(connection, limit=_MOST)
    today = at.today()
    return Board(
        today_on=today,
        open_cases=tuple(
            BoardCase(one.number, one.rights, one.due_on, (one.due_on - today).days, one.holds)
            for one in cases
        ),
        outcomes=await register_board.outcomes(connection, since_at),
        on_time=await on_time(connection, at),
    )


async def on_time(connection: AsyncConnection, at: Desk) -> tuple[tuple[str, int, int], ...]:
    """Return for each of the last twelve months how many answers were sent, and how many in time.

    A month without an answer is left out.
    """
    zone = at.settings.controller.zone
    answers = await register_board.answered_since(connection, _year_ago(at))
    days = [(moment.astimezone(zone).date(), due) for moment, due in answers]
    all_ = Counter(_month(day) for day, _ in days)
    in_time = Counter(_month(day) for day, due in days if day <= due)
    return tuple((month, all_[month], in_time[month]) for month in sorted(all_))


def _year_ago(at: Desk) -> datetime:
    begin = months_later(at.today().replace(day=1), 1 - _MONTHS)
    zone = at.settings.controller.zone
    return datetime(begin.year, begin.month, 1, tzinfo=zone).astimezone(UTC)


def _month(day: date) -> str:
    return f"{day.year}-{day.month:02d}"
