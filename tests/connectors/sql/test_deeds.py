"""What a deed does to a real database: nothing but what is ordered, or nothing at all."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from connectors.sql.writing import Work
from rightsflow.deeds import Capability, Order
from rightsflow.errors import NeedsPerson, TryAgain
from tests.connectors.sql.deeds import NOW, erased, ordered, whole, writing
from tests.connectors.sql.maps import below, collection, found_by, opened
from tests.servers.databases import Place

PEOPLE = collection("email name", identity=found_by(email="email"))
NOTES = collection("body", parent=below("people", who="id"))
MAPPED = {"people": PEOPLE, "notes": NOTES}


async def with_notes(at: Place, rule: str = "") -> None:
    """Make Ann with two notes and Bob with one; `rule` is what deleting a person does."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), name VARCHAR(99))",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, who INTEGER, body VARCHAR(99),"
        f" FOREIGN KEY (who) REFERENCES people (id) {rule})",
        "INSERT INTO people VALUES (1, 'ann@example.com', 'Ann'), (2, 'bob@example.com', 'Bob')",
        "INSERT INTO notes VALUES (1, 1, 'called'), (2, 1, 'wrote'), (3, 2, 'called')",
    )
    await at.grant_writing("people", "notes")


async def test_children_go_before_their_parent(at: Place) -> None:
    """The order of an order does not matter: the foreign key does."""
    await with_notes(at)
    (receipt,) = await erased(writing(at, MAPPED), ordered("people:1", "notes:1", "notes:2"))

    assert (receipt.removed, receipt.counted) == (3, 3)
    assert await whole(at) == {
        "people": [(2, "bob@example.com", "Bob")],
        "notes": [(3, 2, "called")],
    }


async def test_a_row_that_still_refers_to_a_record_stops_the_deed(at: Place) -> None:
    """A constraint forbids it: a person is asked, nothing has changed, nothing is quoted."""
    await with_notes(at)
    before = await whole(at)
    with pytest.raises(NeedsPerson, match="a constraint that forbids the change") as raised:
        await erased(writing(at, {"people": PEOPLE}), ordered("people:1"))

    assert await whole(at) == before
    assert "ann" not in str(raised.value).lower()


async def test_rows_that_would_go_unnamed_stop_the_deed(at: Place) -> None:
    """ON DELETE CASCADE says nothing in the count of a statement: the table is counted."""
    await with_notes(at, "ON DELETE CASCADE")
    before = await whole(at)
    with pytest.raises(NeedsPerson, match="others of notes would go"):
        await erased(writing(at, {"people": PEOPLE}), ordered("people:1"))

    assert await whole(at) == before
    (receipt,) = await erased(writing(at, MAPPED), ordered("people:1", "notes:1", "notes:2"))
    assert receipt.removed == 3


async def test_rows_of_an_unmapped_table_are_counted_too(at: Place) -> None:
    """Two steps away, where no map looks."""
    await with_notes(at)
    await at.run(
        "CREATE TABLE tags (id INTEGER PRIMARY KEY, note INTEGER,"
        " FOREIGN KEY (note) REFERENCES notes (id) ON DELETE CASCADE)",
        "INSERT INTO tags VALUES (1, 3), (2, 1)",
    )
    await at.grant("tags")
    await at.grant_writing("tags", rights="SELECT")
    before = await whole(at)
    with pytest.raises(NeedsPerson, match="others of tags would go"):
        await erased(writing(at, MAPPED), ordered("notes:1"))

    assert await whole(at) == before


@pytest.mark.parametrize("at", ["postgresql", "mariadb"], indirect=True)
async def test_a_table_that_cannot_be_counted_stops_the_deed(at: Place) -> None:
    """What nobody may see may be lost unseen. MariaDB hides such a table altogether."""
    await with_notes(at)
    await at.run(
        "CREATE TABLE tags (id INTEGER PRIMARY KEY, note INTEGER,"
        " FOREIGN KEY (note) REFERENCES notes (id) ON DELETE CASCADE)",
        "INSERT INTO tags VALUES (1, 3)",
    )
    if at.kind == "mariadb":
        pytest.skip("MariaDB does not show the role a table on which it has no right")
    with pytest.raises(NeedsPerson, match="tags of crm may not be counted"):
        await erased(writing(at, MAPPED), ordered("notes:1"))


TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER lose AFTER DELETE ON people BEGIN DELETE FROM notes WHERE id = 3; END",
    ),
    "mariadb": (
        "CREATE TRIGGER lose AFTER DELETE ON people FOR EACH ROW DELETE FROM notes WHERE id = 3",
    ),
    "postgresql": (
        (
            "CREATE FUNCTION lose() RETURNS trigger SECURITY DEFINER AS"
            " 'BEGIN DELETE FROM public.notes WHERE id = 3; RETURN NULL; END' LANGUAGE plpgsql"
        ),
        "CREATE TRIGGER lose AFTER DELETE ON people FOR EACH ROW EXECUTE FUNCTION lose()",
    ),
}


async def test_a_trigger_that_takes_more_stops_the_deed(at: Place) -> None:
    """Somebody else's note is not lost."""
    await with_notes(at)
    await at.run(*TRIGGERS[at.kind])
    before = await whole(at)
    with pytest.raises(NeedsPerson, match="others of notes would go"):
        await erased(writing(at, MAPPED), ordered("people:1", "notes:1", "notes:2"))

    assert await whole(at) == before


OVERRULING = {
    "sqlite": (
        (
            "CREATE TRIGGER keep AFTER UPDATE ON people"
            " BEGIN UPDATE people SET name = OLD.name WHERE id = NEW.id; END"
        ),
    ),
    "mariadb": (
        "CREATE TRIGGER keep BEFORE UPDATE ON people FOR EACH ROW SET NEW.name = OLD.name",
    ),
    "postgresql": (
        (
            "CREATE FUNCTION keep() RETURNS trigger AS"
            " 'BEGIN NEW.name = OLD.name; RETURN NEW; END' LANGUAGE plpgsql"
        ),
        "CREATE TRIGGER keep BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION keep()",
    ),
}


async def test_a_value_that_does_not_stay_is_not_called_set(at: Place) -> None:
    """Read back inside the transaction, which is then taken back."""
    await with_notes(at)
    await at.run(*OVERRULING[at.kind])
    before = await whole(at)
    order = ordered("people:1", values={"name": "Anna", "email": "anna@example.com"})
    with pytest.raises(NeedsPerson, match=r"people\.name is not as it was set"):
        await erased(writing(at, MAPPED), order)

    assert await whole(at) == before


async def test_records_that_refer_to_each_other_go_together(at: Place) -> None:
    """A circle is opened where a column may be empty: in the rows that go, and no others."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), main INTEGER)",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, who INTEGER NOT NULL,"
        " FOREIGN KEY (who) REFERENCES people (id))",
        "INSERT INTO people VALUES (1, 'ann@example.com', NULL), (2, 'bob@example.com', NULL)",
        "INSERT INTO notes VALUES (1, 1), (2, 2)",
    )
    if at.kind == "sqlite":
        await at.run(
            "DROP TABLE people",
            "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), main INTEGER"
            " REFERENCES notes (id))",
            "INSERT INTO people VALUES (1, 'ann@example.com', 1), (2, 'bob@example.com', 2)",
        )
    else:
        await at.run(
            "ALTER TABLE people ADD FOREIGN KEY (main) REFERENCES notes (id)",
            "UPDATE people SET main = id",
        )
    await at.grant_writing("people", "notes")
    people = collection("email main", identity=found_by(email="email"))
    notes = collection("", parent=below("people", who="id"))
    (receipt,) = await erased(
        writing(at, {"people": people, "notes": notes}), ordered("people:1", "notes:1")
    )

    assert receipt.removed == 2
    assert await whole(at) == {"people": [(2, "bob@example.com", 2)], "notes": [(2, 2)]}


async def test_what_nobody_ordered_holds_what_it_hangs_on(at: Place) -> None:
    """Without a foreign key it would stay behind, where nobody finds it any more."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99))",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, who INTEGER)",
        "INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com')",
        "INSERT INTO notes VALUES (1, 1), (2, 1), (3, 2)",
    )
    await at.grant_writing("people", "notes")
    people = collection("email", identity=found_by(email="email"))
    notes = collection("", parent=below("people", who="id"))
    mapped = {"people": people, "notes": notes}
    before = await whole(at)
    with pytest.raises(NeedsPerson, match="records of notes that no order names hang on people"):
        await erased(writing(at, mapped), ordered("people:1", "notes:1"))
    assert await whole(at) == before

    (receipt,) = await erased(writing(at, mapped), ordered("people:1", "notes:1", "notes:2"))
    assert receipt.removed == 3
    left = writing(at, mapped | {"notes": {**notes, "erase": "leave"}})
    (receipt,) = await erased(left, ordered("people:2"))
    assert receipt.removed == 1
    assert await whole(at) == {"people": [], "notes": [(3, 2)]}


