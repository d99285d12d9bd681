"""The mark of a restriction: a keyword, set and taken off, and asked for again."""

import pytest

from rightsflow.conformance.ordering import NOW
from rightsflow.deeds import Capability, Change, Order
from tests.connectors.mailbox.asking import ANN, found_by, left, told_of
from tests.connectors.mailbox.staging import Box, letter

KEYWORD = "$Restricted"


async def orders_for(box: Box) -> tuple[Order, Order]:
    """Return the orders to mark all that is Ann's, and to take the marks off."""
    async with box.connector() as connector:
        records = tuple(one.match.record for one in await found_by(connector))
    on, off = (
        Order("case1", (Change("messages", records, {"mark": value}),)) for value in (KEYWORD, None)
    )
    return on, off


@pytest.mark.real("dovecot")
async def test_letters_are_marked_and_released(box: Box) -> None:
    """The keyword is told, counted, and looked for by verifying; others' flags stay."""
    box.put(letter(ANN), letter(ANN), letter("bob@example.net"))
    with box.client() as imap:
        imap.store("1", "+FLAGS", r"(\Flagged)")
    on, off = await orders_for(box)
    async with box.connector() as connector:
        before = await left(connector, on, everywhere=False)
        (restricted,) = await connector.restrict([on], now=NOW)
        told = await told_of(connector, await found_by(connector))
        marked = await left(connector, on, everywhere=False)
        unreleased = await left(connector, off, everywhere=False)
        (released,) = await connector.release([off], now=NOW)
        after = await left(connector, off, everywhere=False)
    with box.client() as imap:
        flagged, keyed = imap.search(None, "FLAGGED")[1], imap.search(None, "KEYWORD", KEYWORD)[1]

    assert [one.values["mark"] for one in told] == [KEYWORD, KEYWORD]
    assert (restricted.changed, released.changed) == (2, 2)
    assert [bool(one) for one in (before, marked, unreleased, after)] == [True, False, True, False]
    assert (flagged, keyed) == ([b"1"], [b""])


@pytest.mark.real("dovecot")
async def test_without_a_keyword_in_the_map_nothing_is_marked(box: Box) -> None:
    """A person is asked instead."""
    async with box.connector(collection={"restrict": None}) as connector:
        assert connector.capabilities == {Capability.erase, Capability.verify}
