"""What a REST system says it did is not believed: it is asked before and after."""

from datetime import UTC, datetime

import pytest

from connectors.http import deeds
from connectors.http.connector import HttpConnector
from rightsflow.conformance import Person
from rightsflow.deeds import Change, Expected, Order, Receipt, Residue, Value
from rightsflow.errors import Misconfigured, NeedsPerson
from tests.connectors.http.asking import CASE, asking, gathered, records, subject
from tests.connectors.http.double import KEY, Double

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANNA = Person("Anna@Example.com", "mark1", ("first", "second"))
PERSON, NOTES = "person:1", ("note:2", "note:3")
EVERYTHING = Order(CASE, (Change("person", (PERSON,)), Change("note", NOTES)))


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TOKEN", KEY)


@pytest.fixture
def double() -> Double:
    """Give a double with one person and two notes."""
    made = Double()
    made.plant([ANNA])
    return made


async def erased(connector: HttpConnector, order: Order = EVERYTHING) -> Receipt:
    """Return the receipt of one erasure."""
    (receipt,) = await connector.erase([order], now=NOW)
    return receipt


async def left(connector: HttpConnector, order: Order = EVERYTHING) -> list[Residue]:
    """Return what is left afterwards of a whole erasure."""
    identifiers = subject("anna@example.com").identifiers
    return await connector.verify([Expected(CASE, identifiers, (order,), everywhere=True)])


async def test_what_hangs_on_a_record_goes_before_it(double: Double) -> None:
    """Once the person is gone, nobody finds the notes."""
    async with asking(double) as (connector, server):
        receipt = await erased(connector)
        deleted = [one.path for one in server.asked if one.method == "DELETE"]

    assert deleted == ["/notes/2", "/notes/3", "/people/1"]
    assert receipt == Receipt(CASE, NOW, removed=3)


async def test_a_record_that_is_only_put_away_is_retained_and_not_left_over(double: Double) -> None:
    """204 says deleted; the system says archived when asked again, as the map foresees."""
    double.archives = True
    async with asking(double) as (connector, _):
        receipt = await erased(connector)
        residues = await left(connector)

    assert receipt == Receipt(CASE, NOW, removed=2, retained={"archived": 1})
    assert residues == []


async def test_another_record_that_was_put_away_is_left_over(double: Double) -> None:
    """Only what was ordered is excused: whoever is found besides was never looked at."""
    double.archives = True
    double.plant([ANNA])
    double.people[4]["status"] = "archived"
    async with asking(double) as (connector, _):
        await erased(connector)
        residues = await left(connector)

    assert residues == [Residue(CASE, "person", 1)]


WRONG_GONE = {"connection.requests.note.get.path": "note/$id"}


async def test_what_its_list_still_shows_is_not_gone(double: Double) -> None:
    """By its key each note is gone from the start; the list of the person shows it afterwards."""
    double.keeps = True
    async with asking(double, WRONG_GONE) as (connector, _):
        receipt = await erased(connector)
        residues = await left(connector)

    assert receipt == Receipt(
        CASE, NOW, retained={"others_hang_on_it": 1}, unreachable={"still_listed": 2}
    )
    assert residues == [Residue(CASE, "note (still listed)", 2), Residue(CASE, "person", 1)]


async def test_a_parent_stays_while_it_is_disputed_what_hangs_on_it(double: Double) -> None:
    """Without it nobody could ask for the list any more, and the keys say that all is well."""
    double.deaf_to = "notes"
    async with asking(double, WRONG_GONE) as (connector, server):
        receipt = await erased(connector)
        deleted = [one.path for one in server.asked if one.method == "DELETE"]

    assert deleted == ["/notes/2", "/notes/3"]
    assert receipt.removed == receipt.gone == 0
    assert set(double.notes) == {2, 3}


async def test_what_is_listed_is_deleted_though_its_key_denies_it(double: Double) -> None:
    """A wrong get keeps nobody from erasing: the list tells what is there, before and after."""
    async with asking(double, WRONG_GONE) as (connector, _):
        receipt = await erased(connector)
        residues = await left(connector)

    assert receipt == Receipt(CASE, NOW, removed=3)
    assert residues == []
    assert not double.notes


