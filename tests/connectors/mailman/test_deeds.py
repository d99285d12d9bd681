"""What is ordered is done in a real Mailman: all of it, once, and nothing else."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing

import pytest

from connectors.mailman import CONNECTOR
from connectors.mailman.connector import MailmanConnector
from connectors.mailman.settings import MailmanConnection
from rightsflow.conformance.ordering import NOW, order_for
from rightsflow.connector import Connector, Finding
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Change, Expected, Order, Receipt, Residue
from rightsflow.errors import NeedsPerson, TryAgain
from tests.connectors.mailman.asking import CASE, everything, of, records, subject
from tests.connectors.mailman.scripted import dying
from tests.servers.mailman import MailmanServer

pytestmark = pytest.mark.real("mailman")

CHANGES = 8
"""What it takes to erase a person as planted: message, request, two bans, three roles, user."""

TRAININGS = "lists/trainings.example.org"
OFF, ON = {"delivery_status": "by_moderator"}, {"delivery_status": "enabled"}


def plant(server: MailmanServer, email: str, other: str) -> str:
    """Plant a person in every collection, under two addresses and in two roles."""
    user = server.subscribe(email, "Anna Łącka")
    server.send("POST", f"users/{user}/addresses", email=other)
    form = {"list_id": "news.example.org", "subscriber": email, "role": "owner"}
    server.send("POST", "members", **form)
    server.subscribe(other, to="trainings", waits=True)
    server.hold(email, "Pytanie", "Kiedy?", at="trainings")
    server.send("POST", f"{TRAININGS}/bans", email=other)
    server.send("POST", "bans", email=email)
    return user


async def erased(connector: MailmanConnector, *orders: Order) -> list[Receipt]:
    """Erase."""
    return await connector.erase(orders, now=NOW)


async def left(connector: MailmanConnector, order: Order, *emails: str) -> list[Residue]:
    """Return what verifying finds of a person, everywhere."""
    who = subject(*emails).identifiers
    return await connector.verify([Expected(CASE, who, (order,), everywhere=True)])


def plain(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Return what findings say, to be compared."""
    return sorted((one.record, repr(one.values)) for one in findings)


