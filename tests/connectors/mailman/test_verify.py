"""Asking again finds what was left, or came back, and excuses what may stay."""

from collections.abc import Callable

import pytest

from connectors.mailman.connector import MailmanConnector
from rightsflow.conformance.ordering import order_for
from rightsflow.deeds import Expected, Lists, Order, Residue
from rightsflow.law.subject import IdentifierKind
from tests.connectors.mailman.asking import CASE, everything, records, subject
from tests.servers.mailman import MailmanServer

pytestmark = pytest.mark.real("mailman")

TRAININGS = "lists/trainings.example.org"
Plant = Callable[[MailmanServer, str], object]


def expected(email: str, *kept: str, everywhere: bool = True) -> Expected:
    """Return that nothing is to be left of a person, but what is kept."""
    who = subject(email).identifiers
    return Expected(CASE, who, (Order(CASE, ()),), frozenset(kept), everywhere=everywhere)


def _lone(server: MailmanServer, email: str) -> None:
    server.hold(email, "Pytanie", "Kiedy?")
    for one in server.send("GET", "lists/news.example.org/held")["entries"]:
        if one["sender"] == email:
            server.send(
                "POST", f"lists/news.example.org/held/{one['request_id']}", action="discard"
            )


def _pending(server: MailmanServer, email: str) -> None:
    server.send("DELETE", f"users/{server.subscribe(email, waits=True)}")


def _setting(server: MailmanServer, email: str) -> None:
    server.send("PATCH", f"{TRAININGS}/config", hold_these_nonmembers=email)


def _header(server: MailmanServer, email: str) -> None:
    pattern = email.replace(".", "\\.")
    server.send("POST", f"{TRAININGS}/header-matches", header="From", pattern=pattern)


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (lambda s, e: s.send("POST", "users", email=e), {"user": 1, "address": 1}),
        (lambda s, e: s.subscribe(e), {"user": 1, "address": 1, "membership": 1}),
        (_lone, {"address": 1, "membership": 1}),
        (_pending, {"pending": 1}),
        (lambda s, e: s.send("POST", "bans", email=e), {"ban": 1}),
        (lambda s, e: s.send("POST", f"{TRAININGS}/bans", email=e), {"ban": 1}),
        (lambda s, e: s.send("POST", "bans", email=f"^{e}$".replace(".", "\\.")), {"ban": 1}),
        (_setting, {"config.hold_these_nonmembers": 1}),
        (_header, {"header-matches": 1}),
    ],
)
async def test_what_came_back_is_found_and_whose_it_is(
    writer: MailmanConnector,
    mailman_server: MailmanServer,
    number: int,
    plant: Plant,
    found: dict[str, int],
) -> None:
    """In every place that has a REST interface, also under a name that no order has."""
    email = f"wera{number}@example.com"
    near = Expected("2026-002", subject(f"w{email}").identifiers, (), everywhere=True)
    assert await writer.verify([expected(email)]) == []
    plant(mailman_server, email)
    try:
        residues = await writer.verify([expected(email), near])
        unasked = await writer.verify([expected(email, everywhere=False)])
    finally:
        mailman_server.send("PATCH", f"{TRAININGS}/config", hold_these_nonmembers="")

    assert {one.place: one.records for one in residues} == found
    assert {one.case_number for one in residues} == {CASE}
    assert unasked == []


async def test_a_held_message_is_found_by_its_sender(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """It waits under the address, with the role that Mailman gave its sender."""
    mailman_server.hold(f"xena{number}@example.com", "Pytanie", "Kiedy?")

    residues = await writer.verify([expected(f"xena{number}@example.com")])

    assert Residue(CASE, "held", 1) in residues


async def test_what_is_kept_is_excused_and_nothing_else(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """A ban may outlast its person, if the plan says so."""
    email = f"yga{number}@example.com"
    mailman_server.send("POST", "bans", email=email)
    (ban,) = await records(writer, email)
    assert await writer.verify([expected(email, ban)]) == []

    mailman_server.send("POST", "users", email=email)

    residues = await writer.verify([expected(email, ban)])
    assert {one.place for one in residues} == {"user", "address"}


async def test_records_are_asked_for_under_addresses_that_the_letter_did_not_name(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """By the names noted before: without any identifier, and without a wide search."""
    email, other = f"zoja{number}@example.com", f"zz{number}@example.com"
    user = mailman_server.subscribe(email)
    mailman_server.send("POST", f"users/{user}/addresses", email=other)
    order = order_for(CASE, await everything(writer, email))

    residues = await writer.verify([Expected(CASE, (), (order,))])

    assert {one.place: one.records for one in residues} == {
        "user": 1,
        "address": 2,
        "membership": 1,
    }
    assert "example" not in repr(residues)


async def test_everybody_is_named_under_the_record_a_request_would_find(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """Members, lone addresses, those who wait and those who are banned."""
    emails = [f"{one}{number}@example.com" for one in ("lea", "leo", "lia", "lou")]
    mailman_server.subscribe(emails[0].upper())
    _lone(mailman_server, emails[1])
    _pending(mailman_server, emails[2])
    mailman_server.send("POST", f"{TRAININGS}/bans", email=emails[3])
    assert isinstance(writer, Lists)

    everybody = [one async for one in writer.identities()]

    assert {one.identifier.kind for one in everybody} == {IdentifierKind.email}
    for email in emails:
        mine = {one.record for one in everybody if one.identifier.value == email}
        assert mine == set(await records(writer, email))
