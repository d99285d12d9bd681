"""Who is found in a REST system: the server narrows down, and is not believed."""

import pytest

from connectors.http.connector import HttpConnector
from rightsflow.conformance import Person
from rightsflow.connector import Incomplete, Subject
from rightsflow.deeds import Expected, Lists
from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind
from rightsflow.limiter import Limited, Unlimited
from tests.connectors.http.asking import asking, gathered, opened, records, subject
from tests.connectors.http.double import KEY, Double
from tests.rightsflow.web.serving import Asked, Reply, serving

FIND = "connection.requests.person.find.0"
ANNA = Person("Anna@Example.com", "mark1", ())
BORIS = Person("boris@example.com", "mark2", ())


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TOKEN", KEY)


@pytest.fixture
def double() -> Double:
    """Give a double with two people."""
    made = Double()
    made.plant([ANNA, BORIS])
    return made


async def test_a_search_that_gives_everybody_finds_one(double: Double) -> None:
    """The parameter may be wrong: the answers are slow then, and still right."""
    double.deaf = True
    async with asking(double) as (connector, _):
        assert len(await records(connector, "anna@example.com")) == 1
        assert await records(connector, "carla@example.com") == []


async def test_a_find_without_a_value_reads_everybody_once_for_a_batch(double: Double) -> None:
    """For a system that cannot search, or tells capitals apart."""
    double.exact = True
    changes = {f"{FIND}.query": {}, f"{FIND}.paging": {"kind": "page", "page": "page"}}
    async with asking(double, changes) as (connector, server):
        asked = [subject("anna@example.com"), subject("boris@example.com", case="2")]
        found = [one.case_number async for one in connector.locate(asked)]

        assert sorted(found) == ["2", "2026-001"]
        assert [one.query for one in server.asked] == [{"page": "1"}, {"page": "2"}]


async def test_an_international_domain_is_asked_for_in_both_forms(double: Double) -> None:
    """Stored as the person typed it, or as the mail server saw it."""
    double.exact = True
    double.plant(
        [Person("kasia@żółw.example", "m3", ()), Person("ela@xn--w-uga1v8h.example", "m4", ())]
    )
    async with asking(double) as (connector, _):
        assert len(await records(connector, "kasia@xn--w-uga1v8h.example")) == 1
        assert len(await records(connector, "ela@xn--w-uga1v8h.example")) == 1


async def test_a_telephone_is_a_candidate_and_never_more(double: Double) -> None:
    """It is asked for in the ways in which it may be stored."""
    changes = {
        "collections.person.identity": [
            {"column": "email", "kind": "email"},
            {"column": "phones.number", "kind": "phone", "region": "PL"},
        ],
        "connection.requests.person.find": [
            {"by": "email", "path": "people", "query": {"search": "$value"}, "records_at": "data",
             "paging": {"kind": "page", "page": "page"}},
            {"by": "phone", "path": "people", "records_at": "data",
             "paging": {"kind": "page", "page": "page"}},
        ],
    }  # fmt: skip
    phone = Identifier(IdentifierKind.phone, "+48600111222")
    async with asking(double, changes) as (connector, _):
        found = [one.match async for one in connector.locate([Subject("1", (phone,))])]

    assert {one.certainty for one in found} == {Certainty.candidate}
    assert len(found) == 2


async def test_a_path_takes_an_identifier_as_one_segment_or_not_at_all(double: Double) -> None:
    """Dots and slashes would lead elsewhere; nothing is skipped silently."""
    changes = {f"{FIND}.path": "people/$value", f"{FIND}.query": {}, f"{FIND}.absent": [404],
               f"{FIND}.paging": {"kind": "whole"}}  # fmt: skip
    async with asking(double, changes) as (connector, server):
        assert await records(connector, "o'a?b#c%20@example.com") == []
        assert server.asked[0].path == "/people/o%27a%3Fb%23c%2520%40example.com"
        with pytest.raises(NeedsPerson, match="slash"):
            await records(connector, "a/b@example.com")


async def test_only_the_systems_own_404_means_nobody(double: Double) -> None:
    """A wrong path or a proxy gives one as well."""
    changes: dict[str, object] = {f"{FIND}.path": "persons"}
    async with asking(double, changes) as (connector, _):
        with pytest.raises(Misconfigured):
            await records(connector, "anna@example.com")
    changes |= {f"{FIND}.absent": [404], f"{FIND}.absent_says": "error"}
    async with asking(double, changes) as (connector, _):
        assert await records(connector, "anna@example.com") == []
    changes |= {f"{FIND}.absent_says": "detail"}
    async with asking(double, changes) as (connector, _):
        with pytest.raises(Misconfigured):
            await records(connector, "anna@example.com")