async def test_a_person_goes_from_every_collection_and_the_neighbour_stays(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """User, two addresses, member and owner, request, message, bans: removed, then gone."""
    email, other, near = (f"{one}{number}@example.com" for one in ("anna", "aa", "xanna"))
    plant(mailman_server, email, other)
    plant(mailman_server, near, f"x{other}")
    found, theirs = await everything(writer, email), await everything(writer, near)
    assert {one.collection for one in found} == set(writer.system.collections)
    order = order_for(CASE, found)
    assert {one.place for one in await left(writer, order, email, other)} == set(
        writer.system.collections
    )

    (first,) = await erased(writer, order)
    (again,) = await erased(writer, order)

    assert first == Receipt(CASE, NOW, removed=len(found))
    assert again == Receipt(CASE, NOW, gone=len(found))
    assert await records(writer, email, other) == []
    assert await left(writer, order, email, other) == []
    assert plain(await everything(writer, near)) == plain(theirs)


def tables_with(server: MailmanServer, text: str) -> set[str]:
    """Return the tables of Mailman's database in which a text stands."""
    with closing(sqlite3.connect(server.folder / "mailman.db")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name
            for (name,) in names
            if any(text in repr(row) for row in database.execute(f'SELECT * FROM "{name}"'))  # noqa: S608 - its own names
        }


async def test_mailmans_database_has_nothing_of_the_person_left(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """Not even what REST does not show: every table is read."""
    email, other = f"bozena{number}@example.com", f"bozenna{number}@example.com"
    plant(mailman_server, email, other)
    assert tables_with(mailman_server, "bozen") >= {
        "address",
        "ban",
        "pendedkeyvalue",
        "workflowstate",
    }

    await erased(writer, order_for(CASE, await everything(writer, email)))

    assert tables_with(mailman_server, "bozen") == set()


async def test_a_list_that_lets_nobody_go_unasked_lets_them_go(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """Neither the person nor a moderator is asked again whether an erasure is meant."""
    email = f"ewa{number}@example.com"
    mailman_server.subscribe(email, to="trainings")
    policy = f"{TRAININGS}/config"
    mailman_server.send("PATCH", policy, unsubscription_policy="confirm_then_moderate")
    try:
        order = order_for(CASE, await everything(writer, email))
        (receipt,) = await erased(writer, order)
    finally:
        mailman_server.send("PATCH", policy, unsubscription_policy="confirm")

    assert receipt.removed == receipt.counted
    assert await left(writer, order, email) == []


async def test_what_has_no_user_goes_by_itself(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """A lone address with its role, and a request whose address Mailman has forgotten."""
    lone, asked = f"lone{number}@example.com", f"asked{number}@example.com"
    mailman_server.hold(lone, "Pytanie", "Kiedy?")
    mailman_server.send("DELETE", f"users/{mailman_server.subscribe(asked, waits=True)}")
    found = await everything(writer, lone, asked)
    assert {one.collection for one in found} == {"address", "membership", "held", "pending"}

    order = order_for(CASE, found)
    (receipt,) = await erased(writer, order)

    assert receipt.removed == len(found)
    assert await left(writer, order, lone, asked) == []


async def test_a_user_with_something_unnamed_is_retained(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """What no order names is not taken along, as Mailman would: the user stays, and is told."""
    email, other = f"ida{number}@example.com", f"ii{number}@example.com"
    user = mailman_server.subscribe(email, "Ida")
    found = await everything(writer, email)
    mailman_server.send("POST", f"users/{user}/addresses", email=other)
    mailman_server.subscribe(email, to="trainings")

    order = order_for(CASE, found)
    (receipt,) = await erased(writer, order)

    assert (receipt.removed, receipt.retained) == (1, {"others_hang_on_it": 2})
    (membership,) = of(await everything(writer, other), "membership")
    assert membership.values["list_name"] == "Szkolenia"
    places = {one.place for one in await left(writer, order, email)}
    assert places == {"user", "address", "membership"}


async def test_one_address_of_a_user_goes_alone(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """Even the preferred one; the user and the other address stay."""
    email, other = f"jan{number}@example.com", f"jj{number}@example.com"
    user = mailman_server.subscribe(email, "Jan")
    mailman_server.send("POST", f"users/{user}/preferred_address", email=email)
    mailman_server.send("POST", f"users/{user}/addresses", email=other)
    found = await everything(writer, email)
    going = [
        one
        for one in found
        if one.collection != "user" and str(one.values.get("email", "")).startswith("jan")
    ]

    (receipt,) = await erased(writer, order_for(CASE, going))

    assert receipt.removed == len(going) == 2
    staying = await everything(writer, other)
    assert [one.collection for one in staying] == ["user", "address"]
    assert await records(writer, email) == []


async def test_what_has_no_url_is_out_of_reach_and_never_counted_as_done(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """An address with a slash goes with its user; a ban of it, and alone, it is for a person."""
    email, slash = f"ula{number}@example.com", f"u/{number}@example.com"
    user = mailman_server.subscribe(email, "Ula")
    mailman_server.send("POST", f"users/{user}/addresses", email=slash)
    mailman_server.hold(f"lone/{number}@example.com", "Pytanie", "Kiedy?")
    mailman_server.send("POST", "bans", email=slash)
    order = order_for(CASE, await everything(writer, email, f"lone/{number}@example.com"))

    (receipt,) = await erased(writer, order)
    (again,) = await erased(writer, order)

    assert receipt.unreachable == {"address_with_slash": 2}
    assert receipt.removed + 2 == receipt.counted
    assert again.unreachable == receipt.unreachable
    assert again.gone == receipt.removed
    remaining = {one.place: one.records for one in await left(writer, order, email, slash)}
    assert remaining == {"address": 1, "ban": 1}


async def test_a_ban_goes_and_the_pattern_that_fits_it_stays(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """A pattern that fits many is nobody's record."""
    email = f"zed{number}@example.com"
    pattern = f"^zed{number}.*@example\\.com"
    mailman_server.send("POST", f"{TRAININGS}/bans", email=email)
    mailman_server.send("POST", f"{TRAININGS}/bans", email=pattern)

    order = order_for(CASE, await everything(writer, email))
    (receipt,) = await erased(writer, order)

    assert receipt == Receipt(CASE, NOW, removed=1)
    bans = mailman_server.send("GET", f"{TRAININGS}/bans")["entries"]
    assert pattern in [one["email"] for one in bans]
    assert email not in [one["email"] for one in bans]
    assert await left(writer, order, email) == []


async def test_names_are_corrected_and_blanked(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """Of user and address: set by a correction, emptied by an erasure that keeps the record."""
    email = f"ola{number}@example.com"
    mailman_server.subscribe(email, "Ola Źle")
    found = [one for one in await everything(writer, email) if one.collection != "membership"]

    (corrected,) = await writer.rectify(
        [right := order_for(CASE, found, {"display_name": "Ola Żak"})], now=NOW
    )
    assert corrected == Receipt(CASE, NOW, changed=2)
    names = {one.values["display_name"] for one in await everything(writer, email)}
    assert names == {"Ola Żak"}
    assert await writer.verify([Expected(CASE, (), (right,))]) == []

    (blanked,) = await erased(writer, empty := order_for(CASE, found, {"display_name": None}))
    assert blanked == Receipt(CASE, NOW, anonymised=2)
    assert not any(one.values["display_name"] for one in await everything(writer, email))
    assert await writer.verify([Expected(CASE, (), (empty,))]) == []
    wrong = await writer.verify([Expected(CASE, (), (right,))])
    assert {one.place for one in wrong} == {"user", "address"}


@pytest.mark.parametrize(
    ("collection", "values"),
    [
        ("user", {"email": "new@example.com"}),
        ("user", {"created_on": None}),
        ("user", {"delivery_status": None}),
        ("membership", {"display_name": "New"}),
        ("membership", {"delivery_status": "sometimes"}),
        ("ban", {"email": None}),
    ],
)
async def test_what_mailman_lets_nobody_set_is_for_a_person(
    writer: MailmanConnector,
    mailman_server: MailmanServer,
    number: int,
    collection: str,
    values: dict[str, str | None],
) -> None:
    """Correcting it is refused before anything is done; blanking it is told by the receipt."""
    email = f"iga{number}@example.com"
    mailman_server.subscribe(email, "Iga")
    mailman_server.send("POST", "bans", email=email)
    found = await everything(writer, email)
    good = order_for("2026-002", of(found, "user"), {"display_name": "Other"})
    bad = order_for(CASE, of(found, collection), values)

    with pytest.raises(NeedsPerson) as caught:
        await writer.rectify([good, bad], now=NOW)
    (receipt,) = await erased(writer, bad)

    assert "new@" not in str(caught.value)
    assert receipt == Receipt(CASE, NOW, unreachable={"cannot_be_blanked": 1})
    assert plain(await everything(writer, email)) == plain(found)


async def test_a_value_that_mailman_refuses_is_for_a_person(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """Which languages it has, Mailman alone knows."""
    email = f"kim{number}@example.com"
    mailman_server.subscribe(email, "Kim")
    found = of(await everything(writer, email), "user")

    with pytest.raises(NeedsPerson, match="refuses"):
        await writer.rectify([order_for(CASE, found, {"preferred_language": "xx"})], now=NOW)


@pytest.mark.parametrize("collection", ["user", "address", "membership"])
async def test_a_restriction_is_marked_and_taken_off(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int, collection: str
) -> None:
    """Delivery is off by the moderator, and on again; the neighbour gets every message."""
    email, near = f"maja{number}@example.com", f"may{number}@example.com"
    mailman_server.subscribe(email)
    mailman_server.subscribe(near)
    theirs = await everything(writer, near)
    found = of(await everything(writer, email), collection)
    marked, lifted = order_for(CASE, found, OFF), order_for(CASE, found, ON)

    assert await writer.restrict([marked], now=NOW) == [Receipt(CASE, NOW, changed=1)]
    assert await writer.restrict([marked], now=NOW) == [Receipt(CASE, NOW, changed=1)]
    (membership,) = of(await everything(writer, email), "membership")
    assert membership.values["delivery_status"] == "by_moderator"
    assert await writer.verify([Expected(CASE, (), (marked,))]) == []
    assert await writer.verify([Expected(CASE, (), (lifted,))]) == [Residue(CASE, collection, 1)]

    assert await writer.release([lifted], now=NOW) == [Receipt(CASE, NOW, changed=1)]
    (membership,) = of(await everything(writer, email), "membership")
    assert membership.values["delivery_status"] == "enabled"
    assert await writer.verify([Expected(CASE, (), (lifted,))]) == []
    assert plain(await everything(writer, near)) == plain(theirs)


async def test_an_objection_takes_off_the_list_and_leaves_the_rest(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """One membership goes; the user, the address and the other list stay."""
    email = f"nina{number}@example.com"
    mailman_server.subscribe(email)
    mailman_server.subscribe(email, to="trainings")
    found = of(await everything(writer, email), "membership")
    going = [one for one in found if one.values["list_name"] == "News"]
    order = order_for(CASE, going)

    assert await writer.object([order], now=NOW) == [Receipt(CASE, NOW, removed=1)]
    assert await writer.object([order], now=NOW) == [Receipt(CASE, NOW, gone=1)]

    rest = await everything(writer, email)
    assert [one.collection for one in rest] == ["user", "address", "membership"]
    assert await writer.verify([Expected(CASE, (), (order,))]) == []


async def test_two_cases_that_name_a_record_are_both_told(
    writer: MailmanConnector, mailman_server: MailmanServer, number: int
) -> None:
    """Each receipt counts it; what one case deletes has gone for the other's mark."""
    email = f"olga{number}@example.com"
    mailman_server.subscribe(email)
    found = await everything(writer, email)
    mark = order_for("2026-002", of(found, "user"), OFF)

    one, other, marked = await erased(
        writer, order_for(CASE, found), order_for("2026-003", found), mark
    )

    assert one.removed == other.removed == len(found)
    assert marked == Receipt("2026-002", NOW, gone=1)


async def test_an_order_for_another_system_is_refused(writer: MailmanConnector) -> None:
    """A record of a collection that no Mailman has, and a name without a key."""
    for change in (Change("people", ("people:1",)), Change("user", ("ban:x",))):
        with pytest.raises(NeedsPerson):
            await erased(writer, Order(CASE, (change,)))
    strange = Change("user", ("user:../lists/news.example.org",))
    assert await erased(writer, Order(CASE, (strange,))) == [Receipt(CASE, NOW, gone=1)]


@pytest.mark.parametrize("capability", [one for one in Capability if one != "verify"])
async def test_who_may_only_read_changes_nothing(
    connector: Connector, mailman_server: MailmanServer, number: int, capability: Capability
) -> None:
    """The setting decides, since Mailman's one password may do everything."""
    email = f"pola{number}@example.com"
    mailman_server.subscribe(email)
    found = await everything(connector, email)

    with pytest.raises(NeedsPerson, match="write"):
        await getattr(connector, capability)([order_for(CASE, found)], now=NOW)

    assert plain(await everything(connector, email)) == plain(found)


@pytest.mark.parametrize("heard", [False, True])
@pytest.mark.parametrize("changes", range(CHANGES + 1))
async def test_a_mailman_that_dies_in_the_middle_is_finished_later(
    writer: MailmanConnector,
    mailman_server: MailmanServer,
    system: SystemMap,
    connection: Callable[..., MailmanConnection],
    number: int,
    changes: int,
    heard: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """At any change, also if only its answer is lost: nothing is left, and all is counted."""
    email, other = f"rena{number}@example.com", f"rr{number}@example.com"
    plant(mailman_server, email, other)
    order = order_for(CASE, found := await everything(writer, email))

    async with dying(mailman_server, changes, heard=heard) as url:
        settings = connection(base_url=url, write=True, patience_s=0)
        async with CONNECTOR.open(system, settings) as mortal:
            assert isinstance(mortal, MailmanConnector)
            if changes < CHANGES:
                with pytest.raises(TryAgain) as caught:
                    await erased(mortal, order)
                assert "rena" not in repr(caught.value)
            else:
                await erased(mortal, order)
    (receipt,) = await erased(writer, order)

    assert receipt.removed + receipt.gone == receipt.counted == len(found)
    assert await left(writer, order, email, other) == []


async def test_our_log_names_nobody_whose_data_is_changed(
    writer: MailmanConnector,
    mailman_server: MailmanServer,
    number: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Addresses and bans stand in URLs, and httpx logs URLs."""
    email, other = f"sara{number}@example.com", f"ss{number}@example.com"
    plant(mailman_server, email, other)
    order = order_for(CASE, await everything(writer, email))
    caplog.set_level(logging.DEBUG)
    caplog.clear()

    await erased(writer, order)
    await left(writer, order, email)

    assert "sara" not in caplog.text
    assert "3.1/" not in caplog.text


async def test_a_held_number_that_went_to_another_message_is_left_alone(
    writer: MailmanConnector,
    mailman_server: MailmanServer,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between reading and throwing away a moderator may be faster, and the number used again."""
    mine, theirs = f"tola{number}@example.com", f"tt{number}@example.com"
    mailman_server.hold(mine, "Pytanie", "Kiedy?")
    held = of(await everything(writer, mine), "held")
    rest = writer._rest
    get = rest.get

    async def late(path: str) -> object:
        if "/held/" in path:
            mailman_server.send("POST", path, action="discard")
            mailman_server.hold(theirs, "Inne", "Gdzie?")
        return await get(path)

    monkeypatch.setattr(rest, "get", late)
    await erased(writer, order_for(CASE, held))
    monkeypatch.setattr(rest, "get", get)

    assert len(of(await everything(writer, theirs), "held")) == 1
