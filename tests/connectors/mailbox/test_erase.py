"""What is deleted, what is not, and what a server keeps nevertheless."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rightsflow.deeds import Change, Order
from rightsflow.errors import NeedsPerson
from tests.connectors.mailbox.asking import (
    ANN,
    email,
    erased,
    found_by,
    left,
    order_of,
    subject,
)
from tests.connectors.mailbox.staging import OURS, Box, letter
from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.real("dovecot")

LAZY = """
mail_plugins = lazy_expunge
plugin {
  lazy_expunge = Trash
}
namespace inbox {
  inbox = yes
  mailbox Trash {
    auto = create
  }
}
"""


@pytest.fixture(scope="module")
def lazy_dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    """Give a server that moves what is expunged into Trash."""
    with Dovecot(certificates, more=LAZY) as server:
        yield server


@pytest.fixture(scope="module")
def old_dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    """Give a server that has no UIDPLUS, as old ones have not."""
    with Dovecot(certificates, capability="IMAP4rev1 AUTH=PLAIN") as server:
        yield server


async def test_letters_between_the_person_and_us_go(box: Box) -> None:
    """Both ways; what somebody else has marked for deleting does not go along."""
    box.put(letter(ANN), letter("bob@example.net", subject="marked by a colleague"))
    box.put(letter(OURS, ANN), folder="Sent")
    with box.client() as imap:
        imap.store("2", "+FLAGS", r"(\Deleted)")
    async with box.connector() as connector:
        (order,), _ = await order_of(connector)
        (receipt,) = await erased(connector, order)
        assert await left(connector, order) == []
        (again,) = await erased(connector, order)
    with box.client() as imap:
        assert imap.search(None, "ALL")[1] == [b"1"]

    assert (receipt.removed, again.removed, again.gone) == (2, 0, 2)


async def test_a_letter_with_others_is_retained(box: Box) -> None:
    """It is Bob's as well: it stays, the receipt says why, and verifying names it."""
    box.put(letter(ANN, OURS, fields=["Cc: bob@example.net"]))
    async with box.connector() as connector:
        (order,), _ = await order_of(connector)
        (receipt,) = await erased(connector, order)
        (residue,) = await left(connector, order)

    assert (receipt.removed, receipt.retained) == (0, {"other_correspondents": 1})
    assert (residue.place, residue.records) == ("messages", 1)


async def test_the_map_may_say_that_letters_with_others_go(box: Box) -> None:
    """Where the controller has decided so."""
    box.put(letter(ANN, OURS, fields=["Cc: bob@example.net"]))
    async with box.connector(others="delete") as connector:
        (order,), _ = await order_of(connector)
        (receipt,) = await erased(connector, order)

    assert receipt.removed == 1


async def test_a_letter_between_two_who_both_want_it_deleted_goes(box: Box) -> None:
    """Nobody is left whose correspondence it is."""
    box.put(letter(ANN, OURS, fields=["Cc: bob@example.net"]))
    bob = subject(email("bob@example.net"), case_number="case2")
    async with box.connector() as connector:
        orders, _ = await order_of(connector, subject(), bob)
        receipts = await erased(connector, *orders)

    assert [one.removed for one in receipts] == [1, 1]


async def test_a_letter_whose_correspondents_are_not_all_known_is_retained(box: Box) -> None:
    """Behind the limit anybody may stand."""
    many = ", ".join(f"a{number}@example.org" for number in range(1000))
    box.put(letter(ANN, OURS, fields=[f"Cc: {many}"]))
    async with box.connector() as connector:
        (order,), _ = await order_of(connector)
        (receipt,) = await erased(connector, order)

    assert receipt.retained == {"unknown_correspondents": 1}


@pytest.mark.parametrize("others", ["keep", "delete"])
async def test_a_letter_that_only_names_the_person_is_its_correspondents(
    box: Box, others: str
) -> None:
    """Deleting Bob's letter because it mentions Ann is not what she may ask, whatever the map."""
    box.put(letter("bob@example.net", text=f"Ask {ANN}"))
    async with box.connector(others=others) as connector:
        (order,), _ = await order_of(connector)
        (receipt,) = await erased(connector, order)

    assert receipt.retained == {"other_correspondents": 1}


