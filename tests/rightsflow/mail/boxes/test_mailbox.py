"""What every mailbox does, whether it lies in a folder or on a real IMAP server."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from rightsflow.mail.boxes import Arrived, Destination, Fetched, Mailbox

LETTER = (
    b"From: Ola Nowicka <ola@example.org>\r\nSubject: Wniosek\r\n\r\n"
    b"Prosz\xc4\x99 o kopi\xc4\x99.\r\n"
)
LIMIT = 5_000


class Ground(Protocol):
    """The mailbox under test and the ways into it (see conftest.py)."""

    @property
    def mailbox(self) -> Mailbox:
        """Return the open mailbox."""
        ...

    def another(self, **options: int) -> Mailbox:
        """Return the same mailbox as a second poller sees it."""
        ...

    def deliver(self, *letters: bytes) -> None:
        """Let letters arrive."""
        ...

    def contents(self, folder: str) -> list[bytes]:
        """Return what lies in `inbox`, `processed`, `quarantine` or `identity`."""
        ...

    def mark_seen(self) -> None:
        """Do what a mail reader does when a person opens the letters."""
        ...


def numbered(number: int) -> bytes:
    """Return a letter that is not like the others."""
    return f"Subject: letter {number}\r\n\r\nText {number}.\r\n".encode()


def number_of(raw: bytes) -> int:
    """Return the number of such a letter, below what a server has put above it."""
    return int(raw.partition(b"Subject: letter ")[2].split()[0])


async def fetched(mailbox: Mailbox, *uids: str) -> list[Fetched]:
    """Return what the mailbox yields."""
    return [one async for one in mailbox.fetch(uids)]


async def uids_of(mailbox: Mailbox) -> list[str]:
    """Return the UIDs of what waits."""
    return [one.uid for one in await mailbox.list()]


async def test_an_empty_mailbox_lists_nothing(ground: Ground) -> None:
    """Where nothing waits, there is nothing to do."""
    assert await ground.mailbox.list() == []


async def test_a_letter_is_listed_with_the_time_the_server_received_it(ground: Ground) -> None:
    """The legal time limit runs from the receipt by the server, to the second."""
    before = datetime.now(UTC) - timedelta(seconds=2)
    ground.deliver(LETTER)

    [arrived] = await ground.mailbox.list()

    assert before <= arrived.received_at <= datetime.now(UTC) + timedelta(seconds=2)
    assert arrived.size_bytes >= len(LETTER)
    assert arrived.uidvalidity


async def test_a_letter_that_a_person_has_opened_still_waits(ground: Ground) -> None:
    r"""What lies in the inbox is work; `\Seen` is for people, and the UID outlasts it."""
    ground.deliver(LETTER)
    before: list[Arrived] = await ground.mailbox.list()
    ground.mark_seen()

    assert await ground.mailbox.list() == before


async def test_a_listed_letter_has_the_same_name_for_the_next_poller(ground: Ground) -> None:
    """Mailbox, UIDVALIDITY and UID name a letter for good: the register relies on it."""
    ground.deliver(LETTER)
    here = await ground.mailbox.list()

    async with ground.another() as other:
        assert await other.list() == here
        assert other.name == ground.mailbox.name


async def test_letters_are_fetched_whole_in_the_order_asked(ground: Ground) -> None:
    """More letters than one batch holds come complete, each under its own UID."""
    ground.deliver(*(numbered(number) for number in range(60)))
    uids = (await uids_of(ground.mailbox))[::-1]

    letters = await fetched(ground.mailbox, *uids)

    assert [letter.uid for letter in letters] == uids
    assert all(letter.whole for letter in letters)
    assert sorted(number_of(letter.raw) for letter in letters) == list(range(60))


async def test_the_bytes_of_a_letter_arrive_unchanged(ground: Ground) -> None:
    """Neither 8-bit text nor line ends are touched; a server may only add fields on top."""
    ground.deliver(LETTER)

    [letter] = await fetched(ground.mailbox, *await uids_of(ground.mailbox))

    assert letter.raw.endswith(LETTER)


async def test_of_a_letter_over_the_limit_only_the_header_comes(ground: Ground) -> None:
    """An oversized letter costs no memory, is told apart, and holds up no other."""
    ground.deliver(numbered(1), numbered(2) + b"x" * LIMIT, numbered(3))

    async with ground.another(limit_bytes=LIMIT) as limited:
        letters = await fetched(limited, *await uids_of(limited))

    by_number = {number_of(letter.raw): letter for letter in letters}
    assert {number: one.whole for number, one in by_number.items()} == {1: True, 2: False, 3: True}
    assert b"xxx" not in by_number[2].raw
    assert by_number[2].raw.endswith(b"Subject: letter 2\r\n\r\n")


async def test_fetching_leaves_a_letter_where_it_is(ground: Ground) -> None:
    """A crash after fetching loses nothing: only `move` takes a letter away."""
    ground.deliver(LETTER)
    uids = await uids_of(ground.mailbox)
    await fetched(ground.mailbox, *uids)

    assert await uids_of(ground.mailbox) == uids


@pytest.mark.parametrize("to", ["processed", "quarantine", "identity"])
async def test_a_moved_letter_lies_in_its_folder_alone(ground: Ground, to: Destination) -> None:
    """What is done leaves the inbox, unharmed, for the folder that says why."""
    ground.deliver(numbered(1), numbered(2))
    uids = {
        number_of(one.raw): one.uid
        for one in await fetched(ground.mailbox, *await uids_of(ground.mailbox))
    }

    await ground.mailbox.move([uids[1]], to)

    assert await uids_of(ground.mailbox) == [uids[2]]
    assert [number_of(raw) for raw in ground.contents(to)] == [1]


async def test_moving_again_is_no_fault(ground: Ground) -> None:
    """After a crash between moving and noting it, the same move is asked again."""
    ground.deliver(numbered(1), numbered(2))
    uids = await uids_of(ground.mailbox)
    await ground.mailbox.move(uids[:1], "processed")

    await ground.mailbox.move(uids, "processed")

    assert await ground.mailbox.list() == []
    assert sorted(map(number_of, ground.contents("processed"))) == [1, 2]


async def test_a_letter_that_is_gone_is_left_out(ground: Ground) -> None:
    """What another poller has moved meanwhile is skipped, and the rest still comes."""
    ground.deliver(numbered(1), numbered(2))
    uids = await uids_of(ground.mailbox)
    async with ground.another() as other:
        assert await uids_of(other) == uids
        await other.move(uids[:1], "processed")

    assert [one.uid for one in await fetched(ground.mailbox, *uids)] == uids[1:]


async def test_two_pollers_at_once_lose_no_letter(ground: Ground) -> None:
    """However two pollers interleave, every letter leaves the inbox and lies in the folder.

    Two copies may lie there: IMAP's MOVE is atomic for one client only, and none is lost.
    """
    ground.deliver(*(numbered(number) for number in range(20)))
    uids = await uids_of(ground.mailbox)
    async with ground.another() as other:
        await uids_of(other)
        await asyncio.gather(
            *(poller.move([uid], "processed") for uid in uids for poller in (ground.mailbox, other))
        )

    assert await ground.mailbox.list() == []
    assert set(map(number_of, ground.contents("processed"))) == set(range(20))


async def test_moving_nothing_does_nothing(ground: Ground) -> None:
    """A round without letters asks for no move."""
    ground.deliver(LETTER)
    await ground.mailbox.move([], "processed")

    assert len(await ground.mailbox.list()) == 1


async def test_a_mailbox_that_works_passes_its_check(ground: Ground) -> None:
    """The check makes the missing folders and leaves the letters alone."""
    ground.deliver(LETTER)
    await ground.mailbox.check()

    assert ground.contents("processed") == ground.contents("quarantine") == []
    assert len(await ground.mailbox.list()) == 1


async def test_some_of_what_was_moved_can_be_deleted_and_no_others(ground: Ground) -> None:
    """On its shelf a letter keeps the moment of its receipt and its bytes, under another name."""
    ground.deliver(*(numbered(number) for number in range(3)))
    arrived = await ground.mailbox.list()
    async with ground.mailbox.shelf("processed") as shelf:
        assert await shelf.list() == []
    await ground.mailbox.move([one.uid for one in arrived], "processed")

    async with ground.mailbox.shelf("processed") as shelf:
        there = await shelf.list()
        assert [one.received_at for one in there] == [one.received_at for one in arrived]
        letters = [one async for one in shelf.fetch([one.uid for one in there])]
        (second,) = [one.uid for one in letters if number_of(one.raw) == 1]
        await shelf.delete([second])
        await shelf.delete([second])

    left = sorted(number_of(raw) for raw in ground.contents("processed"))
    assert left == [0, 2]
