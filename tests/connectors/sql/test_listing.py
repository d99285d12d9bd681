"""Everybody in a database, on each kind of one."""

from connectors.sql.connector import SqlConnector
from rightsflow.deeds import Lists
from rightsflow.law.subject import IdentifierKind
from tests.connectors.sql.maps import below, collection, found_by, opened
from tests.servers.databases import Place

EMAIL, PHONE = IdentifierKind.email, IdentifierKind.phone
MAPS = {
    "people": collection(
        "email phone pesel",
        person=True,
        identity=found_by(email="email", phone="phone", pesel="pesel"),
    ),
    "senders": collection("address", identity=found_by(address="email")),
    "ids": collection("pesel", table="people", identity=found_by(pesel="pesel")),
    "notes": collection("text", parent=below("people", person_id="id")),
}


async def planted(at: Place) -> None:
    """Store people, some of them badly."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(200), phone VARCHAR(40), "
        "pesel VARCHAR(11))",
        "CREATE TABLE senders (id INTEGER PRIMARY KEY, address VARCHAR(200))",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, person_id INTEGER, text VARCHAR(20))",
        "INSERT INTO people VALUES (1, ' Anna@Example.ORG', '600 111 222', '44051401358')",
        "INSERT INTO people VALUES (2, NULL, '+48 601-111-222', NULL)",
        "INSERT INTO people VALUES (3, 'none', 'brak', NULL)",
        "INSERT INTO people VALUES (4, '', '', NULL)",
        "INSERT INTO people VALUES (5, NULL, NULL, '44051401358')",
        "INSERT INTO senders VALUES (9, 'berta@example.org')",
        "INSERT INTO notes VALUES (7, 1, 'x@example.org')",
    )
    await at.grant("people", "senders", "notes")


async def listed(connector: SqlConnector) -> list[tuple[str, str, str]]:
    """Return everybody."""
    return sorted(
        [
            (one.record, one.identifier.kind, one.identifier.value)
            async for one in connector.identities()
        ]
    )


async def test_each_address_and_phone_is_named_with_its_record(at: Place) -> None:
    """In canonical form, and what is neither is left out; notes are nobody's identity."""
    await planted(at)
    async with opened(at, MAPS) as connector:
        assert isinstance(connector, Lists)
        assert await listed(connector) == [
            ("people:1", EMAIL, "anna@example.org"),
            ("people:1", PHONE, "+48600111222"),
            ("people:2", PHONE, "+48601111222"),
            ("senders:9", EMAIL, "berta@example.org"),
        ]


async def test_many_people_come_as_a_stream(at: Place) -> None:
    """More rows than are fetched at a time."""
    await planted(at)
    rows = ", ".join(f"({n}, 'p{n}@example.org')" for n in range(100, 1100))
    await at.run(f"INSERT INTO senders VALUES {rows}")  # noqa: S608 - a test's literals
    async with opened(at, {"senders": MAPS["senders"]}) as connector:
        assert len(await listed(connector)) == 1001


async def test_a_stream_may_be_left_early(at: Place) -> None:
    """The connection is free again: the pool has two."""
    await planted(at)
    async with opened(at, MAPS) as connector:
        for _ in range(5):
            everybody = connector.identities()
            await anext(everybody)
            await everybody.aclose()
        assert len(await listed(connector)) == 4