async def test_what_a_list_shows_only_afterwards_is_not_gone(
    double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that lags, or a record made anew meanwhile: nobody knows, so nobody says gone."""
    shown = iter([{}, {"note:99": {"id": 99, "person_id": 1, "text": "first"}}])

    async def lagging(*_: object) -> dict[str, dict[str, object]]:
        return next(shown)

    monkeypatch.setattr(deeds, "listed", lagging)
    async with asking(double) as (connector, _):
        receipt = await erased(connector, Order(CASE, (Change("note", ("note:99",)),)))

    assert receipt == Receipt(CASE, NOW, unreachable={"still_listed": 1})


async def test_a_kept_parent_is_asked_for_what_should_be_gone_below_it(double: Double) -> None:
    """Only notes were to go: verifying asks the list of the person who stays."""
    order = Order(CASE, (Change("note", NOTES),))
    kept = Expected(CASE, (), (order,), kept=frozenset({PERSON}))
    async with asking(double, WRONG_GONE) as (connector, _):
        residues = await connector.verify([kept])

    assert residues == [Residue(CASE, "note (still listed)", 2)]


async def test_a_person_who_is_gone_by_the_key_and_found_by_search_is_left(double: Double) -> None:
    """Also where one record was to go and no more was promised."""
    order = Order(CASE, (Change("person", (PERSON,)),))
    expected = Expected(CASE, subject("anna@example.com").identifiers, (order,))
    async with asking(double, {"connection.requests.person.get.path": "persons/$id"}) as (one, _):
        residues = await one.verify([expected])

    assert residues == [Residue(CASE, "person", 1)]


async def test_a_record_that_stays_is_out_of_reach(double: Double) -> None:
    """204 again, and nothing has happened."""
    double.keeps = True
    async with asking(double, {"connection.requests.person.delete.takes": []}) as (connector, _):
        receipt = await erased(connector)
        residues = await left(connector)

    unreachable = {"still_there": 2, "others_hang_on_it": 1}
    assert {**receipt.unreachable, **receipt.retained} == unreachable
    assert {one.place for one in residues} == {"person", "note"}


async def test_a_record_on_which_something_unnamed_hangs_is_retained(double: Double) -> None:
    """The system would take the second note along, and nobody ordered that."""
    order = Order(CASE, (Change("person", (PERSON,)), Change("note", NOTES[:1])))
    async with asking(double) as (connector, _):
        receipt = await erased(connector, order)

    assert receipt == Receipt(CASE, NOW, removed=1, retained={"others_hang_on_it": 1})
    assert set(double.notes) == {3}


async def test_records_that_go_along_need_no_request_of_their_own(double: Double) -> None:
    """They are counted by asking again."""
    async with asking(double, {"connection.requests.note.delete": ...}) as (connector, server):
        receipt = await erased(connector)
        deleted = [one.path for one in server.asked if one.method == "DELETE"]

    assert deleted == ["/people/1"]
    assert receipt == Receipt(CASE, NOW, removed=3)


async def test_what_no_request_deletes_is_named(double: Double) -> None:
    """The receipt speaks of it, and a person is asked."""
    changes = {f"connection.requests.{one}.delete": ... for one in ("person", "note")}
    async with asking(double, changes) as (connector, _):
        receipt = await erased(connector)

    assert receipt == Receipt(CASE, NOW, unreachable={"no_request": 3})


@pytest.mark.parametrize("request_", ["update", "delete"])
async def test_a_record_that_cannot_be_named_is_out_of_reach(double: Double, request_: str) -> None:
    """The request wants a column that this record has not."""
    changes = {f"connection.requests.person.{request_}.path": "people/$nick"}
    values: dict[str, Value] | None = {"status": ""} if request_ == "update" else None
    records_ = () if request_ == "update" else NOTES
    order = Order(CASE, (Change("person", (PERSON,), values), Change("note", records_)))
    async with asking(double, changes) as (connector, _):
        receipt = await erased(connector, order)

    assert receipt.unreachable == {"no_request": 1}
    assert double.people[1]["status"] == "active"


async def test_a_permission_that_is_missing_is_told(double: Double) -> None:
    """Whoever may read may perhaps not delete: an operator grants it, and repeating finishes."""
    async with asking(double) as (connector, _):
        await connector.check()
        double.forbids = "notes"
        with pytest.raises(Misconfigured, match="permission"):
            await erased(connector)
        double.forbids = "-"
        assert (await erased(connector)).removed == 3


@pytest.mark.parametrize("value", ["Nowak", "", None, 7, True])
async def test_a_field_within_another_is_set_and_read_back(double: Double, value: Value) -> None:
    """`name.last` is sent as an object, and nothing else is touched."""
    order = Order(CASE, (Change("person", (PERSON,), {"name.last": value}),))
    async with asking(double) as (connector, server):
        (receipt,) = await connector.rectify([order], now=NOW)
        sent = next(one.body for one in server.asked if one.method == "PATCH")
        residues = await connector.verify([Expected(CASE, (), (order,))])

    assert receipt == Receipt(CASE, NOW, changed=1)
    assert sent.startswith(b'{"name":{"last":')
    assert residues == []


async def test_what_cannot_be_set_is_refused_before_anything_is_done(double: Double) -> None:
    """An erasure tells it in its receipt instead, and blanks the rest."""
    order = Order(CASE, (Change("person", (PERSON,), {"status": "x", "name.first": ""}),))
    async with asking(double) as (connector, _):
        with pytest.raises(NeedsPerson, match=r"name\.first of person"):
            await connector.rectify([order], now=NOW)
        assert double.people[1]["status"] == "active"
        receipt = await erased(connector, order)

    assert receipt == Receipt(CASE, NOW, unreachable={"no_request": 1})
    assert double.people[1]["status"] == "x"


async def test_without_write_nothing_is_offered(double: Double) -> None:
    """A map that only reads makes tasks for people."""
    async with asking(double, {"connection.write": False}) as (connector, server):
        assert connector.capabilities == frozenset()
        with pytest.raises(NeedsPerson):
            await erased(connector)
        assert server.asked == []


async def test_a_file_on_a_server_that_is_not_named_is_not_fetched(double: Double) -> None:
    """An address in an answer is not an instruction; a named one is not shown who asks."""
    double.people[1]["cv"] = "https://files.example.net/cv%201.PDF"
    async with asking(double) as (connector, _):
        (found,) = await records(connector, "anna@example.com")
        with pytest.raises(Misconfigured, match="hosts"):
            await gathered(connector, found)
    changes = {"connection.requests.person.document.hosts": ["files.example.net"]}
    async with asking(double, changes) as (connector, _):
        document = (await gathered(connector, found))[0].document

    assert document is not None
    assert (document.title, document.suffix) == ("cv 1.PDF", ".pdf")
