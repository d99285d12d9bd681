"""What a Mailman holds of a person: all of it, and of nobody else."""

from collections.abc import Callable

import pytest

from connectors.mailman import CONNECTOR
from connectors.mailman.settings import MailmanConnection
from rightsflow.connector import Connector, Incomplete, Wanted
from rightsflow.datamap.model import SystemMap
from tests.connectors.mailman.asking import everything, gathered, of, records
from tests.servers.mailman import MailmanServer

pytestmark = pytest.mark.real("mailman")


async def test_a_user_comes_with_preferences_addresses_and_memberships(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """One address leads to everything under all addresses of the same user."""
    first, second = f"Anna{number}@example.com", f"aa{number}@example.net"
    user = mailman_server.subscribe(first, "Anna Łącka")
    mailman_server.send("PATCH", f"users/{user}/preferences", preferred_language="en")
    mailman_server.send("POST", f"users/{user}/addresses", email=second)
    mailman_server.subscribe(second, to="trainings")
    mailman_server.send("POST", "lists/trainings.example.org/bans", email=f"{number}@example.com")

    found = await everything(connector, first.lower())

    (account,) = of(found, "user")
    assert account.values["display_name"] == "Anna Łącka"
    assert account.values["preferred_language"] == "en"
    assert [one.values["email"] for one in of(found, "address")] == [first, second]
    lists = {(one.values["list_name"], one.values["role"]) for one in of(found, "membership")}
    assert lists == {("News", "member"), ("Szkolenia", "member")}
    assert len(found) == 5
    assert len({one.record for one in found}) == 5


async def test_values_are_those_of_the_data_map_in_its_order(
    connector: Connector, mailman_server: MailmanServer, number: int, system: SystemMap
) -> None:
    """No field beyond the map, no field of it missing, and no date that never was."""
    mailman_server.subscribe(f"bea{number}@example.com")

    found = await everything(connector, f"bea{number}@example.com")

    for one in found:
        assert list(one.values) == list(system.collections[one.collection].fields)
    (membership,) = of(found, "membership")
    assert membership.values["delivery_mode"] == "regular"
    assert membership.values["bounce_score"] == 0
    assert membership.values["last_warning_sent"] is None


async def test_owners_and_moderators_are_members_in_a_role(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Every role on a list is told, not only that of a reader."""
    email = f"cezary{number}@example.com"
    mailman_server.subscribe(email)
    for role in ("owner", "moderator"):
        mailman_server.send(
            "POST", "members", list_id="news.example.org", subscriber=email, role=role
        )

    roles = [one.values["role"] for one in of(await everything(connector, email), "membership")]

    assert sorted(map(str, roles)) == ["member", "moderator", "owner"]


async def test_an_address_like_a_pattern_brings_no_neighbours(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Mailman takes an asterisk for a wildcard; the neighbour's membership stays out."""
    mailman_server.subscribe(f"d{number}x@example.com", "Neighbour")
    user = mailman_server.subscribe(f"plain{number}@example.org", "Dana")
    mailman_server.send("POST", f"users/{user}/addresses", email=f"d{number}*@example.com")
    form = {"list_id": "trainings.example.org", "subscriber": f"d{number}*@example.com"}
    sure = {"pre_verified": True, "pre_confirmed": True, "pre_approved": True}
    mailman_server.send("POST", "members", **form, **sure)

    found = of(await everything(connector, f"d{number}*@example.com"), "membership")

    assert {str(one.values["email"]) for one in found} == {
        f"d{number}*@example.com",
        f"plain{number}@example.org",
    }


async def test_what_waits_or_is_banned_comes_with_its_user(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """A request to join, its like to leave, a held message and a ban are under the address."""
    email = f"edyta{number}@example.com"
    mailman_server.subscribe(email, "Edyta Wójcik", waits=True)
    mailman_server.hold(email, "=?utf-8?q?Za=C5=BC=C3=B3=C5=82=C4=87?=", "Zapiszcie mnie.")
    mailman_server.send("POST", "lists/trainings.example.org/bans", email=email)

    found = await everything(connector, email)

    (pending,), (held,), (ban,) = (of(found, name) for name in ("pending", "held", "ban"))
    assert (pending.values["list_name"], pending.values["type"]) == ("News", "subscription")
    assert (held.values["subject"], held.values["sender"]) == ("Zażółć", email)
    assert ban.values["list_name"] == "Szkolenia"
    assert held.document is not None
    content = b"".join([chunk async for chunk in held.document.content()])
    assert (held.document.title, held.document.suffix) == ("Zażółć", ".eml")
    assert b"Zapiszcie mnie." in content


async def test_things_without_a_user_are_gathered_by_themselves(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """A lone address brings its role and its held message; a lone ban or request itself."""
    lone, banned, asked = (f"{name}{number}@example.com" for name in ("lone", "banned", "asked"))
    mailman_server.hold(lone, "Pytanie", "Kiedy?")
    mailman_server.send("POST", "bans", email=banned)
    mailman_server.send("DELETE", f"users/{mailman_server.subscribe(asked, waits=True)}")

    assert [one.collection for one in await everything(connector, lone)] == [
        "address",
        "membership",
        "held",
    ]
    assert [one.collection for one in await everything(connector, banned)] == ["ban"]
    assert [one.collection for one in await everything(connector, asked)] == ["pending"]


async def test_two_people_never_mix(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Each finding of a batch belongs to the case whose record was wanted."""
    emails = [f"fela{number}-{position}@example.com" for position in range(8)]
    wanted = []
    for email in emails:
        mailman_server.subscribe(email, email.upper())
        wanted.append(Wanted(email, tuple(await records(connector, email))))

    found = [one async for one in connector.gather(wanted)]

    assert list(dict.fromkeys(one.case_number for one in found)) == emails
    assert {(one.case_number, one.values["email"]) for one in of(found, "membership")} == {
        (email, email) for email in emails
    }


async def test_a_record_wanted_twice_is_told_once(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """A membership under a wanted user is not told again because it is wanted by itself."""
    user = mailman_server.subscribe(f"gaja{number}@example.com")
    once = await gathered(connector, [f"user:{user}"])
    (membership,) = of(once, "membership")

    twice = await gathered(connector, [membership.record, f"user:{user}", membership.record])

    assert sorted(one.record for one in twice) == sorted(one.record for one in once)


async def test_every_page_is_read(
    system: SystemMap,
    connection: Callable[..., MailmanConnection],
    mailman_server: MailmanServer,
    number: int,
) -> None:
    """With one entry on a page as much is found as with a hundred."""
    email = f"hugo{number}@example.com"
    user = mailman_server.subscribe(email)
    mailman_server.subscribe(email, to="trainings")
    for position in range(3):
        other = f"h{number}-{position}@example.com"
        mailman_server.send("POST", f"users/{user}/addresses", email=other)
    async with CONNECTOR.open(system, connection(page_size=1)) as connector:
        found = await everything(connector, email)

    assert (len(of(found, "address")), len(of(found, "membership"))) == (4, 2)


@pytest.mark.parametrize(
    "record",
    [
        "user:0123456789abcdef0123456789abcdef",
        "user:../system",
        "address:0123456789abcdef0123456789abcdef",
        "membership:0123456789abcdef0123456789abcdef",
        "held:news.example.org/0123456789abcdef0123456789abcdef",
        "unheard:of",
    ],
)
async def test_a_wanted_record_that_is_gone_needs_a_person(
    connector: Connector, record: str
) -> None:
    """An unlocked record that vanished is never an empty answer."""
    with pytest.raises(Incomplete) as caught:
        await gathered(connector, [record])

    assert caught.value.case_numbers == {"2026-001"}


async def test_a_held_message_dealt_with_meanwhile_needs_a_person(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """Mailman gives numbers of held messages again: the text of another is never taken."""
    email = f"igor{number}@example.com"
    mailman_server.hold(email, "Pierwsza", "Pierwsza")
    (held,) = of(await everything(connector, email), "held")
    path = "lists/news.example.org/held"
    rows = mailman_server.send("GET", path)["entries"]
    (waiting,) = [row["request_id"] for row in rows if row["sender"] == email]
    mailman_server.send("POST", f"{path}/{waiting}", action="discard")
    mailman_server.hold(f"judyta{number}@example.com", "Druga", "Druga")

    assert held.document is not None
    with pytest.raises(Incomplete):
        [chunk async for chunk in held.document.content()]
