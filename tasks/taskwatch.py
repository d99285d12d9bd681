"""Tasks that nobody has answered: colleagues are reminded once, then approvers are asked."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.register import case_requests, cases, halting, holds, manual_tasks, waiting
from rightsflow.register.journal import Entry, note
from rightsflow.register.manual_tasks import ManualTask, TaskState
from tasks.desk import Desk, desk
from tasks.each import one_by_one
from tasks.kit import verb
from tasks.manual_tasks import NOT_ANSWERED, TaskDraft, address_of, facts_of, hold_of, mail_of
from tasks.staffpost import post_staff


@verb("remind people of tasks")
async def remind_people() -> int:
    """Remind, once and half-way, of tasks that nobody has answered; return of how many."""
    at = desk()
    async with at.register.read() as connection:
        zone = at.settings.controller.zone
        due = await manual_tasks.due_for_reminder(connection, at.today(), zone)
    return await one_by_one([task.id for task in due], partial(_remind, at))


async def _remind(at: Desk, task_id: int) -> int:
    async with at.register.write() as connection:
        task = await manual_tasks.by_id(connection, task_id)
        if task is None or task.state is not TaskState.asked or task.reminded_at is not None:
            return 0
        case = (await cases.by_ids(connection, [task.case_id]))[task.case_id]
        requests = (await case_requests.requests_of(connection, [case.id]))[case.id]
        (request,) = [one for one in requests if one.id == task.request_id]
        if address_of(at, task.system) is None:
            return 0
        facts = facts_of(task, await at.keyring.key(case.key_scope), case.number)
        draft = TaskDraft(case, request, task.system, task.deed, facts)
        await post_staff(connection, at, [mail_of(at, task, draft, reminder=True)])
        await manual_tasks.reminded(connection, task.id, at.now())
        detail = {"system": task.system, "deed": task.deed}
        await note(connection, [Entry(case.id, "task_reminded", detail)], at.now())
    return 1


@verb("tell of tasks that nobody answered")
async def escalate_tasks() -> int:
    """Give the tasks whose time is over to the approvers; return how many were given."""
    at = desk()
    async with at.register.read() as connection:
        late = await manual_tasks.overdue(connection, at.today())
    return await one_by_one([task.id for task in late], partial(_escalate, at))


async def _escalate(at: Desk, task_id: int) -> int:
    async with at.register.write() as connection:
        task = await manual_tasks.by_id(connection, task_id)
        if task is None or not task.waits or await _is_known(connection, task):
            return 0
        case = (await cases.by_ids(connection, [task.case_id]))[task.case_id]
        await holds.open_holds(connection, [hold_of(at, task, case, NOT_ANSWERED)], at.now())
        # The rest of the case is answered, and says that this is still done by hand.
        await halting.retry(connection, task.case_id, task.system)
    return 1


async def _is_known(connection: AsyncConnection, task: ManualTask) -> bool:
    """Say whether approvers are asked about this task already."""
    return any(
        hold.kind is HoldKind.task_overdue
        and hold.system == task.system
        and task.deed in hold.reasons
        for hold in await waiting.of_cases(connection, [task.case_id])
    )