async def test_a_table_that_refers_to_itself_is_emptied_in_any_order(at: Place) -> None:
    """A manager and who reports to her go in one batch; the others keep theirs."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), boss INTEGER,"
        " FOREIGN KEY (boss) REFERENCES people (id))",
        "INSERT INTO people VALUES (1, 'ann@example.com', NULL)",
        "INSERT INTO people VALUES (2, 'bob@example.com', 1), (3, 'cid@example.com', NULL)",
        "INSERT INTO people VALUES (4, 'dan@example.com', 3)",
    )
    await at.grant_writing("people")
    people = collection("email", identity=found_by(email="email"), ignore={"boss": "a link"})
    orders = [ordered("people:1"), ordered("people:2", case_number="case2")]
    receipts = await erased(writing(at, {"people": people}), *orders)

    assert [one.removed for one in receipts] == [1, 1]
    assert [row[0] for row in (await whole(at))["people"]] == [3, 4]


async def test_a_circle_that_cannot_be_opened_is_for_a_person(at: Place) -> None:
    """Both columns must not be empty: the tables are named."""
    if at.kind == "sqlite":
        await at.run(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99),"
            " main INTEGER NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY,"
            " who INTEGER NOT NULL REFERENCES people (id))",
        )
    else:
        await at.run(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99),"
            " main INTEGER NOT NULL)",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, who INTEGER NOT NULL,"
            " FOREIGN KEY (who) REFERENCES people (id))",
            "ALTER TABLE people ADD FOREIGN KEY (main) REFERENCES notes (id)",
        )
    await at.grant_writing("people", "notes")
    people = collection("email main", identity=found_by(email="email"))
    notes = collection("", parent=below("people", who="id"))
    connector = writing(at, {"people": people, "notes": notes})
    with pytest.raises(NeedsPerson, match="notes and people refer to each other"):
        await erased(connector, ordered("people:1", "notes:1"))


async def test_nothing_is_changed_if_the_work_ends_before_it_is_whole(
    at: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens before the end of the transaction; repeating it then does all."""
    await with_notes(at)
    before = await whole(at)

    async def killed(*_: object) -> None:
        raise ConnectionResetError

    everything = ordered("people:1", "notes:1", "notes:2")
    with monkeypatch.context() as patched:
        patched.setattr(Work, "_read_back", killed)
        with pytest.raises(TryAgain):
            await erased(writing(at, MAPPED), everything)

    assert await whole(at) == before
    (receipt,) = await erased(writing(at, MAPPED), everything)
    assert receipt.removed == 3


async def test_one_case_that_cannot_be_done_undoes_its_batch(at: Place) -> None:
    """One transaction for all: whoever repeats it repeats all of it."""
    await with_notes(at)
    before = await whole(at)
    orders = [ordered("notes:3", case_number="case2"), ordered("people:1")]
    with pytest.raises(NeedsPerson):
        await erased(writing(at, MAPPED), *orders)

    assert await whole(at) == before


