"""Tasks for our own people: opened once, answered once, reminded of once, told of when late."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from rightsflow.law.task import TaskDeed
from rightsflow.register import manual_tasks, outbox, written
from rightsflow.register.case_requests import Request
from rightsflow.register.database import Database, DatabaseRefused
from rightsflow.register.manual_tasks import ManualTask, NewTask, TaskState
from rightsflow.register.tables import letter as letter_table
from tests.rightsflow.register.rows import NOW, asked, letter, new_case, opened, rows_of

WARSAW = ZoneInfo("Europe/Warsaw")
BY = date(2026, 3, 11)
"""A week after NOW, which is 4 March."""


def new(
    request: Request, deed: TaskDeed = TaskDeed.locate, system: str = "group", by: date = BY
) -> NewTask:
    """Return a task of a request."""
    return NewTask(request.case_id, request.id, system, deed, by, b"sealed")


async def requests(register: Database, number: int = 1) -> list[Request]:
    """Ask for access in so many cases."""
    return await asked(register, await opened(register, *[new_case() for _ in range(number)]))


async def open_(register: Database, *tasks: NewTask, ask: bool = True) -> list[ManualTask]:
    """Open tasks in a transaction of its own, and let them be asked."""
    async with register.write() as connection:
        made = await manual_tasks.open_tasks(connection, tasks, NOW)
        if ask:
            await manual_tasks.asked(connection, [one.id for one in made])
    return made


async def answer(
    register: Database, task: ManualTask, state: TaskState = TaskState.done, text: bytes = b"text"
) -> bool:
    """Answer a task in a transaction of its own."""
    async with register.write() as connection:
        return await manual_tasks.answer(
            connection, task.id, state, by="colleague", sealed_answer=text, at=NOW
        )


async def of(register: Database, *asked_for: Request) -> list[ManualTask]:
    """Return the tasks of requests."""
    async with register.read() as connection:
        found = await manual_tasks.of_requests(connection, [one.id for one in asked_for])
    return [task for one in asked_for for task in found[one.id]]


async def test_a_task_comes_back_as_it_was_opened(register: Database) -> None:
    """What, where, by when, and what was sealed; nobody has answered."""
    (request,) = await requests(register)
    (made,) = await open_(register, new(request), ask=False)
    assert await of(register, request) == [made]
    assert (made.deed, made.system, made.state) == (TaskDeed.locate, "group", TaskState.open)
    assert (made.answer_by_on, made.opened_at, made.sealed_what) == (BY, NOW, b"sealed")
    assert (made.answered_at, made.answered_by, made.sealed_answer) == (None, None, None)
    assert made.waits


async def test_the_same_task_is_opened_once(register: Database) -> None:
    """For one request, system and deed; whatever became of it stays."""
    one, other = await requests(register, 2)
    (first,) = await open_(register, new(one))
    await answer(register, first)
    rest = (new(one, TaskDeed.erase), new(one, system="paper"), new(other))
    again = await open_(register, new(one), *rest, new(one))
    assert [task.id == first.id for task in again] == [True, False, False, False, True]
    assert len({task.id for task in again}) == 4
    assert again[0].state is TaskState.done


async def test_nothing_to_open_is_nothing_to_do(register: Database) -> None:
    """A plan that asks nobody."""
    assert await open_(register, ask=False) == []


async def test_the_first_answer_counts(register: Database) -> None:
    """A later one changes nothing, and whoever gave it is told so."""
    (request,) = await requests(register)
    (task,) = await open_(register, new(request))
    assert await answer(register, task, TaskState.refused, b"why")
    assert not await answer(register, task, TaskState.done, b"done")
    (stored,) = await of(register, request)
    assert (stored.state, stored.sealed_answer) == (TaskState.refused, b"why")
    assert (stored.answered_by, stored.answered_at, stored.waits) == ("colleague", NOW, False)


async def test_an_unclear_answer_is_kept_and_the_task_waits(register: Database) -> None:
    """Until there is a clear one; after it nothing is put in its place."""
    (request,) = await requests(register)
    (task,) = await open_(register, new(request))
    async with register.write() as connection:
        await manual_tasks.keep_unclear(connection, task.id, b"perhaps")
    (stored,) = await of(register, request)
    assert (stored.state, stored.sealed_answer) == (TaskState.asked, b"perhaps")
    await answer(register, task)
    async with register.write() as connection:
        await manual_tasks.keep_unclear(connection, task.id, b"perhaps")
    assert [one.sealed_answer for one in await of(register, request)] == [b"text"]


async def test_only_the_requests_named_are_cancelled(register: Database) -> None:
    """And of them only what still waits: what was done stays done."""
    one, other = await requests(register, 2)
    waits, done, kept = await open_(
        register, new(one), new(one, TaskDeed.erase), new(other), ask=False
    )
    await answer(register, done)
    async with register.write() as connection:
        cancelled = await manual_tasks.cancel_of_requests(connection, [one.id], NOW)
    assert [task.id for task in cancelled] == [waits.id]
    states = {task.id: task.state for task in await of(register, one, other)}
    assert states == {
        waits.id: TaskState.cancelled, done.id: TaskState.done, kept.id: TaskState.open,
    }  # fmt: skip
    assert not await answer(register, waits)


@pytest.mark.parametrize(
    ("days", "reminded_after"), [(0, None), (1, None), (2, 1), (3, 2), (7, 4), (14, 7)]
)
async def test_a_reminder_is_due_half_way(
    register: Database, days: int, reminded_after: int | None
) -> None:
    """In whole days, rounded up; there is none where no day lies between."""
    (request,) = await requests(register)
    opened_on = NOW.date()
    await open_(register, new(request, by=opened_on + timedelta(days=days)))
    due = []
    async with register.read() as connection:
        for after in range(days + 2):
            day = opened_on + timedelta(days=after)
            if await manual_tasks.due_for_reminder(connection, day, WARSAW):
                due.append(after)
    expected = [] if reminded_after is None else list(range(reminded_after, days + 1))
    assert due == expected


async def test_nobody_is_reminded_twice_or_of_what_was_not_asked(register: Database) -> None:
    """Nor of what is answered already."""
    one, two, three = await requests(register, 3)
    told, answered = await open_(register, new(one), new(two))
    await open_(register, new(three), ask=False)
    await answer(register, answered)
    async with register.write() as connection:
        assert [t.id for t in await manual_tasks.due_for_reminder(connection, BY, WARSAW)] == [
            told.id
        ]
        await manual_tasks.reminded(connection, told.id, NOW)
        assert await manual_tasks.due_for_reminder(connection, BY, WARSAW) == []


async def test_a_task_is_late_the_day_after_its_last(register: Database) -> None:
    """One that could be asked of nobody is late as well; one that was answered is not."""
    one, two, three = await requests(register, 3)
    first, done = await open_(register, new(one), new(three))
    (second,) = await open_(register, new(two), ask=False)
    await answer(register, done)
    async with register.read() as connection:
        assert await manual_tasks.overdue(connection, BY) == []
        late = await manual_tasks.overdue(connection, BY + timedelta(days=1))
    assert [task.id for task in late] == [first.id, second.id]


async def test_what_waits_is_found_by_case_and_system(register: Database) -> None:
    """And by whoever writes the digest, of what was asked."""
    one, other = await requests(register, 2)
    search, erase, _, foreign = await open_(
        register, new(one), new(one, TaskDeed.erase), new(one, system="paper"), new(other)
    )
    await answer(register, search)
    async with register.read() as connection:
        waits = await manual_tasks.waiting_of(connection, one.case_id, "group")
        oldest = await manual_tasks.unanswered(connection, limit=1)
        all_of_them = await manual_tasks.unanswered(connection, limit=9)
    assert [task.id for task in waits] == [erase.id]
    assert [task.id for task in oldest] == [erase.id]
    assert foreign.id in {task.id for task in all_of_them}


async def test_a_letter_knows_its_task(register: Database) -> None:
    """So a reply to the mail finds what it answers; a task that is not there is refused."""
    (request,) = await requests(register)
    (task,) = await open_(register, new(request))
    plain = letter(request.case_id)
    mail = type(plain)(**{n: getattr(plain, n) for n in plain.__dataclass_fields__}
                       | {"manual_task_id": task.id, "case_id": request.case_id})  # fmt: skip
    async with register.write() as connection:
        await outbox.queue(connection, [mail], NOW)
        known = await written.by_message_id(connection, [mail.message_id])
    assert known[mail.message_id].manual_task_id == task.id
    assert [row.manual_task_id for row in await rows_of(register, letter_table)] == [task.id]


async def test_a_task_of_no_request_is_refused(register: Database) -> None:
    """Whoever opens one has the request."""
    (request,) = await requests(register)
    lost = NewTask(request.case_id, request.id + 1, "group", TaskDeed.erase, BY, b"sealed")
    with pytest.raises(DatabaseRefused):
        await open_(register, lost)
