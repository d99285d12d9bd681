"""A mail server that asks for patience: letters wait in the outbox, and leave once afterwards."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from rightsflow.backoff import Backoff, utc_now
from rightsflow.mail.sending import SmtpSender
from rightsflow.mail.sending import SmtpServer as Way
from rightsflow.register.database import clock
from rightsflow.register.tables import letter
from rightsflow.register.types import LetterState
from tasks.arrivals import take_in
from tasks.desk import Desk
from tasks.send import send
from tasks.wiring import open_desk
from tests.acceptance.small_office import open_small_office
from tests.rightsflow.register.rows import rows_of
from tests.servers.certificates import Certificates
from tests.servers.smtp import Sink, SmtpServer
from tests.tasks.deciding_kit import working_at

WAIT = timedelta(hours=2)
BUSY = "451 4.7.500 Server busy. Please try again in 2 hours"


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Desk]:
    """Give an opened instance in whose mailbox letters wait."""
    async with open_desk(open_small_office(tmp_path, None).folder) as desk:
        yield desk


async def test_no_letter_is_tried_before_the_time_that_the_server_told_and_none_is_lost(
    at: Desk, smtp_server: SmtpServer, sink: Sink, certificates: Certificates
) -> None:
    """The first one asks; the others wait as long, without asking."""
    now = [utc_now()]
    cafile, backoff = certificates.cafile, Backoff(at.folder / "b", "It", lambda: now[0])
    way = Way(smtp_server.host, smtp_server.port, "starttls", cafile=cafile, helo_name="localhost")
    sink.answer("mail", BUSY)
    async with SmtpSender(way, backoff) as sender:
        with working_at(replace(at, sender=sender)):
            await take_in.fn()
            while await send.fn():
                pass
            waiting = await rows_of(at.register, letter)
            async with at.register.read() as connection:
                told = await clock(connection) + WAIT - timedelta(minutes=5)

            assert len(waiting) > 1
            assert {row.state for row in waiting} == {LetterState.queued}
            assert all(row.next_try_at > told for row in waiting)
            assert sink.letters == []
            # The first had asked; a server that is asked again would have taken the second.

            now[0] += WAIT
            async with at.register.write() as connection:
                await connection.execute(update(letter).values(next_try_at=None))
            while await send.fn():
                pass

    states = [row.state for row in await rows_of(at.register, letter)]
    assert states == [LetterState.sent] * len(waiting) == [LetterState.sent] * len(sink.letters)