async def test_many_cases_are_done_in_pieces(at: Place) -> None:
    """More records than one IN list takes, some of them gone, one for two cases."""
    await with_notes(at)
    rows = ", ".join(f"({n}, 2, 'x')" for n in range(10, 1300))
    await at.run(f"INSERT INTO notes VALUES {rows}")  # noqa: S608 - numbers
    orders = [
        ordered(*(f"notes:{n}" for n in range(start, start + 100)), case_number=f"case{start}")
        for start in range(5, 1300, 100)
    ]
    receipts = await erased(writing(at, MAPPED), *orders, ordered("notes:10", "notes:3"))

    assert sum(one.removed for one in receipts) == 1290 + 2
    assert receipts[0].gone == 5
    assert [row[0] for row in (await whole(at))["notes"]] == [1, 2]


async def test_a_case_that_deletes_outweighs_one_that_sets(at: Place) -> None:
    """The other's record counts as gone; nothing is set in what is deleted."""
    await with_notes(at)
    orders = [
        ordered("notes:1", values={"body": ""}),
        ordered("notes:1", case_number="case2"),
    ]
    receipts = await erased(writing(at, MAPPED), *orders)

    assert [(one.anonymised, one.removed, one.gone) for one in receipts] == [(0, 0, 1), (0, 1, 0)]


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        (ordered("notes:1", values={"body": "other"}, case_number="case2"), "different values"),
        (ordered("notes:2", values={"nothing": ""}), r"lacks notes\.nothing"),
        (ordered("notes:2", values={"who": "nobody"}), r"notes\.who of crm takes no such value"),
        (ordered("calls:1"), "names calls, which crm has not"),
        (ordered("calls:1", values={"body": ""}), "names calls, which crm has not"),
    ],
)
async def test_an_order_that_makes_no_sense_is_for_a_person(
    at: Place, order: Order, problem: str
) -> None:
    """It is said, by names of the data map alone, and nothing is changed."""
    await with_notes(at)
    before = await whole(at)
    first = ordered("notes:1", values={"body": "one"})
    with pytest.raises(NeedsPerson, match=problem):
        await erased(writing(at, MAPPED), first, order)

    assert await whole(at) == before


async def test_a_key_that_several_rows_share_is_no_key(at: Place) -> None:
    """Nobody knows which of them is meant."""
    await at.run(
        "CREATE TABLE people (id INTEGER, email VARCHAR(99), name VARCHAR(99))",
        "INSERT INTO people VALUES (1, 'ann@example.com', 'Ann'), (1, 'bob@example.com', 'Bob')",
    )
    await at.grant_writing("people")
    with pytest.raises(NeedsPerson, match=r"people\.id is no key"):
        await erased(writing(at, {"people": PEOPLE}), ordered("people:1"))


async def test_a_key_is_compared_to_the_letter(at: Place) -> None:
    """MariaDB takes `jose` for `josé`: one who is not there must not take the other along."""
    await at.run(
        "CREATE TABLE people (email VARCHAR(99), name VARCHAR(99))",
        "INSERT INTO people VALUES ('jose@example.com', 'José')",
    )
    await at.grant_writing("people")
    people = PEOPLE | {"key": "email"}
    (receipt,) = await erased(writing(at, {"people": people}), ordered("people:josé@example.com"))

    assert (receipt.gone, receipt.removed) == (1, 0)
    assert len((await whole(at))["people"]) == 1
    if at.kind == "mariadb":
        await at.run("INSERT INTO people VALUES ('josé@example.com', 'Another')")
        with pytest.raises(NeedsPerson, match=r"people\.email is no key"):
            await erased(writing(at, {"people": people}), ordered("people:josé@example.com"))


async def test_a_record_of_another_kind_in_the_same_table_is_left(at: Place) -> None:
    """What `where` tells apart, a key alone does not."""
    await with_notes(at)
    await at.run("ALTER TABLE notes ADD kind INTEGER", "UPDATE notes SET kind = id")
    link = {**below("people", who="id"), "where": {"kind": 1}}
    notes = collection("body", parent=link)
    order = ordered("notes:1", "notes:2")
    (receipt,) = await erased(writing(at, {"people": PEOPLE, "notes": notes}), order)

    assert (receipt.removed, receipt.gone) == (1, 1)
    assert [row[0] for row in (await whole(at))["notes"]] == [2, 3]


