"""Messages: noted once, counted before each reading, settled once."""

import asyncio

import pytest

from rightsflow.errors import Misconfigured
from rightsflow.register import messages
from rightsflow.register.database import Database
from rightsflow.register.messages import Seen, Settled, StoredMessage
from rightsflow.register.tables import message
from rightsflow.register.types import MessageState
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import NOW, opened, rows_of


async def add(
    register: Database, *uids: str, validity: str = "1", box: str = "in"
) -> list[StoredMessage]:
    """Note messages with these UIDs."""
    seen = [Seen(uid, NOW, 100) for uid in uids]
    async with register.write() as connection:
        return await messages.add(connection, box, validity, seen)


async def test_a_message_shown_again_is_the_same_row(register: Database) -> None:
    """Mailbox, validity and UID name a message; a poll that died is simply repeated."""
    first = await add(register, "1", "2")
    assert await add(register, "1", "2") == first
    assert {one.state for one in first} == {MessageState.arrived}
    assert len(await rows_of(register, message)) == 2


@pytest.mark.parametrize("place", [{"validity": "2"}, {"box": "other"}])
async def test_another_mailbox_or_validity_makes_another_message(
    register: Database, place: dict[str, str]
) -> None:
    """UIDs start anew when the server says so; the digest finds what came twice."""
    (first,) = await add(register, "1")
    (second,) = await add(register, "1", **place)
    assert first.id != second.id


async def test_messages_come_back_in_the_order_given(register: Database) -> None:
    """Known and new ones, each at its place."""
    await add(register, "b")
    stored = await add(register, "c", "b", "a")
    assert [one.uid for one in stored] == ["c", "b", "a"]
    assert await add(register) == []


async def test_a_message_names_its_key(register: Database) -> None:
    """The scope is made of the row number, so that no two messages share a key."""
    (one, other) = await add(register, "1", "2")
    assert one.scope == f"M-{one.id:06d}"
    assert one.scope != other.scope


async def test_pollers_at_once_note_each_message_once(home: Home, register: Database) -> None:
    """Two workers that see one mailbox make one row of each message."""
    registers = [register, *(home.open() for _ in range(3))]
    uids = [str(number) for number in range(10)]
    found = await asyncio.gather(*(add(at, *uids) for at in registers))
    assert all(stored == found[0] for stored in found)
    assert len(await rows_of(register, message)) == 10


async def test_each_attempt_at_reading_is_counted(register: Database) -> None:
    """A message that kills its reader is known by its count."""
    one, _ = await add(register, "1", "2")
    for _ in range(3):
        async with register.write() as connection:
            await messages.attempt(connection, [one.id])
    assert [found.attempts for found in await add(register, "1", "2")] == [3, 0]


async def test_a_settled_message_tells_what_it_was(register: Database) -> None:
    """Kind, case, digest and why no answer went out; it is arrived no more."""
    (case,), (one, other) = await opened(register), await add(register, "1", "2")
    settled = Settled(one.id, "request", "d1", None, case.id, "index", ("list_mail",), b"sealed")
    async with register.write() as connection:
        await messages.settle(connection, [settled])
        assert await messages.unsettled(connection, [one.id, other.id]) == {other.id}
        await messages.settle(connection, [])
    row, _ = await rows_of(register, message)
    assert (row.kind, row.digest, row.case_id) == ("request", "d1", case.id)
    assert (row.sender_index, row.why_not_answered) == ("index", ["list_mail"])
    assert [found.state for found in await add(register, "1", "2")] == ["settled", "arrived"]


async def test_a_message_is_settled_by_one_worker(home: Home, register: Database) -> None:
    """Of several that have read the same messages, one acts on each."""
    ids = [one.id for one in await add(register, *map(str, range(8)))]

    async def act(at: Database, pause_s: float = 0) -> set[int]:
        async with at.write() as connection:
            ours = await messages.unsettled(connection, ids)
            await asyncio.sleep(pause_s)
            await messages.settle(connection, [Settled(key, "request") for key in ours])
        return ours

    first = asyncio.create_task(act(register, pause_s=0.3))
    await asyncio.sleep(0.1)
    others = await asyncio.gather(*(act(home.open()) for _ in range(3)))
    assert sorted(len(ours) for ours in [await first, *others]) == [0, 0, 0, 8]


async def test_a_redelivered_message_is_known_by_its_digest(register: Database) -> None:
    """The same letter under a new UID leads to the first one."""
    first, again = await add(register, "1", "2")
    async with register.write() as connection:
        await messages.settle(connection, [Settled(first.id, "request", "d1")])
        assert await messages.first_with(connection, ["d1", "d2"]) == {"d1": first.id}
        row = Settled(again.id, "redelivery", same_as=first.id)
        await messages.settle(connection, [row])
        assert await messages.first_with(connection, []) == {}
    _, second = await rows_of(register, message)
    assert (second.same_as, second.digest, second.state) == (first.id, None, "settled")


async def test_one_digest_is_never_settled_twice(register: Database) -> None:
    """Should two workers overlook each other, the database refuses the second."""
    one, other = await add(register, "1", "2")

    async def settle(key: int) -> None:
        async with register.write() as connection:
            await messages.settle(connection, [Settled(key, "request", "d1")])

    await settle(one.id)
    with pytest.raises(Misconfigured):
        await settle(other.id)
    assert [row.state for row in await rows_of(register, message)] == ["settled", "arrived"]