async def test_a_busy_system_is_asked_again(double: Double) -> None:
    """Within our patience nobody hears of it."""
    double.busy = 2
    async with asking(double, {"connection.patience_s": 10}) as (connector, _):
        assert len(await records(connector, "anna@example.com")) == 1
    double.busy = 10**6
    async with asking(double) as (connector, _):
        with pytest.raises(TryAgain):
            await records(connector, "anna@example.com")


@pytest.mark.parametrize(
    ("kind", "auth"),
    [
        ("basic", {"kind": "basic", "username": "asker", "password": {"env": "CRM_TOKEN"}}),
        ("header", {"kind": "key", "header": "X-Api-Key", "key": {"env": "CRM_TOKEN"}}),
        ("query", {"kind": "key", "query": "api_key", "key": {"env": "CRM_TOKEN"}}),
    ],
)
async def test_every_way_of_saying_who_asks(
    double: Double, kind: str, auth: dict[str, object]
) -> None:
    """Bearer tokens and OAuth are in the contract."""
    double.auth = kind
    async with asking(double, {"connection.auth": auth}) as (connector, _):
        assert len(await records(connector, "anna@example.com")) == 1


async def test_one_that_no_question_can_hold_takes_nobody_along(double: Double) -> None:
    """A batch is asked for all the others."""
    find = {"by": "record", "path": "people/search", "method": "POST", "records_at": "data",
            "paging": {"kind": "whole"},
            "json": {"filter": {"email": {"in": "$values"}}}}  # fmt: skip
    changes = {
        "collections.person.identity": [{"column": "email", "kind": "record"}],
        "connection.requests.person.find": [find],
    }
    names = ("boris@example.com", "half\ud800", "nul\0")
    asked = [Subject(one[:4], (Identifier(IdentifierKind.record, one),)) for one in names]
    async with asking(double, changes) as (connector, _):
        found = [one.case_number async for one in connector.locate(asked)]

    assert found == ["bori"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Reply(404, {"error": "not found"}), Incomplete),
        (Reply(410), Incomplete),
        (Reply(body={"data": None}), Incomplete),
        (Reply(body={"data": {}}), TryAgain),
        (Reply(body={}), TryAgain),
        (Reply(body={"data": {"id": 7}}), TryAgain),
    ],
)
async def test_only_a_clear_answer_says_that_a_record_is_gone(
    answer: Reply, outcome: type[Exception]
) -> None:
    """One about nothing, or about another record, is asked for again later."""
    nothing = Reply(body={"data": [], "total": 0})

    def script(asked: Asked) -> Reply:
        return answer if asked.path == "/people/1" else nothing

    async with serving(script) as server, opened(server.url, {}) as connector:
        with pytest.raises(outcome):
            await gathered(connector, "person:1")


async def test_what_hangs_on_somebody_else_is_left_out(double: Double) -> None:
    """A system that gives the notes of all, whoever is asked about, is not believed."""
    double.plant([Person("carla@example.com", "m3", ("hers",))])
    double.below[1] = list(double.notes)
    async with asking(double) as (connector, _):
        found = await gathered(connector, "person:1")

    assert [one.record for one in found] == ["person:1"]


async def test_everybody_waits_for_the_same_turns(double: Double) -> None:
    """A limiter put in place of ours counts for verifying, too."""

    class Counting(Unlimited):
        turns = 0

        async def turn(self, patience_s: float) -> None:
            self.turns += 1
            await super().turn(patience_s)

    async with asking(double) as (connector, server):
        assert isinstance(connector, Limited)
        connector.limiter = counting = Counting()
        await connector.check()
        await connector.verify(
            [Expected("1", subject("anna@example.com").identifiers, (), everywhere=True)]
        )

        assert counting.turns == len(server.asked) > 3


async def test_everybody_is_listed_where_the_map_says_how(double: Double) -> None:
    """The sweep asks nothing of a system that cannot list its people."""
    double.most = 1
    async with asking(double) as (connector, _):
        assert isinstance(connector, Lists)
        listed = [one.identifier.value async for one in connector.identities()]
    async with asking(double, {"connection.requests.person.everybody": ...}) as (connector, _):
        assert isinstance(connector, HttpConnector)
        assert not isinstance(connector, Lists)

    assert listed == ["anna@example.com", "boris@example.com"]