async def test_hostile_keys_and_values_are_data(at: Place) -> None:
    """Nothing that an order says becomes part of a statement."""
    await with_notes(at)
    bad = "x'); DELETE FROM people; --"
    orders = [
        ordered(f"notes:{bad}", "notes:1 OR 1=1", "notes:", case_number="case2"),
    ]
    with pytest.raises(NeedsPerson, match="names no record of notes"):
        await erased(writing(at, MAPPED), *orders)
    (receipt,) = await erased(writing(at, MAPPED), ordered(f"notes:{bad}", "notes:1 OR 1=1"))
    assert receipt.gone == 2
    await erased(writing(at, MAPPED), ordered("notes:1", values={"body": bad}))
    held = await whole(at)

    assert len(held["people"]) == 2
    assert (1, 1, bad) in held["notes"]


TYPES: list[tuple[str, Any]] = [
    ("DATE", "2026-03-02"),
    ("DECIMAL(9,2)", "12.50"),
    ("INTEGER", 7),
    ("BOOLEAN", True),
    ("BOOLEAN", False),
    ("VARCHAR(20)", "żółć"),
    ("CHAR(20)", "short"),
    ("DOUBLE PRECISION", 0.1),
    ("TIME", "09:30:00"),
    ("TIMESTAMP NULL", "2026-03-02T09:30:00+00:00"),
    ("DATE", "2026-03-02T09:30:00+00:00"),
    ("VARCHAR(40)", "2026-03-02T09:30:00+00:00"),
    ("INTEGER", None),
]


@pytest.mark.parametrize(("kind", "value"), TYPES)
async def test_a_value_is_set_in_the_type_of_its_column(
    at: Place, kind: str, value: object
) -> None:
    """Texts of a data map become dates, decimals, truths; what stands there is read back."""
    await with_notes(at)
    await at.run(f"ALTER TABLE notes ADD extra {kind}")
    notes = collection("body extra", parent=below("people", who="id"))
    connector = writing(at, {"people": PEOPLE, "notes": notes})
    values: dict[str, Any] = {"extra": value}
    async with connector:
        (receipt,) = await connector.restrict([ordered("notes:1", values=values)], now=NOW)

    assert (receipt.changed, receipt.anonymised) == (1, 0)


@pytest.mark.parametrize("at", ["mariadb"], indirect=True)
async def test_a_table_without_transactions_is_for_a_person(at: Place) -> None:
    """MyISAM keeps half of what failed: the remedy is one statement."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(99), name VARCHAR(99))"
        " ENGINE=MyISAM",
        "INSERT INTO people VALUES (1, 'ann@example.com', 'Ann')",
    )
    await at.grant_writing("people")
    connector = writing(at, {"people": PEOPLE})
    with pytest.raises(NeedsPerson, match="ALTER TABLE people ENGINE=InnoDB"):
        await erased(connector, ordered("people:1"))
    async with writing(at, {"people": PEOPLE}) as asked:
        health = await asked.check()

    assert any("ALTER TABLE people ENGINE=InnoDB" in problem for problem in health.problems)
    assert len((await whole(at))["people"]) == 1


@pytest.mark.parametrize("at", ["postgresql", "mariadb"], indirect=True)
async def test_a_row_that_somebody_else_holds_is_changed_later(at: Place) -> None:
    """A lock passes: the work is tried again."""
    await with_notes(at)
    connector = writing(at, MAPPED)
    async with at.admin.connect() as other:
        await other.execute(text("UPDATE notes SET body = 'busy' WHERE id = 1"))
        with pytest.raises(TryAgain):
            await asyncio.wait_for(erased(connector, ordered("notes:1")), timeout=20)
        await other.rollback()

    assert len((await whole(at))["notes"]) == 3


async def test_without_a_writing_role_nothing_can_be_done(at: Place) -> None:
    """Neither is it offered, nor done when it is asked for all the same."""
    await with_notes(at)
    async with opened(at, MAPPED) as connector:
        assert connector.capabilities == frozenset()
        with pytest.raises(NeedsPerson, match="its map has no write"):
            await connector.erase([ordered("notes:1")], now=NOW)
    async with writing(at, MAPPED) as connector:
        assert connector.capabilities == frozenset(Capability)
