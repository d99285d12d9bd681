"""Asking again: what was left behind is found wherever it lies, and nobody else is."""

import pytest

from rightsflow.deeds import Expected, Residue
from rightsflow.errors import TryAgain
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.connectors.sql.deeds import ANN, NOW, erased, left_of_ann, ordered, writing
from tests.connectors.sql.maps import below, collection, found_by
from tests.servers.databases import Place

PEOPLE = collection("email name", identity=found_by(email="email"))
MAPPED = {"people": PEOPLE}


async def with_people(at: Place) -> None:
    """Make Ann and three neighbours whose addresses hold or resemble hers."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), name VARCHAR(99))",
        "INSERT INTO people VALUES (1, 'Ann@Example.com', 'Ann'), (2, 'joann@example.com', 'Jo')",
        "INSERT INTO people VALUES (3, 'ann@example.com.example.org', 'Another')",
        "INSERT INTO people VALUES (4, 'o''ann@example.com', 'Another')",
    )
    await at.grant_writing("people")


async def test_what_is_not_done_is_found_by_its_record(at: Place) -> None:
    """Deleted but there, set but not so: table and column are named, and how many."""
    await with_people(at)
    orders = [
        ordered("people:2", "people:3"),
        ordered("people:4", values={"name": "x", "email": ""}),
    ]
    async with writing(at, MAPPED) as connector:
        found = await connector.verify([Expected("case1", (), tuple(orders))])

    assert found == [
        Residue("case1", "people.email", 1),
        Residue("case1", "people.id", 2),
        Residue("case1", "people.name", 1),
    ]


async def test_a_later_order_is_what_counts(at: Place) -> None:
    """A mark that was set and lifted again need not stand there."""
    await with_people(at)
    orders = (
        ordered("people:1", values={"name": "marked"}),
        ordered("people:1", values={"name": "Ann"}),
    )
    async with writing(at, MAPPED) as connector:
        assert await connector.verify([Expected("case1", ANN, orders)]) == []


async def test_a_record_that_may_stay_is_no_residue(at: Place) -> None:
    """It is kept by a duty, with everything in it; a copy beside it is not."""
    await with_people(at)
    await at.run("INSERT INTO people VALUES (9, 'x@example.com', 'Mail to ann@example.com')")

    assert await left_of_ann(writing(at, MAPPED), kept=("people:1",)) == [
        Residue("case1", "people.name", 1)
    ]
    assert await left_of_ann(writing(at, MAPPED), kept=("people:1", "people:9")) == []


TRIGGERS = {
    "sqlite": (
        (
            "CREATE TRIGGER old AFTER DELETE ON people"
            " BEGIN INSERT INTO log VALUES ('was ' || OLD.email); END"
        ),
    ),
    "mariadb": (
        (
            "CREATE TRIGGER old AFTER DELETE ON people FOR EACH ROW"
            " INSERT INTO log VALUES (concat('was ', OLD.email))"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION old() RETURNS trigger SECURITY DEFINER AS"
            " 'BEGIN INSERT INTO public.log VALUES (''was '' || OLD.email); RETURN NULL; END'"
            " LANGUAGE plpgsql"
        ),
        "CREATE TRIGGER old AFTER DELETE ON people FOR EACH ROW EXECUTE FUNCTION old()",
    ),
}


async def test_what_a_trigger_writes_down_is_found(at: Place) -> None:
    """The deed itself puts the address into a log that nobody mapped."""
    await with_people(at)
    await at.run("CREATE TABLE log (line VARCHAR(200))", *TRIGGERS[at.kind])
    await at.grant("log")
    connector = writing(at, MAPPED)
    await erased(connector, ordered("people:1"))

    assert await left_of_ann(connector, ordered("people:1")) == [Residue("case1", "log.line", 1)]


TEXTS = {
    "ann@example.com": True,
    "Mail <ANN@EXAMPLE.COM>, sent": True,
    "GET /u?m=ann%40example.com&x=1": True,
    '{"mail": "\\u003cann\\u0040example.com\\u003e"}': True,
    "ann@example.com.": True,
    "'ann@example.com'": True,
    "joann@example.com": False,
    "o'ann@example.com": False,
    "x.ann@example.com": False,
    "ann+list@example.com": False,
    "ann@example.com.pl": False,
    "ann@example.community": False,
    "ann at example.com": False,
    "": False,
}


@pytest.mark.parametrize(("stored", "found"), TEXTS.items())
async def test_an_address_is_found_inside_a_text(at: Place, stored: str, found: bool) -> None:  # noqa: FBT001 - a column of the table
    """In any case, escaped or not; but not as part of somebody else's address."""
    await with_people(at)
    await at.run("CREATE TABLE log (id INTEGER, line VARCHAR(200))")
    await at.grant("log")
    escaped = stored.replace("\\", "\\\\") if at.kind == "mariadb" else stored
    quoted = escaped.replace("'", "''")
    await at.run(f"INSERT INTO log VALUES (1, '{quoted}'), (2, NULL)".replace(":", "\\:"))  # noqa: S608 - ours
    residues = await left_of_ann(writing(at, MAPPED), kept=("people:1",))

    assert residues == ([Residue("case1", "log.line", 1)] if found else [])


