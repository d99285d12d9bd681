"""One message, case, letter or plug-in that is bad stops nobody else, and a person hears of it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from rightsflow.copy.pool import ProcessDied
from rightsflow.errors import TryAgain
from rightsflow.law.hold import HoldKind
from rightsflow.law.reception import Reception
from rightsflow.law.right import Right
from rightsflow.law.subject import Identifier
from rightsflow.mail.reading.model import Kind, Reading
from rightsflow.mail.reading.read import read_message
from rightsflow.mail.sending import Accepted, Outgoing
from rightsflow.register import holds, messages, work
from rightsflow.register.holds import Hold
from rightsflow.register.messages import Seen
from rightsflow.register.tables import case, hold, letter, message, work_item
from rightsflow.register.types import ItemState, LetterState, Step
from rightsflow.register.work import Item
from rightsflow.register.written import Known
from tasks import arrivals, assemble, handing_over, receive
from tasks.arrivals import take_in
from tasks.desk import CURRENT, Desk
from tasks.kit import SafeError
from tasks.message import Message
from tasks.receive import only_late
from tasks.replies import join_case
from tasks.send import send
from tasks.wiring import open_desk
from tests.acceptance.small_office import open_small_office
from tests.rightsflow.register.rows import NOW, asked, new_case, opened, rows_of

_LATE = b"""\
From: MAILER-DAEMON@mx.example.com
To: rodo@example.com
Subject: Delayed Mail (still being retried)
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered for more than 4 hours. It will be retried.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; ktos@example.net
Action: delayed
Status: 4.4.1

--b--
"""


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Desk]:
    """Give an opened instance in whose mailbox letters wait."""
    async with open_desk(open_small_office(tmp_path, None).folder) as desk:
        yield desk


@contextmanager
def working_at(desk: Desk) -> Iterator[None]:
    """Let the verbs work at this desk."""
    token = CURRENT.set(desk)
    try:
        yield
    finally:
        CURRENT.reset(token)


async def kinds_held(desk: Desk) -> list[str]:
    """Return what waits for a person."""
    return sorted(row.kind for row in await rows_of(desk.register, hold))


async def test_a_case_that_does_not_open_keeps_its_letter_alone(at: Desk) -> None:
    """Its key is gone or its row was changed: every other letter leaves."""
    with working_at(at):
        await take_in.fn()
        first, *_ = await rows_of(at.register, letter)
        async with at.register.write() as connection:
            broken = update(case).where(case.c.id == first.case_id)
            await connection.execute(broken.values(sealed_requester=b"cut"))
        await send.fn()
    states = [row.state for row in await rows_of(at.register, letter)]
    assert states == [LetterState.held] + [LetterState.sent] * (len(states) - 1)
    assert HoldKind.letter_faulty in await kinds_held(at)


@dataclass
class Stumbling:
    """A way out that fails, once, in a way that nobody has foreseen."""

    within: Any
    stumbled: bool = False

    async def send(self, outgoing: Outgoing) -> Accepted:
        """Fail the first time."""
        if not self.stumbled:
            self.stumbled = True
            raise KeyError(outgoing.recipient)
        accepted: Accepted = await self.within.send(outgoing)
        return accepted


async def test_a_letter_whose_sending_fails_unforeseen_is_not_tried_for_ever(at: Desk) -> None:
    """It may have left, so a person looks; the letters behind it leave."""
    with working_at(replace(at, sender=Stumbling(at.sender))):  # type: ignore[arg-type]
        await take_in.fn()
        await send.fn()
    states = [row.state for row in await rows_of(at.register, letter)]
    assert states == [LetterState.held] + [LetterState.sent] * (len(states) - 1)
    assert HoldKind.unclear_send in await kinds_held(at)


async def test_messages_of_which_nothing_can_be_read_are_not_the_same(at: Desk) -> None:
    """Each of them is a case for a person: they only look alike."""
    for path in (at.folder / "inbox" / "new").iterdir():
        path.unlink()
    for name in ("1700000000.a.host", "1700000001.b.host"):
        (at.folder / "inbox" / "new" / name).touch()
    with working_at(at):
        await take_in.fn()
    assert all(row.case_id for row in await rows_of(at.register, message))
    assert len(await rows_of(at.register, case)) == 2


async def test_a_message_that_cannot_be_acted_on_stops_no_other(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run fails, so that it is seen; the rest is taken in, and in the end it is, too."""
    act = receive.receive_all

    async def failing(desk: Desk, read: Sequence[Any]) -> None:
        if any(one.id == 3 and reading.sender for one, _, reading in read):
            raise KeyError
        await act(desk, read)

    monkeypatch.setattr(arrivals, "receive_all", failing)
    left = []
    with working_at(at):
        for _ in range(3):
            with pytest.raises(SafeError):
                await take_in.fn()
            left.append([row.id for row in await rows_of(at.register, message) if not row.kind])
        await take_in.fn()
    assert left == [[1, 2, 3, 4, 5, 6, 7, 8], [3], [3]]
    kinds = {row.id: row.kind for row in await rows_of(at.register, message)}
    assert kinds[3] == Kind.unreadable


