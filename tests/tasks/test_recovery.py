"""What a worker that died has left: taken over by one other, and never sent twice unasked."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rightsflow.errors import TryAgain
from rightsflow.law.hold import HoldKind
from rightsflow.mail.sending import Outgoing, SmtpSender, SmtpServer
from rightsflow.register import outbox, work, workers
from rightsflow.register.outbox import QueuedLetter
from rightsflow.register.tables import hold, journal, work_item
from rightsflow.register.tables import letter as table
from rightsflow.register.types import ItemState, LetterState, Step
from rightsflow.register.work import Item
from tasks.batches import claimed, finish, in_halves
from tasks.desk import CURRENT, Desk
from tasks.recovery import take_over
from tasks.wiring import open_desk
from tests.acceptance.small_office import open_small_office
from tests.rightsflow.copy.shelved import folder_of
from tests.rightsflow.register.rows import asked, letter, opened, queued, rows_of

DAY = timedelta(days=1)
FAR = "elsewhere:0123456789abcdef"
"""A worker of another folder."""

FORGETFUL = SmtpServer(host="localhost", port=1, security="plain")
"""A way out that cannot tell what it took; nothing is sent through it here."""


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Desk]:
    """Give an opened instance; its outbox is a Maildir."""
    async with open_desk(open_small_office(tmp_path, None).folder) as desk:
        yield desk


async def heir(desk: Desk) -> int:
    """Take over at a desk; return from how many dead workers."""
    token = CURRENT.set(desk)
    try:
        return await take_over.fn()
    finally:
        CURRENT.reset(token)


def other_owner(desk: Desk) -> str:
    """Return a worker of this folder that is dead."""
    return f"{desk.worker.name.partition(':')[0]}:{os.urandom(8).hex()}"


async def taken_by(desk: Desk, owner: str, *, begun: bool) -> list[QueuedLetter]:
    """Let a worker take every letter that waits, and begin to send them."""
    async with desk.register.write() as connection:
        taken = await outbox.take(connection, limit=20, owner=owner)
        for one in taken:
            assert not begun or await outbox.begin(connection, one.id, owner)
    return taken


async def said(desk: Desk, name: str, *, lasts_s: float) -> None:
    """Give a worker's sign of life, which holds for so long."""
    async with desk.register.write() as connection:
        await workers.beat(connection, name, timedelta(seconds=lasts_s))


async def known(desk: Desk) -> set[str]:
    """Return who has a row as a worker."""
    async with desk.register.read() as connection:
        return set(await workers.at_work(connection))


async def states(desk: Desk) -> list[tuple[str, bool]]:
    """Return the state of each letter, and whether somebody owns it."""
    return [(row.state, row.owner is not None) for row in await rows_of(desk.register, table)]


async def events(desk: Desk) -> list[str]:
    """Return what the journals note."""
    return [row.event for row in await rows_of(desk.register, journal)]


async def holds_open(desk: Desk) -> list[str]:
    """Return what waits for a person."""
    rows = await rows_of(desk.register, hold)
    return [row.kind for row in rows if row.released_at is None]


def forgetful(desk: Desk) -> Desk:
    """Return the desk with a way out that cannot tell what it took."""
    return replace(desk, sender=SmtpSender(FORGETFUL))


@pytest.mark.parametrize("with_data", [False, True])
async def test_what_was_only_taken_goes_out(at: Desk, with_data: bool) -> None:  # noqa: FBT001
    """A letter that its worker had not begun to send has surely not left."""
    (case,) = await opened(at.register)
    await queued(at.register, letter(case.id, with_data=with_data))
    await taken_by(at, other_owner(at), begun=False)
    assert await heir(forgetful(at)) == 1
    assert await states(at) == [(LetterState.queued, False)]
    assert await holds_open(at) == []


async def test_without_data_an_unclear_letter_goes_out_again(at: Desk) -> None:
    """A second receipt harms nobody."""
    (case,) = await opened(at.register)
    await queued(at.register, letter(case.id))
    await taken_by(at, other_owner(at), begun=True)
    await heir(forgetful(at))
    assert await states(at) == [(LetterState.queued, False)]
    assert await events(at) == ["letter_sent_again"]


async def test_with_data_an_unclear_letter_waits_for_a_person(at: Desk) -> None:
    """Nobody knows whether it arrived, so no machine sends it again."""
    (case,) = await opened(at.register)
    await queued(at.register, letter(case.id, with_data=True))
    await taken_by(at, other_owner(at), begun=True)
    await heir(forgetful(at))
    assert await states(at) == [(LetterState.held, False)]
    assert await holds_open(at) == [HoldKind.unclear_send]
    assert await heir(forgetful(at)) == 0


async def test_two_heirs_settle_a_letter_once(at: Desk) -> None:
    """Of two that see the same death one settles: the other finds nothing left."""
    cases = await opened(at.register)
    await queued(at.register, *(letter(cases[0].id, seq) for seq in range(1, 7)))
    await taken_by(at, other_owner(at), begun=True)
    async with open_desk(at.folder) as second:
        await asyncio.gather(heir(forgetful(at)), heir(forgetful(second)))
    assert await states(at) == [(LetterState.queued, False)] * 6
    assert await events(at) == ["letter_sent_again"] * 6


