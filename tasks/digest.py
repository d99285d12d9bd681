"""The morning mail to the data protection officer: once a day, numbers and case numbers only."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HOLDS, Answerer, HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.contexts import RecipientLetter
from rightsflow.letters.staff.contexts import Digest, StaffMail
from rightsflow.letters.staff.day import Asked, CaseLine, Failing, Head, Unanswered, Waiting
from rightsflow.register import approvers, board, cases, manual_tasks, notices, written
from rightsflow.register.heads import heads
from tasks.board import on_time
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.staffpost import StaffDraft, post_staff
from tasks.titles import title_of
from tasks.wanted import ASKED_OF_APPROVERS

_MOST = 2000
_OVERLAP = timedelta(days=2)
"""Heads are told twice rather than missed: a line is dated before its transaction ends."""

_UNANSWERED: dict[HoldKind, Asked] = {
    HoldKind.identity_reply: Asked.confirmation,
    HoldKind.fee_reply: Asked.fee_quote,
}
_BY_REQUESTER = tuple(row.kind for row in HOLDS if row.answerer is Answerer.requester)


@verb("write the digest")
async def write_digest() -> int:
    """Queue the digest of the day if its hour has come and it was not queued; return 1 or 0."""
    at = desk()
    here = at.now().astimezone(at.settings.controller.zone)
    once = f"digest:{at.today().isoformat()}"
    if here.hour < at.settings.watch.digest_hour:
        return 0
    async with at.register.write() as connection:
        if await written.is_queued(connection, once):
            return 0
        context = await digest_of(connection, at)
        officer = at.settings.controller.officer.email
        await post_staff(connection, at, [StaffDraft(context, officer, once=once)])
    return 1


async def digest_of(connection: AsyncConnection, at: Desk) -> Digest:
    """Return how the day begins."""
    today, language = at.today(), at.staff_language
    lines = [
        CaseLine(one.number, one.rights, one.due_on, (one.due_on - today).days, one.holds)
        for one in await board.standing(connection, limit=_MOST)
    ]
    begin, end = _yesterday(at)
    held, oldest = await board.kept_letters(connection)
    answered = await board.answered_since(connection, begin)
    return Digest(
        controller=at.settings.controller,
        today_on=today,
        overdue=tuple(one for one in lines if one.days_left < 0),
        due_today=tuple(one for one in lines if one.days_left == 0),
        due_soon=tuple(
            one for one in lines if 0 < one.days_left <= at.settings.watch.due_soon_days
        ),
        waiting_for_you=await _waiting(connection, at, language),
        unanswered=await _unanswered(connection, at, language),
        failing=await _failing(connection, at, language),
        outbox_held=held,
        outbox_oldest_at=oldest,
        sent_yesterday=tuple(
            (_kind(name), count) for name, count in await board.sent_between(connection, begin, end)
        ),
        opened_yesterday=await board.opened_between(connection, begin, end),
        answered_yesterday=sum(moment < end for moment, _ in answered),
        on_time=await on_time(connection, at),
        heads=tuple(Head(*told) for told in await heads(connection, begin - _OVERLAP)),
        approvers=len(await approvers.active(connection, at.keyring)),
    )


def _kind(name: str) -> Letter | RecipientLetter | StaffMail:
    for family in (StaffMail, RecipientLetter):
        if name in set(family):
            return family(name)
    return Letter(name)


def _yesterday(at: Desk) -> tuple[datetime, datetime]:
    """Return beginning and end of the day before, where the controller is."""
    zone, today = at.settings.controller.zone, at.today()
    begin, end = (datetime.combine(day, time(), zone) for day in (today - timedelta(days=1), today))
    return begin.astimezone(UTC), end.astimezone(UTC)


async def _waiting(connection: AsyncConnection, at: Desk, language: str) -> tuple[Waiting, ...]:
    zone = at.settings.controller.zone
    found = await board.open_holds(connection, ASKED_OF_APPROVERS, limit=_MOST)
    return tuple(
        Waiting(
            one.number, one.kind, one.opened_at.astimezone(zone).date(), one.answer_by_on,
            title_of(at, one.system, language) if one.system else "",
        )
        for one in found
    )  # fmt: skip


async def _unanswered(
    connection: AsyncConnection, at: Desk, language: str
) -> tuple[Unanswered, ...]:
    zone = at.settings.controller.zone
    found = await board.open_holds(connection, _BY_REQUESTER, limit=_MOST)
    asked = tuple(
        Unanswered(_UNANSWERED[one.kind], one.number, one.opened_at.astimezone(zone).date())
        for one in found
    )
    told = tuple(
        Unanswered(Asked.notice, number, sent_at.astimezone(zone).date())
        for number, sent_at in await notices.unanswered(connection, limit=_MOST)
    )
    return (*asked, *told, *await _tasks(connection, at, language))


async def _tasks(connection: AsyncConnection, at: Desk, language: str) -> list[Unanswered]:
    zone = at.settings.controller.zone
    tasks = await manual_tasks.unanswered(connection, limit=_MOST)
    known = await cases.by_ids(connection, [task.case_id for task in tasks])
    return [
        Unanswered(
            Asked.task, known[task.case_id].number, task.opened_at.astimezone(zone).date(),
            title_of(at, task.system, language),
        )
        for task in tasks
    ]  # fmt: skip


async def _failing(connection: AsyncConnection, at: Desk, language: str) -> tuple[Failing, ...]:
    """Return each system that does not answer, with the first moment and the cases that wait."""
    found = await board.open_holds(connection, [HoldKind.system_unreachable], limit=_MOST)
    waiting = Counter(one.system for one in found)
    since = {
        system: min(one.opened_at for one in found if one.system == system) for system in waiting
    }
    return tuple(
        Failing(title_of(at, system, language), since[system], count)
        for system, count in sorted(waiting.items())
    )