async def test_what_concerns_all_messages_is_not_blamed_on_one(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A register that is away ends the run at once."""

    async def away(*_: object) -> None:
        raise TryAgain

    monkeypatch.setattr(arrivals, "receive_all", away)
    with working_at(at), pytest.raises(SafeError, match="TryAgain"):
        await take_in.fn()


@pytest.mark.parametrize("tries", [1, 3])
async def test_a_copy_that_kills_its_process_is_found(
    at: Desk, monkeypatch: pytest.MonkeyPatch, tries: int
) -> None:
    """The others are made; it is tried again alone, and goes to a person in the end."""
    cases = await opened(at.register, *[new_case() for _ in range(8)])
    requests = await asked(at.register, cases)
    made: list[int] = []

    async def attempt(_: Desk, part: Sequence[Item]) -> None:
        if any(item.case_id == cases[5].id for item in part):
            raise ProcessDied
        made.extend(item.case_id for item in part)

    monkeypatch.setattr(assemble, "_assemble", attempt)
    async with at.register.write() as connection:
        rows = [(one.id, request.id, "") for one, request in zip(cases, requests, strict=True)]
        await work.add(connection, rows, Step.assemble)
        await connection.execute(update(work_item).values(tries=tries - 1))
    with working_at(at):
        await assemble.assemble.fn()
    assert made == [one.id for one in cases if one.id != cases[5].id]
    (row,) = [row for row in await rows_of(at.register, work_item) if row.case_id == cases[5].id]
    assert row.state == (ItemState.open if tries == 1 else ItemState.held)
    kind = HoldKind.system_unreachable if tries == 1 else HoldKind.data_mismatch
    assert await kinds_held(at) == [kind]


async def test_a_second_channel_that_breaks_down_leaves_its_hold(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a plug-in raises: the letter has left, and the next ones do."""

    async def on_file(*_: object) -> tuple[Identifier, ...]:
        return ()

    class Broken:
        async def hand_over(self, *_: object) -> None:
            raise KeyError

    (one,) = await opened(at.register)
    person = type("Person", (), {"case": one})()
    monkeypatch.setattr(handing_over, "on_file", on_file)
    async with at.register.write() as connection:
        await holds.open_holds(connection, [Hold(one.id, HoldKind.handover, one.due_on)], NOW)
    await handing_over.hand_over(at, Broken(), person, "a passphrase")
    (row,) = await rows_of(at.register, hold)
    assert row.released_at is None


@pytest.mark.parametrize("kind", [HoldKind.read_message, HoldKind.authority, None])
async def test_no_right_begins_in_a_case_that_a_person_has_yet_to_read(
    at: Desk, kind: HoldKind | None
) -> None:
    """A further right in a reply is noted with its date, and waits with the case."""
    (one,) = await opened(at.register)
    async with at.register.write() as connection:
        if kind:
            await holds.open_holds(connection, [Hold(one.id, kind, one.due_on)], NOW)
        (stored,) = await messages.add(connection, "box", "1", [Seen("7", NOW, 100)])
        reading = Reading(kind=Kind.request, rights=(Right.access,))
        reply = Message(stored, "d", reading, b"", None, Reception.new_right, "asks_for_more")
        await join_case(connection, at, reply, Known(one.id, "acknowledgement", "index"))
    begun = {row.system for row in await rows_of(at.register, work_item)}
    assert begun == (set() if kind else set(at.systems))


def test_a_report_that_only_warns_is_no_bounce() -> None:
    """The mail server goes on trying: nothing has to stop for it (RFC 3464 2.3.3)."""
    assert only_late(read_message(_LATE))
    assert not only_late(read_message(_LATE.replace(b"delayed", b"failed")))
    assert not only_late(read_message(EmailMessage().as_bytes()))
