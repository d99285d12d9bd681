"""Whom a Mailman knows: exactly the person asked about, and nobody near."""

from collections.abc import Callable

import pytest

from connectors.mailman import CONNECTOR
from connectors.mailman.settings import MailmanConnection
from rightsflow.connector import Connector, Subject
from rightsflow.datamap.model import SystemMap
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind
from tests.connectors.mailman.asking import matches, records, subject
from tests.servers.mailman import MailmanServer

pytestmark = pytest.mark.real("mailman")


async def test_a_subscriber_is_found_by_the_exact_address(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """An exact address names the user, by Mailman's id, proven by Mailman's confirmation."""
    user = mailman_server.subscribe(f"anna{number}@example.com", "Anna Łącka")

    (match,) = await matches(connector, f"anna{number}@example.com")

    assert match.record == f"user:{user}"
    assert (match.certainty, match.verified, match.is_person) == (Certainty.exact, True, True)
    assert (match.system, match.name) == ("mailing", "anna lacka")


async def test_the_case_of_letters_makes_no_difference(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Who subscribed in capitals is found by the canonical, lower-case address."""
    user = mailman_server.subscribe(f"Bartosz.WIŚ{number}@Example.COM".replace("Ś", "S"))

    assert await records(connector, f"bartosz.wis{number}@example.com") == [f"user:{user}"]


async def test_a_second_address_leads_to_the_same_user(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Mailman knows one user by several addresses; each of them finds the user once."""
    user = mailman_server.subscribe(f"celina{number}@example.com")
    mailman_server.send("POST", f"users/{user}/addresses", email=f"cc{number}@example.net")

    assert await records(connector, f"cc{number}@example.net") == [f"user:{user}"]


async def test_an_address_nobody_confirmed_is_not_called_verified(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """The data map may trust Mailman's confirmations; where there is none, it trusts none."""
    user = mailman_server.subscribe(f"dorota{number}@example.com")
    mailman_server.send("POST", f"users/{user}/addresses", email=f"dd{number}@example.net")

    (match,) = await matches(connector, f"dd{number}@example.net")

    assert not match.verified


async def test_near_addresses_are_other_people(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """A tag, a dot, a wildcard of SQL or of Mailman, a longer name: none is the same address."""
    mailman_server.subscribe(f"e_wa.nowak{number}@example.com")
    near = [
        f"e_wa.nowak{number}+lists@example.com",
        f"e_wanowak{number}@example.com",
        f"exwa.nowak{number}@example.com",
        f"e%wa.nowak{number}@example.com",
        f"*{number}@example.com",
        f"wa.nowak{number}@example.com",
        f"e_wa.nowak{number}@example.co",
        f"e_wa.nowak{number}@xexample.com",
    ]

    assert await matches(connector, *near) == []


async def test_strange_but_legal_addresses_are_found(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Signs that mean something in URLs, paths or patterns are part of an address."""
    strange = [
        f"a/b{number}@example.com",
        f"c*{number}@example.com",
        f"d?x=1&y%41{number}@example.com",
    ]
    users = [_user_with(mailman_server, email) for email in strange]

    assert await records(connector, *strange) == [f"user:{user}" for user in users]


def _user_with(server: MailmanServer, email: str) -> str:
    made = server.subscribe(f"plain-{abs(hash(email))}@example.com")
    server.send("POST", f"users/{made}/addresses", email=email)
    return made


async def test_a_pending_subscriber_is_found(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Who asked to join and has not confirmed is held all the same, and not verified."""
    mailman_server.subscribe(f"filip{number}@example.com", waits=True)

    (match,) = await matches(connector, f"filip{number}@example.com")

    assert match.record.startswith("user:")
    assert not match.verified


async def test_a_pending_request_of_a_deleted_address_is_found(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Mailman deletes user and address and leaves the request: it is found by itself."""
    user = mailman_server.subscribe(f"gustaw{number}@example.com", waits=True)
    mailman_server.send("DELETE", f"users/{user}")

    (match,) = await matches(connector, f"gustaw{number}@example.com")

    assert match.record.startswith("pending:news.example.org/")


async def test_the_sender_of_a_held_message_is_found(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """A stranger whose message waits has an address without a user."""
    mailman_server.hold(f"Hela <hela{number}@example.com>", "Dzień dobry", "Proszę o zapis.")

    (match,) = await matches(connector, f"hela{number}@example.com")

    assert match.record.startswith("address:")


async def test_a_banned_address_is_found_and_a_banned_pattern_names_nobody(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """A ban is personal data of whom it names; a regular expression names nobody."""
    mailman_server.send("POST", "bans", email=f"Iga{number}@example.com")
    mailman_server.send("POST", "lists/news.example.org/bans", email=f"^iga{number}.*")

    (match,) = await matches(connector, f"iga{number}@example.com")

    assert match.record.startswith("ban:/")


async def test_a_stranger_is_nowhere(connector: Connector) -> None:
    """Mailman's 404 means that it holds nothing."""
    assert await matches(connector, "nobody@example.com", "żaden@example.com") == []


async def test_nothing_is_asked_about_names_and_telephones(connector: Connector) -> None:
    """A Mailman is asked by address alone; other identifiers find nothing."""
    identifiers = (
        Identifier(IdentifierKind.name, "anna nowak"),
        Identifier(IdentifierKind.phone, "+48600111222"),
    )

    assert [found async for found in connector.locate([Subject("2026-001", identifiers)])] == []


async def test_a_batch_gives_each_case_its_own(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Many people in one batch never mix; two cases of one person both get an answer."""
    emails = [f"jan{number}-{position}@example.com" for position in range(12)]
    users = [mailman_server.subscribe(email) for email in emails]
    batch = [subject(email, case=f"2026-{email[:-12]}") for email in emails]
    batch.append(subject(emails[0], case="2026-again"))

    found = {(one.case_number, one.match.record) async for one in connector.locate(batch)}

    expected = {(one.case_number, f"user:{user}") for one, user in zip(batch, users, strict=False)}
    assert found == expected | {("2026-again", f"user:{users[0]}")}


async def test_records_are_named_the_same_by_every_connector_and_hold_no_address(
    system: SystemMap,
    connection: Callable[..., MailmanConnection],
    mailman_server: MailmanServer,
    number: int,
) -> None:
    """A record located today is gathered tomorrow by another process; it tells no address."""
    mailman_server.send("POST", "bans", email=f"kaja{number}@example.com")
    mailman_server.hold(f"lena{number}@example.com", "Hej", "Hej")
    emails = (f"kaja{number}@example.com", f"lena{number}@example.com")
    named = []
    for page_size in (1, 100):
        async with CONNECTOR.open(system, connection(page_size=page_size)) as connector:
            named.append(await records(connector, *emails))

    assert named[0] == named[1]
    assert len(named[0]) == 2
    assert not [record for record in named[0] if "kaja" in record or "lena" in record]
