"""What follows from a letter's having been sent, in the transaction that notes it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.deadline import extension_possible_until
from rightsflow.law.decision import Decision
from rightsflow.law.extension import may_be_extended
from rightsflow.letters.choose import Letter
from rightsflow.register import case_requests, changes, decisions
from rightsflow.register.case_requests import Request
from rightsflow.register.journal import Entry, note
from tasks.dates import deadline_of
from tasks.desk import Desk

Follow = Callable[[AsyncConnection, Desk, int, datetime], Awaitable[None]]


async def follow(
    connection: AsyncConnection, at: Desk, case_id: int, letter: str, now: datetime
) -> None:
    """Do what a sent letter brings about; most bring about nothing."""
    if letter in _FOLLOWS:
        await _FOLLOWS[Letter(letter)](connection, at, case_id, now)


async def _question_asked(
    connection: AsyncConnection, at: Desk, case_id: int, now: datetime
) -> None:
    today_on = now.astimezone(at.settings.controller.zone).date()
    await changes.question_sent(connection, case_id, today_on)


async def _extended(connection: AsyncConnection, at: Desk, case_id: int, now: datetime) -> None:
    """Move the time limit: only now, for a notice that was not sent extends nothing."""
    made = await decisions.of_case(connection, case_id)
    newest = [one for one in made if one.content.decision is Decision.extend][-1]
    asked = (await case_requests.requests_of(connection, [case_id]))[case_id]
    concerned = [one for one in asked if _is_concerned(at, one, now)]
    months = int(newest.content.detail["months"])
    extended = await changes.extend(connection, concerned, months=months, at=now)
    due = {one.id: deadline_of(at.settings.controller, one).due_on for one in extended}
    await changes.set_dates(connection, due)
    detail = {"due_on": max(due.values()).isoformat() if due else None, "months": months}
    await note(connection, [Entry(case_id, "extended", detail)], now)


def _is_concerned(at: Desk, one: Request, now: datetime) -> bool:
    """Say whether a notice extends a request: one that it comes too late for keeps its date."""
    who = at.settings.controller
    in_time = now < extension_possible_until(one.received_at, who.zone, who.country)
    fresh = one.is_open and one.extended_at is None
    return fresh and in_time and may_be_extended(one.right, one.marketing)


_FOLLOWS: Mapping[Letter, Follow] = {
    Letter.identity_query: _question_asked,
    Letter.extension: _extended,
}