@pytest.mark.parametrize("begun", [False, True])
async def test_a_worker_of_another_folder_is_judged_by_its_signs_of_life(
    at: Desk,
    begun: bool,  # noqa: FBT001
) -> None:
    """While it gives signs of life it lives; then what it had goes on, data to a person."""
    (case,) = await opened(at.register)
    await queued(at.register, letter(case.id, with_data=True))
    await taken_by(at, FAR, begun=begun)
    await said(at, FAR, lasts_s=60)
    assert await heir(forgetful(at)) == 0
    await said(at, FAR, lasts_s=-1)
    assert await heir(forgetful(at)) == 1
    assert await known(at) == {at.worker.name}
    state = LetterState.held if begun else LetterState.queued
    assert await states(at) == [(state, False)]
    assert len(await taken_by(at, at.worker.name, begun=False)) == (0 if begun else 1)


async def test_a_heir_that_dies_has_heirs(at: Desk) -> None:
    """What it had inherited and not settled is inherited again."""
    (case,) = await opened(at.register)
    await queued(at.register, letter(case.id, with_data=True))
    first, second = other_owner(at), other_owner(at)
    await taken_by(at, first, begun=True)
    async with at.register.write() as connection:
        assert len(await outbox.inherit(connection, first, second)) == 1
    await heir(forgetful(at))
    assert await states(at) == [(LetterState.held, False)]


@pytest.mark.parametrize("with_data", [False, True])
async def test_a_maildir_knows_what_it_took(at: Desk, with_data: bool) -> None:  # noqa: FBT001
    """What lies there is noted as sent; what does not goes out, data or not."""
    (case,) = await opened(at.register)
    await queued(at.register, *(letter(case.id, seq, with_data=with_data) for seq in (1, 2)))
    (lying, _) = await taken_by(at, other_owner(at), begun=True)
    address = "a@example.org"
    await at.sender.send(Outgoing(lying.message_id, address, address, address, b"\r\n"))
    await heir(at)
    assert await states(at) == [(LetterState.sent, False), (LetterState.queued, False)]
    assert await events(at) == ["letter_sent", "letter_found_sent", "letter_sent_again"]


async def test_the_living_keep_what_they_have(at: Desk) -> None:
    """A worker whose lock is held is left alone, and so is one of another folder."""
    (case,) = await opened(at.register)
    (request,) = await asked(at.register, [case])
    await queued(at.register, letter(case.id), letter(case.id, 2))
    async with open_desk(at.folder) as living:
        async with at.register.write() as connection:
            await work.add(connection, [(case.id, request.id, "crm")], Step.locate)
            await outbox.take(connection, limit=1, owner=FAR)
            await workers.beat(connection, FAR, DAY)
        assert len(await claimed(living, Step.locate, "crm")) == 1
        await taken_by(living, living.worker.name, begun=True)
        assert await heir(at) == 0
        (item,) = await rows_of(at.register, work_item)
        assert item.owner == living.worker.name
        assert await states(at) == [(LetterState.queued, True), (LetterState.sending, True)]
    assert await heir(forgetful(at)) == 1
    (item,) = await rows_of(at.register, work_item)
    assert (item.owner, item.lease_until) == (None, None)


async def test_what_came_back_no_longer_waits_for_a_person(at: Desk) -> None:
    """Any step that was postponed and then done releases the hold it had opened."""
    (case,) = await opened(at.register)
    (request,) = await asked(at.register, [case])
    async with at.register.write() as connection:
        await work.add(connection, [(case.id, request.id, "")], Step.assemble)
    items = await claimed(at, Step.assemble, "")

    async def away(_part: Sequence[Item]) -> None:
        raise TryAgain

    await in_halves(at, items, away)
    assert await holds_open(at) == [HoldKind.system_unreachable]
    await _let_time_pass(at)
    items = await claimed(at, Step.assemble, "")
    async with at.register.write() as connection:
        assert await finish(connection, at, items) == {items[0].id}
    assert await holds_open(at) == []
    (row,) = await rows_of(at.register, work_item)
    assert row.state == ItemState.done


async def test_half_written_files_are_swept_once_a_day(at: Desk) -> None:
    """What nobody has touched for a day goes; a younger file may still be written."""
    scope = folder_of(at.vault) / "RF-2026-000001"
    scope.mkdir(parents=True)
    old, young, lock = scope / ".new-old", scope / ".new-young", at.folder / "run/worker-00.lock"
    for path in (old, young, lock):
        path.touch()
    _age(at, old, lock)
    await heir(at)
    assert [path.exists() for path in (old, young, lock)] == [False, True, False]
    _age(at, young)
    await heir(at)
    assert young.exists()
    _age(at, at.folder / "run" / "swept")
    await heir(at)
    assert not young.exists()


async def test_a_living_workers_lock_is_never_swept(at: Desk) -> None:
    """However long ago it was taken."""
    async with open_desk(at.folder) as living:
        token = living.worker.name.partition(":")[2]
        _age(at, at.folder / "run" / f"worker-{token}.lock")
        await heir(at)
        assert not at.worker.is_dead(living.worker.name)


def _age(at: Desk, *paths: Path) -> None:
    then = (at.now() - 2 * DAY).timestamp()
    for path in paths:
        os.utime(path, (then, then))


async def _let_time_pass(at: Desk) -> None:
    async with at.register.write() as connection:
        await connection.execute(work_item.update().values(next_try_at=None))
