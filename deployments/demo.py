"""`rightsflow demo`: an invented company answers real-looking requests, from nothing."""

import asyncio
import os
import shutil
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from rich import box
from rich.table import Table
from sqlalchemy import select

from deployments.demo_done import done_in
from deployments.embedded import prefect_for
from deployments.examples.maildir import drop_into
from deployments.examples.make import make_instance
from deployments.examples.we_support.colleagues import replies_to
from deployments.examples.we_support.messages import DemoMessage, demo_messages
from deployments.running import one_pass
from deployments.terminal import OUT, Counting
from rightsflow.errors import Misconfigured
from rightsflow.law.hold import HoldKind
from rightsflow.mail.sending import MaildirSender
from rightsflow.register import case_requests, cases, holds
from rightsflow.register.case_requests import Request
from rightsflow.register.tables import letter, message
from rightsflow.register.types import Audience
from rightsflow.settings import read_settings
from tasks.wiring import open_register

_MARK = "made-by-rightsflow-demo"
_WHOLE = frozenset({"case", "due on", "sent"})
_ASKED = f"waits: {HoldKind.plan_approval}".replace("_", " ")

_COLUMNS = ("message", "case", "right", "outcome", "in the systems", "due on", "sent")


def run_demo(folder: Path) -> None:
    """Make the instance anew, drop mails into its mailbox, run the flows, print a table.

    Raises `Misconfigured` if the folder holds something that the demo did not make.
    """
    with Counting("making an invented company with 300 people") as shown:
        _make(folder)
        now = datetime.now(UTC)
        messages = demo_messages(now)
        drop_into(folder / "mail" / "inbox", messages)
        shown.step("starting Prefect")
        os.environ.pop("PREFECT_API_URL", None)
        with prefect_for(folder):
            shown.step("answering the mailbox")
            asyncio.run(_answer(folder, messages, shown))
        shown.step("answered")
    rows = asyncio.run(_rows(folder, messages))
    OUT.print(_table(rows))
    OUT.print(_hints(folder, rows), markup=True)


@dataclass(frozen=True, slots=True)
class _Row:
    message: str
    case: str
    rights: str
    outcome: str
    done: str
    due_on: str
    place: str


def _make(folder: Path) -> None:
    """Remove the demo of last time, and nothing else, and make a fresh one."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).is_file():
            problem = f"{folder} holds something that is no demo. Name another folder."
            raise Misconfigured(problem)
        shutil.rmtree(folder)
    make_instance(folder, "we-support")
    (folder / _MARK).touch()


async def _answer(folder: Path, messages: Sequence[DemoMessage], shown: Counting) -> None:
    """Do a pass, let the invented approvers and colleagues answer, and do another."""
    from deployments.demo_deciding import approve

    await one_pass(folder, shown)
    shown.step("deciding as an approver would")
    numbers = {row.message: row.case for row in await _rows(folder, messages)}
    await approve(folder, {numbers[one.name]: one.approval for one in messages if one.approval})
    shown.step("answering as colleagues would")
    outbox = sorted((folder / "mail" / "outbox" / "new").iterdir())
    sent = (file.read_bytes() for file in outbox)
    drop_into(folder / "mail" / "inbox", replies_to(sent, datetime.now(UTC)))
    await one_pass(folder, shown)
    shown.step("looking at what may name others")
    looked = {numbers[one.name]: one.looked for one in messages if one.looked}
    await approve(folder, looked, HoldKind.third_persons)
    await one_pass(folder, shown)


async def _rows(folder: Path, messages: Sequence[DemoMessage]) -> list[_Row]:
    settings = read_settings(folder)
    async with AsyncExitStack() as stack:
        register, _ = await open_register(folder, settings, stack)
        async with register.read() as connection:
            order = select(message.c.kind, message.c.case_id).order_by(message.c.received_at)
            taken = (await connection.execute(order)).all()
            ids = [row.case_id for row in taken if row.case_id]
            known = await cases.by_ids(connection, ids)
            asked = await case_requests.requests_of(connection, ids)
            waiting = await holds.open_of(connection, ids)
            done = await done_in(connection, ids)
            query = select(letter.c.case_id, letter.c.letter, letter.c.message_id)
            query = query.where(letter.c.audience == Audience.requester).order_by(letter.c.id)
            written = (await connection.execute(query)).all()
    rows = []
    # What colleagues answered came later.
    for sent, row in zip(messages, taken[: len(messages)], strict=True):
        if row.case_id is None:
            rows.append(
                _Row(sent.name, "-", "-", f"no case: {row.kind}".replace("_", " "), "-", "-", "-")
            )
            continue
        case = known[row.case_id]
        letters = [(one.letter, one.message_id) for one in written if one.case_id == case.id]
        rows.append(
            _Row(
                sent.name,
                case.number,
                ", ".join(request.right for request in asked[case.id]).replace("_", " "),
                _outcome(asked[case.id], [kind for _, kind, *_ in waiting.get(case.id, [])]),
                done[case.id],
                case.due_on.isoformat(),
                _laid_out(folder, case.number, letters),
            )
        )
    return rows


def _outcome(asked: Sequence[Request], waiting: Sequence[str]) -> str:
    outcomes = [str(request.outcome) for request in asked if request.outcome]
    words = [*outcomes, *(f"waits: {kind}" for kind in waiting)]
    return "; ".join(words).replace("_", " ")


def _laid_out(folder: Path, number: str, letters: Sequence[tuple[str, str]]) -> str:
    """Lay letters and their enclosures, still encrypted, where they are found by case number."""
    outbox, place = MaildirSender(folder / "mail" / "outbox"), folder / "letters" / number
    place.mkdir(parents=True, exist_ok=True)
    for position, (name, message_id) in enumerate(letters, 1):
        raw = outbox.place_of(message_id).read_bytes()
        (place / f"{position}-{name}.eml").write_bytes(raw)
        for part in message_from_bytes(raw, policy=default).iter_attachments():
            content = part.get_content()
            (place / f"{part.get_filename()}").write_bytes(content)
    copies = "copy" if len(list(place.iterdir())) > len(letters) else ""
    return ", ".join(part for part in (_letters(len(letters)), copies) if part)


def _letters(count: int) -> str:
    return "1 letter" if count == 1 else f"{count} letters"


def _table(rows: Sequence[_Row]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for column in _COLUMNS:
        table.add_column(column, overflow="fold", no_wrap=column in _WHOLE)
    for row in rows:
        table.add_row(
            row.message, row.case, row.rights, row.outcome, row.done, row.due_on, row.place
        )
    return table


def _hints(folder: Path, rows: Sequence[_Row]) -> str:
    answered = next((row.case for row in rows if "granted" in row.outcome), "NUMBER")
    waits = next((row.case for row in rows if _ASKED in row.outcome), "NUMBER")
    command, config = ".venv/bin/rightsflow", f"--config {folder.name}"
    return (
        f"[bold]{folder.name}/letters/CASE/[/bold] holds each letter as it was sent, with the "
        f"encrypted copy beside it.\n"
        f"Passphrase of a copy: {command} case show {answered} {config} --reveal\n\n"
        f"{waits} waits for a person: an objection is weighed. Be that person, with an "
        f"authenticator app on a phone: become an approver, look at it, uphold it, and read what "
        f"went out:\n"
        f"  {command} approver add lead --officer --email lead@example.com {config}\n"
        f"  {command} decide {waits} {config} --reveal\n"
        f"  {command} decide {waits} --decision approve --approver lead {config}\n"
        f"  {command} case show {waits} {config} --reveal"
    )
