"""Tasks for our own people: opened, asked by mail, and what a hold about one says."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.people.connector import PeopleConnector
from rightsflow.canonical import canonical_email
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.law.task import TaskDeed
from rightsflow.letters.staff.contexts import TaskReminder, TaskWanted
from rightsflow.letters.staff.facts import TaskFacts
from rightsflow.register import holds, manual_tasks
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.manual_tasks import ManualTask, NewTask, TaskState
from rightsflow.register.sealed import lock, unlock
from tasks.approval import approver_answers_by
from tasks.desk import Desk
from tasks.staffpost import StaffDraft, post_staff
from tasks.titles import title_of

DAYS = 7
"""How long somebody has who answers for a system that programs reach, for what they cannot do."""

NO_ADDRESS, NOT_ANSWERED = "task_has_no_address", "task_not_answered"
_PLACE = "manual_task.what"


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task before it is asked: for which request, in which system, what, and about whom.

    `answer_by_on` None: as the settings of the system say, and before the case is due.
    """

    case: Case
    request: Request
    system: str
    deed: TaskDeed
    facts: TaskFacts = field(repr=False)
    answer_by_on: date | None = None


async def open_manual_tasks(
    connection: AsyncConnection, at: Desk, new: Sequence[TaskDraft]
) -> list[ManualTask]:
    """Open tasks and queue their mails; return them in the order given.

    The caller holds the rows of the cases. One that was opened before is not asked again,
    whatever became of it. Where nobody can be written to a hold is opened at once.
    """
    rows = [
        NewTask(
            one.case.id, one.request.id, one.system, one.deed,
            one.answer_by_on or answer_by(at, one.system, one.case.due_on),
            lock(await at.keyring.key(one.case.key_scope), _PLACE, one.case.number,
                 asdict(one.facts)),
        )
        for one in new
    ]  # fmt: skip
    tasks = await manual_tasks.open_tasks(connection, rows, at.now())
    drafts = {task.id: one for task, one in zip(tasks, new, strict=True)}
    fresh = {task.id: task for task in tasks if task.state is TaskState.open}
    asked = [task for task in fresh.values() if address_of(at, task.system)]
    mails = [mail_of(at, task, drafts[task.id]) for task in asked]
    await post_staff(connection, at, mails)
    await manual_tasks.asked(connection, [task.id for task in asked])
    entries = [
        Entry(task.case_id, "task_asked", {"system": task.system, "deed": task.deed})
        for task in asked
    ]
    await note(connection, entries, at.now())
    await holds.open_holds(
        connection,
        [
            hold_of(at, task, drafts[task.id].case, NO_ADDRESS)
            for task in fresh.values()
            if task not in asked
        ],
        at.now(),
    )
    return [replace(task, state=TaskState.asked) if task in asked else task for task in tasks]


def answer_by(at: Desk, system: str, due_on: date) -> date:
    """Return by when somebody is to answer: some days from now, before silence has its effect."""
    connector = at.connectors.get(system)
    days = connector.settings.days if isinstance(connector, PeopleConnector) else DAYS
    latest = due_on - timedelta(days=at.settings.decisions.silence_days_before + 1)
    return max(min(at.today() + timedelta(days=days), latest), at.today())


def hold_of(at: Desk, task: ManualTask, case: Case, *why: str) -> Hold:
    """Return the hold about a task; it names the deed first, for the decision is about it."""
    by = approver_answers_by(at, case.due_on)
    return Hold(task.case_id, HoldKind.task_overdue, by, task.system, (task.deed, *why))


def facts_of(task: ManualTask, key: bytes, number: str) -> TaskFacts:
    """Return what was asked, unsealed with the key of the case; raises `Damaged`."""
    what = unlock(key, _PLACE, number, task.sealed_what)
    what["changes"] = [tuple(change) for change in what["changes"]]
    return TaskFacts(**{name: tuple(values) for name, values in what.items()})


def address_of(at: Desk, system: str) -> str | None:
    """Return where a task goes; never to our own mailbox, where it would come in as a message."""
    found = canonical_email(at.systems[system].answers_for) if system in at.systems else None
    return found if found != canonical_email(at.settings.controller.email) else None


def mail_of(at: Desk, task: ManualTask, draft: TaskDraft, *, reminder: bool = False) -> StaffDraft:
    """Return the mail that asks for a task, or reminds of it."""
    connector = at.connectors.get(task.system)
    own = connector.settings.language if isinstance(connector, PeopleConnector) else None
    language = own or at.staff_language
    context = TaskWanted(
        controller=at.settings.controller,
        case_number=draft.case.number,
        system=title_of(at, task.system, language),
        deed=task.deed,
        right=Right(draft.request.right),
        answer_by_on=task.answer_by_on,
        about=draft.facts,
    )
    if reminder:
        opened_on = task.opened_at.astimezone(at.settings.controller.zone).date()
        values = {name: getattr(context, name) for name in TaskWanted.__dataclass_fields__}
        context = TaskReminder(**values, asked_on=opened_on)
    once = f"task:{task.id}:reminder" if reminder else f"task:{task.id}"
    to = address_of(at, task.system) or ""
    return StaffDraft(context, to, draft.case, once=once, manual_task_id=task.id, language=language)
