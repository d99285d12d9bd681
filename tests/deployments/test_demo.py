"""What the demo shows when it is done: letters to people, and what to try next."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from deployments.demo import _hints, _Row, _rows
from deployments.examples.maildir import drop_into
from deployments.examples.we_support.messages import DemoMessage, Expected, demo_messages
from rightsflow.register.tables import letter
from rightsflow.register.types import Audience
from tasks.arrivals import take_in
from tasks.desk import CURRENT
from tasks.send import send
from tasks.wanted import tell_approvers
from tasks.wiring import open_desk
from tests.rightsflow.register.rows import rows_of


async def answer(office: Path, message: DemoMessage) -> tuple[list[str], list[_Row]]:
    """Take one mail in, and send what follows; return for whom letters are, and the rows."""
    drop_into(office / "mail" / "inbox", [message])
    async with open_desk(office) as desk:
        token = CURRENT.set(desk)
        try:
            await take_in.fn()
            await tell_approvers.fn()
            await send.fn()
        finally:
            CURRENT.reset(token)
        audiences = [row.audience for row in await rows_of(desk.register, letter)]
    return audiences, await _rows(office, [message])


def test_a_mail_to_staff_is_none_of_the_letters_of_a_case(office: Path) -> None:
    """The table counts, and the folder holds, what the writer got: an authority gets nothing."""
    now = datetime.now(UTC)
    message = next(one for one in demo_messages(now) if one.expected is Expected.person_reads)

    audiences, (row,) = asyncio.run(answer(office, message))

    assert audiences == [Audience.staff]
    assert row.outcome == "waits: authority"
    assert row.place == "0 letters"
    assert not list((office / "letters" / row.case).iterdir())


def test_the_hints_lead_through_the_case_that_still_waits(office: Path) -> None:
    """Whoever tries the demo becomes an approver, looks, decides, and reads what went out."""
    rows = [
        _Row("erased", "RF-2026-000001", "erasure", "partly granted", "-", "2026-12-28", "-"),
        _Row("objects", "RF-2026-000002", "objection", "waits: plan approval", "-", "-", "-"),
    ]
    said = _hints(office, rows)
    steps = [
        line.partition(".venv/bin/rightsflow ")[2]
        for line in said.partition("Be that person")[2].splitlines()[1:]
    ]
    assert steps == [
        "approver add lead --officer --email lead@example.com --config office",
        "decide RF-2026-000002 --config office --reveal",
        "decide RF-2026-000002 --decision approve --approver lead --config office",
        "case show RF-2026-000002 --config office --reveal",
    ]