async def test_a_note_among_us_about_the_person_goes(box: Box) -> None:
    """Once a person has said that it is about Ann, nobody else's letter goes with it."""
    box.put(letter(OURS, "hr@example.org", text=f"{ANN} called."))
    async with box.connector() as connector:
        (order,), _ = await order_of(connector)
        (receipt,) = await erased(connector, order)

    assert receipt.removed == 1


async def test_a_server_without_uidplus_is_not_trusted_with_expunge(
    old_dovecot: Dovecot, tmp_path: Path
) -> None:
    """A bare EXPUNGE takes along what others have marked: nothing is done, a person is told."""
    box = Box(old_dovecot, tmp_path)
    box.put(letter(ANN))
    async with box.connector() as connector:
        (order,), _ = await order_of(connector)
        with pytest.raises(NeedsPerson, match="UIDPLUS"):
            await erased(connector, order)
        health = await connector.check()
    with box.client() as imap:
        assert imap.search(None, "UNDELETED")[1] == [b"1"]

    assert "UIDPLUS" in health.problems[0]


@pytest.mark.parametrize("everywhere", [True, False])
async def test_what_a_server_keeps_in_trash_is_residue(
    lazy_dovecot: Dovecot, tmp_path: Path, *, everywhere: bool
) -> None:
    """It says that the letter is gone, and it is: from this folder."""
    box = Box(lazy_dovecot, tmp_path)
    box.put(letter(ANN))
    async with box.connector(folders=["INBOX"]) as connector:
        (order,), _ = await order_of(connector)
        (receipt,) = await erased(connector, order)
        (residue,) = await left(connector, order, everywhere=everywhere)

    assert receipt.removed == 1
    assert (residue.place, residue.records) == ("a copy in another folder", 1)


async def test_other_letters_of_the_person_are_residue_where_nothing_may_be_left(
    box: Box,
) -> None:
    """Unless they are kept; and only where all of it had to go."""
    box.put(letter(ANN))
    async with box.connector() as connector:
        (order,), _ = await order_of(connector)
        await erased(connector, order)
        box.put(letter("bob@example.net", text=f"Ask {ANN}"), folder="Notes")
        (residue,) = await left(connector, order)
        kept = frozenset(one.match.record for one in await found_by(connector))

        assert (residue.place, residue.records) == ("messages", 1)
        assert await left(connector, order, kept=kept) == []
        assert await left(connector, order, everywhere=False) == []


async def test_an_erasure_that_died_between_mark_and_removal_is_finished(box: Box) -> None:
    r"""After `\Deleted` and before UID EXPUNGE: repeating it removes the letter."""
    box.put(letter(ANN))
    async with box.connector() as connector:
        (order,), _ = await order_of(connector)
        with box.client() as imap:
            imap.store("1", "+FLAGS", r"(\Deleted)")
        (receipt,) = await erased(connector, order)

    assert receipt.removed == 1


async def test_a_letter_is_deleted_or_marked_and_never_changed(box: Box) -> None:
    """Blanking a text in a letter is for nobody."""
    box.put(letter(ANN))
    async with box.connector() as connector:
        (order,), _ = await order_of(connector)
        change = Change("messages", order.changes[0].records, {"text": None})
        with pytest.raises(NeedsPerson, match="never changed"):
            await erased(connector, Order("case1", (change,)))


async def test_without_write_nothing_is_offered_or_done(box: Box) -> None:
    """Whoever has not been told to delete does not."""
    box.put(letter(ANN))
    async with box.connector(write=False) as connector:
        (order,), _ = await order_of(connector)
        assert connector.capabilities == frozenset()
        with pytest.raises(NeedsPerson, match="write"):
            await erased(connector, order)
