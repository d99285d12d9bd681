"""An office with a system that only a colleague reaches: tasks, answers, and what came of them."""

from dataclasses import replace
from datetime import date
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any

from sqlalchemy import update

from rightsflow.law.hold import HoldKind
from rightsflow.law.task import TaskDeed
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.letters.staff.facts import TaskFacts
from rightsflow.register import case_requests, cases, manual_tasks, work
from rightsflow.register.manual_tasks import ManualTask
from rightsflow.register.tables import work_item
from rightsflow.register.types import ItemState, Step
from tasks.manual_tasks import TaskDraft, open_manual_tasks
from tasks.person import person_within
from tasks.task_answers import Given, given_in
from tasks.task_findings import findings_of
from tests.acceptance.people import ZANETA
from tests.connectors.people.group import group, opened
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office
from tests.tasks.letters_seen import Seen
from tests.tasks.written import letter

TASK, REMINDER = StaffMail.manual_task, StaffMail.manual_task_reminder
LATE = HoldKind.task_overdue
GROUP = "facebook_group"
COLLEAGUE = "group@example.com"
ASKED_ON, HALF_WAY_ON, BY = date(2026, 11, 2), date(2026, 11, 6), date(2026, 11, 9)
FACTS = TaskFacts(names=(ZANETA.name,), addresses=(ZANETA.email,), phones=(ZANETA.phone,))
FOUND = f"Wpis z marca: {ZANETA.notes[0]}"


def with_group(office: Office, **changes: Any) -> None:  # noqa: ANN401 - fields of a data map
    """Add the group to the systems, its map with other fields by name."""
    system, at = group(**changes), office.desk
    office.desk = replace(
        at,
        systems={**at.systems, GROUP: system},
        connectors={**at.connectors, GROUP: opened(system)},
    )


async def give(
    office: Office,
    deed: TaskDeed = TaskDeed.locate,
    system: str = GROUP,
    **more: Any,  # noqa: ANN401
) -> ManualTask:
    """Open a task of the newest case and send what is queued."""
    async with office.desk.register.write() as connection:
        case = await office.case()
        await cases.lock(connection, [case.id])
        (request,) = (await case_requests.requests_of(connection, [case.id]))[case.id]
        draft = TaskDraft(case, request, system, deed, FACTS, **more)
        (task,) = await open_manual_tasks(connection, office.desk, [draft])
    await office.work()
    return task


async def stored(office: Office, task: ManualTask) -> ManualTask:
    """Return a task as it stands now."""
    async with office.desk.register.read() as connection:
        (now,) = [
            one
            for one in (await manual_tasks.of_requests(connection, [task.request_id]))[
                task.request_id
            ]
            if one.id == task.id
        ]
    return now


async def given(office: Office, task: ManualTask) -> Given | None:
    """Return what was answered to a task, unsealed."""
    case = await office.case()
    key = await office.desk.keyring.key(case.key_scope)
    return given_in(await stored(office, task), key, case.number)


async def reply(
    office: Office,
    words: str,
    *,
    by: str = COLLEAGUE,
    to: Seen | None = None,
    **more: Any,  # noqa: ANN401
) -> None:
    """Let a colleague answer the task, or another letter."""
    mail = to or (await office.letters(TASK))[-1]
    await office.hear(letter(by, words, answers=mail, **more))


async def findings(office: Office, task: ManualTask) -> list[Any]:
    """Return what an answer holds, each document whole."""
    case = await office.case()
    async with office.desk.register.read() as connection:
        person = await person_within(connection, office.desk, case)
    found = []
    async for one in findings_of(office.desk, person, await stored(office, task)):
        whole = b""
        if one.document:
            whole = b"".join([piece async for piece in one.document.content()])
        found.append((one, whole))
    return found


async def held_item(office: Office, system: str = GROUP) -> None:
    """Let something of the case wait for a system; no verb claims it by itself."""
    case = await office.case()
    async with office.desk.register.write() as connection:
        (request,) = (await case_requests.requests_of(connection, [case.id]))[case.id]
        await work.add(connection, [(case.id, request.id, system)], Step.identify)
        await connection.execute(
            update(work_item).where(work_item.c.system == system).values(state=ItemState.held)
        )


async def item_state(office: Office, system: str = GROUP) -> str:
    """Return the state of what waits for a system."""
    rows = await rows_of(office.desk.register, work_item)
    (state,) = [row.state for row in rows if row.system == system and row.step == Step.identify]
    return str(state)


def bounce(mail: Seen) -> EmailMessage:
    """Return the delivery report of a mail server about a letter (RFC 3464)."""
    raw = (
        "From: MAILER-DAEMON@example.com\nTo: rodo@example.com\nSubject: Undelivered\n"
        "Auto-Submitted: auto-replied\nReturn-Path: <>\nMIME-Version: 1.0\n"
        "Message-ID: <report-1@mx.example.com>\nDate: Mon, 02 Nov 2026 09:01:00 +0100\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\n\nmailbox unavailable\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.com\n\n"
        f"Final-Recipient: rfc822; {mail.recipient}\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {mail.message_id}\n\n--b--\n"
    )
    return message_from_string(raw, policy=default)