async def test_letters_outside_ascii_are_found_however_they_are_stored(at: Place) -> None:
    """Composed or not, upper or lower, with the domain in letters."""
    await with_people(at)
    await at.run(
        "CREATE TABLE log (id INTEGER, line VARCHAR(200))",
        "INSERT INTO log VALUES (1, 'ÉVE@BÜCHER.EXAMPLE'), (2, 'e\u0301ve@xn--bcher-kva.example')",
        "INSERT INTO log VALUES (3, 'eve@bücher.example')",
    )
    await at.grant("log")
    eve = (Identifier(IdentifierKind.email, "éve@xn--bcher-kva.example"),)
    residues = await left_of_ann(writing(at, MAPPED), identifiers=eve)

    assert residues == [Residue("case1", "log.line", 2)]


async def test_numbers_are_found_in_texts_and_in_columns_of_numbers(at: Place) -> None:
    """A telephone however it is grouped, a personal number also without its leading zero."""
    await with_people(at)
    await at.run(
        "CREATE TABLE log (id INTEGER, pesel BIGINT, line VARCHAR(200))",
        "INSERT INTO log VALUES (1, 2221301234, 'call 600-111-222'), (2, 12221301234, '')",
        "INSERT INTO log VALUES (3, NULL, '+48 600 111 222'), (4, NULL, '1600111222')",
        "INSERT INTO log VALUES (5, NULL, 'PESEL 02221301234.'), (6, NULL, '102221301234')",
    )
    await at.grant("log")
    wanted = (
        Identifier(IdentifierKind.phone, "+48600111222"),
        Identifier(IdentifierKind.pesel, "02221301234"),
    )

    assert await left_of_ann(writing(at, MAPPED), identifiers=wanted) == [
        Residue("case1", "log.line", 3),
        Residue("case1", "log.pesel", 1),
    ]


async def test_a_batch_is_told_apart(at: Place) -> None:
    """One query for all, more people than one query takes; each case gets its own."""
    await with_people(at)
    await at.run(
        "CREATE TABLE log (line VARCHAR(200))",
        "INSERT INTO log VALUES ('p7@example.com and p70@example.com'), ('p7@example.com')",
    )
    await at.grant("log")
    expected = [
        Expected(
            f"case{n}",
            (Identifier(IdentifierKind.email, f"p{n}@example.com"),),
            (),
            everywhere=n != 71,
        )
        for n in range(120)
    ]
    async with writing(at, MAPPED) as connector:
        found = await connector.verify(expected)

    assert found == [Residue("case7", "log.line", 2), Residue("case70", "log.line", 1)]


async def test_a_table_that_is_not_to_be_searched_is_not(at: Place) -> None:
    """By choice, with a reason in the map."""
    await with_people(at)
    await at.run(
        "CREATE TABLE log (line VARCHAR(200))", "INSERT INTO log VALUES ('ann@example.com')"
    )
    await at.grant("log")
    connector = writing(at, MAPPED, ignore={"log": "emptied every night"}, not_searched=["log"])
    await erased(connector, ordered("people:1"))

    assert await left_of_ann(connector, ordered("people:1")) == []


async def test_documents_and_unknown_types_are_looked_through(at: Place) -> None:
    """JSON, arrays and whatever else can be read as text."""
    if at.kind != "postgresql":
        pytest.skip("only PostgreSQL has them")
    await with_people(at)
    await at.run(
        "CREATE TABLE log (a JSONB, b TEXT[], c XML, d BYTEA)",
        """INSERT INTO log VALUES ('{"to": ["ann@example.com"]}'::jsonb, '{ann@example.com}',"""
        " '<a>ann@example.com</a>', 'ann@example.com')".replace("::", "\\:\\:"),
        "CREATE MATERIALIZED VIEW copied AS SELECT email FROM people",
    )
    await at.grant("log", "copied")
    connector = writing(at, MAPPED)
    await erased(connector, ordered("people:1"))

    assert await left_of_ann(connector, ordered("people:1")) == [
        Residue("case1", "copied.email", 1),
        *(Residue("case1", f"log.{column}", 1) for column in "abc"),
    ]


async def test_a_child_that_was_not_named_is_found_by_what_it_says(at: Place) -> None:
    """A copy in another table of the map, which was not in it yet when the person was deleted."""
    await with_people(at)
    await at.run(
        "CREATE TABLE mails (id INTEGER PRIMARY KEY, who INTEGER, recipient VARCHAR(99))",
        "INSERT INTO mails VALUES (1, 1, 'ann@example.com'), (2, 2, 'joann@example.com')",
    )
    await at.grant_writing("mails")
    mails = collection("recipient", parent=below("people", who="id"))
    async with writing(at, {"people": PEOPLE}) as connector:
        await connector.erase([ordered("people:1")], now=NOW)

    later = writing(at, {"people": PEOPLE, "mails": mails})
    assert await left_of_ann(later, ordered("people:1")) == [Residue("case1", "mails.recipient", 1)]


async def test_a_system_that_does_not_answer_is_asked_later(at: Place) -> None:
    """Never a shorter answer."""
    await with_people(at)
    gone = at.connection | {"url": str(at.url.set(port=1)), "patience_s": 0}
    if at.kind == "sqlite":
        gone = at.connection | {"url": f"{at.url}.gone", "patience_s": 0}
    with pytest.raises(TryAgain):
        await left_of_ann(writing(at, MAPPED, connection=gone | {"write": True}))
