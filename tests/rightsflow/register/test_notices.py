"""Notices to recipients: one for each recipient, request and deed; only moves of the table."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rightsflow.law.notice import NoticeDeed, NoticeState, RecipientRole, origins_of
from rightsflow.register import notices, outbox, written
from rightsflow.register.case_requests import Request
from rightsflow.register.database import Database
from rightsflow.register.notices import NewNotice, Notice
from rightsflow.register.tables import journal
from rightsflow.register.types import Audience
from tests.rightsflow.register.rows import NOW, asked, letter, new_case, opened, queued, rows_of

WARSAW = ZoneInfo("Europe/Warsaw")
BY_ON = date(2026, 3, 11)
LATER = NOW + timedelta(days=1)


def new(request: Request, index: str = "alfa", **changes: Any) -> NewNotice:  # noqa: ANN401 - any field
    """Return a notice to a processor about an erasure."""
    made = NewNotice(
        request.case_id, request.id, index, RecipientRole.processor, NoticeDeed.erase, BY_ON,
        b"sealed",
    )  # fmt: skip
    return replace(made, **changes)


async def queue(register: Database, *several: NewNotice) -> set[int]:
    """Queue notices in a transaction of its own."""
    async with register.write() as connection:
        return await notices.queue(connection, several, NOW)


async def move(register: Database, one: int, to: NoticeState, at: datetime = LATER) -> bool:
    """Move a notice in a transaction of its own."""
    async with register.write() as connection:
        found = await notices.by_id(connection, one)
        assert found is not None
        return await notices.move(connection, found, to, at)


async def look(register: Database, one: int) -> Notice:
    """Return a notice."""
    async with register.write() as connection:
        found = await notices.by_id(connection, one)
    assert found is not None
    return found


async def first(register: Database, **changes: Any) -> int:  # noqa: ANN401 - as `new`
    """Queue one notice of a new case and return its row number."""
    (request,) = await asked(register, await opened(register))
    (made,) = await queue(register, new(request, **changes))
    return made


async def sent(register: Database, of: int) -> None:
    """Let the letter of a notice leave."""
    one = await look(register, of)
    made = replace(letter(one.case_id, to="rodo"), audience=Audience.recipient, notice_id=one.id)
    await queued(register, made)
    async with register.write() as connection:
        (taken,) = await outbox.take(connection, limit=1, owner="w")
        await outbox.begin(connection, taken.id, "w")
        await outbox.mark_sent(connection, taken.id, "250 OK", LATER)


async def test_a_recipient_is_queued_once_for_each_request_and_deed(register: Database) -> None:
    """Repeating it after a kill adds nothing and says that nothing is new."""
    one, other = await asked(register, await opened(register, new_case(), new_case()))
    several = [
        new(one), new(one, "beta"), new(one, deed=NoticeDeed.restrict), new(other), new(one),
    ]  # fmt: skip
    assert len(await queue(register, *several)) == 4
    assert await queue(register, *several) == set()
    async with register.read() as connection:
        found = await notices.of_requests(connection, [one.id, other.id])
    assert [len(found[one.id]), len(found[other.id])] == [3, 1]
    assert {notice.state for notice in found[one.id]} == {NoticeState.queued}
    assert b"sealed" not in repr(found).encode()


async def test_a_notice_moves_as_the_table_says(register: Database) -> None:
    """No other move happens, and none that did not is in the journal."""
    requests = await asked(register, await opened(register, *[new_case()] * len(NoticeState) ** 2))
    pairs = [(state, to) for state in NoticeState for to in NoticeState]
    for request, (state, to) in zip(requests, pairs, strict=True):
        (made,) = await queue(register, new(request))
        if state is not NoticeState.queued:
            assert await move(register, made, state)
        before = len(await rows_of(register, journal))
        allowed = state in origins_of(to)
        assert await move(register, made, to) is allowed
        assert (await look(register, made)).state is (to if allowed else state)
        assert len(await rows_of(register, journal)) - before == allowed


async def test_of_two_moves_only_one_happens(register: Database) -> None:
    """Whoever looked before the other moved is told that nothing came of it."""
    made = await first(register)
    one = await look(register, made)
    async with register.write() as connection:
        assert await notices.move(connection, one, NoticeState.done, LATER)
        assert not await notices.move(connection, one, NoticeState.refused, LATER)
    assert (await look(register, made)).answered_at == LATER


async def test_a_notice_is_sent_when_its_letter_has_left(register: Database) -> None:
    """Not before, and once."""
    made = await first(register)
    case_id = (await look(register, made)).case_id
    async with register.write() as connection:
        await notices.note_sent(connection, case_id, LATER)
    assert (await look(register, made)).state is NoticeState.queued
    await sent(register, made)
    for at in (LATER, LATER + timedelta(days=1)):
        async with register.write() as connection:
            await notices.note_sent(connection, case_id, at)
    one = await look(register, made)
    assert (one.state, one.sent_at) == (NoticeState.sent, LATER)


async def test_an_answer_that_came_first_is_not_undone(register: Database) -> None:
    """A worker died after the letter left; the recipient was quicker than its successor."""
    made = await first(register)
    await sent(register, made)
    assert await move(register, made, NoticeState.done)
    case_id = (await look(register, made)).case_id
    async with register.write() as connection:
        await notices.note_sent(connection, case_id, LATER)
    one = await look(register, made)
    assert (one.state, one.sent_at) == (NoticeState.done, LATER)


async def test_a_letter_knows_its_notice(register: Database) -> None:
    """A reply to the letter finds it."""
    made = await first(register)
    await sent(register, made)
    async with register.read() as connection:
        (known,) = (await written.by_message_id(connection, ["<1.1@example.com>"])).values()
        assert await written.first_of_notice(connection, made) == "<1.1@example.com>"
    assert (known.audience, known.notice_id) == (Audience.recipient, made)


@pytest.mark.parametrize(
    ("role", "state", "due"),
    [
        (RecipientRole.processor, NoticeState.sent, True),
        (RecipientRole.processor, NoticeState.acknowledged, True),
        (RecipientRole.processor, NoticeState.done, False),
        (RecipientRole.controller, NoticeState.sent, True),
        (RecipientRole.controller, NoticeState.acknowledged, False),
        (RecipientRole.controller, NoticeState.refused, False),
        (RecipientRole.controller, NoticeState.left_out, False),
    ],
)
async def test_who_owes_an_answer_is_reminded_and_then_overdue(
    register: Database, role: RecipientRole, state: NoticeState, *, due: bool
) -> None:
    """Half-way once; after the day as long as nothing came."""
    made = await first(register, role=role)
    await move(register, made, NoticeState.sent, NOW)
    if state is not NoticeState.sent:
        await move(register, made, state)
    async with register.write() as connection:
        half_way, after = date(2026, 3, 7), date(2026, 3, 12)
        early = await notices.due_for_reminder(connection, date(2026, 3, 6), WARSAW)
        assert early == []
        found = await notices.due_for_reminder(connection, half_way, WARSAW)
        assert found == ([made] if due else [])
        assert await notices.due_for_reminder(connection, BY_ON, WARSAW) == []
        assert await notices.overdue(connection, BY_ON, limit=5) == []
        assert await notices.overdue(connection, after, limit=5) == found
        await notices.reminded(connection, made, LATER)
        assert await notices.due_for_reminder(connection, half_way, WARSAW) == []
        assert len(await notices.unanswered(connection, limit=5)) == due


async def test_what_never_left_is_not_reminded_of_and_becomes_overdue(register: Database) -> None:
    """There is nothing to remind of; a person looks why."""
    made = await first(register)
    async with register.read() as connection:
        assert await notices.due_for_reminder(connection, date(2026, 3, 9), WARSAW) == []
        assert await notices.overdue(connection, date(2026, 3, 12), limit=5) == [made]


async def test_the_day_of_sending_is_that_of_the_controller(register: Database) -> None:
    """Late in the evening in UTC is the next day in Warsaw."""
    made = await first(register)
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    await move(register, made, NoticeState.sent, late)
    async with register.read() as connection:
        assert await notices.due_for_reminder(connection, date(2026, 3, 7), ZoneInfo("UTC"))
        assert not await notices.due_for_reminder(connection, date(2026, 3, 7), WARSAW)


@pytest.mark.parametrize("ref", ["", "crm", "N-", "N-x", "N-999", "1"])
async def test_a_name_that_is_none_finds_no_notice(register: Database, ref: str) -> None:
    """Holds name systems in the same place."""
    made = await first(register)
    async with register.write() as connection:
        assert await notices.by_ref(connection, ref) is None
        found = await notices.by_ref(connection, f"N-{made}")
    assert found is not None
    assert found.ref == f"N-{made}"
