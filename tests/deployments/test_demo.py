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
    """The table counts, and the folder holds, what the person got."""
    now = datetime.now(UTC)
    message = next(one for one in demo_messages(now) if one.expected is Expected.person_decides)

    audiences, (row,) = asyncio.run(answer(office, message))

    assert sorted(audiences) == [Audience.requester, Audience.staff]
    assert row.place == "1 letter"
    assert [path.name for path in (office / "letters" / row.case).iterdir()] == [
        "1-acknowledgement.eml"
    ]
    said = _hints(office, [row])
    steps = [
        line.partition(".venv/bin/rightsflow ")[2]
        for line in said.partition("Be that person")[2].splitlines()[1:]
    ]
    assert steps == [
        "approver add officer --officer --email officer@example.com --config office",
        f"say {row.case} - --kind answer --approver officer --config office",
        f"decide {row.case} --decision release --approver officer --config office",
        f"case show {row.case} --config office --reveal",
    ]
