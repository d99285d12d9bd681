"""What is wrong with a map or an account is said before a case needs it."""

from pathlib import Path

import pytest

from connectors.http import CONNECTOR
from connectors.http.connector import HttpConnector
from rightsflow import plugins
from rightsflow.conformance import Person
from rightsflow.datamap.load import load_systems
from rightsflow.errors import Faulty
from tests.connectors.http.asking import MAP, Changes, asking
from tests.connectors.http.double import KEY, Double
from tests.deployments.installing import as_ours

PERSON = "connection.requests.person"


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TOKEN", KEY)


async def problems(double: Double, changes: Changes) -> tuple[str, ...]:
    """Return what a check finds."""
    double.plant([Person("Anna@Example.com", "mark1", ("note",), b"cv")])
    async with asking(double, changes) as (connector, _):
        return (await connector.check()).problems


@pytest.mark.parametrize(
    ("double", "changes", "told"),
    [
        (Double(), {"connection.auth.token": {"env": "HOME"}}, "401"),
        (Double(forbids="people"), {}, "permission"),
        (Double(), {f"{PERSON}.find.0.path": "persons"}, "404"),
        (Double(deaf=True), {}, "does not seem to know"),
        (Double(exact=True), {}, "capitals"),
        (Double(), {"collections.person.fields.nick": {"title": {"en": "N"}, "category": "x"}},
         "no record has nick"),
        (Double(), {f"{PERSON}.everybody.paging.cursor_at": "next.afetr",
                    f"{PERSON}.everybody.paging.ends": "empty"}, "Nothing stands at next.afetr"),
        (Double(), {f"{PERSON}.get.path": "person/$id"}, "person: a record that the system lists"),
        (Double(), {"connection.requests.note.get.path": "note/$id"}, "note: a record that"),
        (Double(), {f"{PERSON}.everybody.records_at": "datta"},
         f"crm.yaml {PERSON}.everybody: no records stand at datta; the answer is an object with d"),
        (Double(), {f"{PERSON}.get.record_at": "data.one"},
         "what stands at data is an object with id, email, name, phones, status, cv. Correct rec"),
        (Double(), {f"{PERSON}.find.0.records_at": "items"},
         f"crm.yaml {PERSON}.find.0: no records stand at items"),
        (Double(), {"connection.requests.note.read.paging.total_at": "data"},
         "crm.yaml connection.requests.note.read: no number stands at data"),
        (Double(), {}, ""),
    ],
)  # fmt: skip
async def test_each_problem_is_told_with_its_remedy(
    double: Double, changes: Changes, told: str
) -> None:
    """Credential, permission, path, parameter, capitals, fields, paging, what get and read say."""
    found = await problems(double, changes)

    assert [told in one for one in found] == ([True] if told else [])
    assert not any("anna" in one.lower() for one in found)


async def test_columns_that_no_map_mentions_are_named() -> None:
    """With file, field and remedy; the address of a file is mentioned as a document is."""
    given = {"title": {"en": "X"}, "category": "x"}
    fields = dict.fromkeys(("id", "email", "name.last", "status"), given)
    double = Double()
    changes: dict[str, object] = {"collections.person.fields": fields}
    found = await problems(double, changes)

    (problem,) = found
    assert problem == (
        "crm.yaml collections.person: answers hold name.first, phones.number, and the map does "
        "not mention them. Add each to fields, or to ignore with a reason."
    )
    changes["collections.person.ignore"] = {"name": "known", "phones.number": "not ours"}
    assert await problems(double, changes) == ()


async def test_a_name_that_may_be_a_value_is_counted_and_not_told() -> None:
    """Some systems write an address where others write the name of a field."""
    double = Double()
    double.plant([Person("Anna@Example.com", "mark1", ())])
    double.people[1] |= {
        "by": {"anna@example.com": 1, "Ela Nowak": 2, "600111222": 3},
        "lang": "pl",
    }
    async with asking(double) as (connector, _):
        (problem,) = (await connector.check()).problems

    assert "hold lang, 3 more, and" in problem


@pytest.mark.parametrize("fields", [{"text": "text"}, {"subject": "text"}, ...])
async def test_a_field_that_an_erasure_cannot_empty_is_named(fields: object) -> None:
    """Where a map says blank, each of its fields has to be set by a request."""
    changes: dict[str, object] = {"collections.note.erase": "blank"}
    if fields is ...:
        changes["connection.requests.note.update"] = ...
    elif fields != {"text": "text"}:
        changes["collections.note.fields.subject"] = {"title": {"en": "S"}, "category": "x"}
        changes["connection.requests.note.update.fields"] = fields
    double = Double()
    double.plant([Person("Anna@Example.com", "mark1", ("note",))])
    double.notes[2]["subject"] = "Hello"
    changes["collections.note.ignore"] = {} if "subject" in str(fields) else {"subject": "told"}
    async with asking(double, changes) as (connector, _):
        found = (await connector.check()).problems
    async with asking(double, changes | {"connection.write": False}) as (connector, _):
        assert (await connector.check()).problems == ()

    told = "crm.yaml collections.note.erase: an erasure empties text, and no request sets"
    assert [told in one for one in found] == ([] if fields == {"text": "text"} else [True])


async def test_somebody_whom_the_system_lists_and_does_not_find_is_told() -> None:
    """A filter that leaves people out, such as for active ones alone."""
    double = Double(exact=True)
    double.plant([Person("anna@example.com", "mark1", ())])
    changes = {f"{PERSON}.find.0.query": {"search": "$value", "offset": "5"},
               f"{PERSON}.find.0.paging": {"kind": "whole"}}  # fmt: skip
    async with asking(double, changes) as (connector, _):
        (problem,) = (await connector.check()).problems

    assert f"is not found by email. Correct {PERSON}.find.0" in problem


MISFITS = [
    ("get: {path: people/$id, record_at: data}", "get: {path: people/$nr, record_at: data}",
     "get", "$nr stands for nothing"),
    ("get: {path: people/$id, record_at: data}", "get: {path: people, record_at: data}",
     "get", "no certain record"),
    ("query: {search: $value}", "query: {search: $values}", "find.0", "is a list"),
    ("path: people/$parent.id/notes", "path: people/notes", "note.read", "below what"),
    ("restrict: {set: {status: restricted}, lift: {status: active}}",
     "restrict: {set: {lock: 1}, lift: {lock: 0}}", "person.restrict", "sets lock"),
    ("fields: {status: status,", "fields: {nick: nick,", "update.fields.nick", "no field"),
    ("    note:\n      read:", "    remark:\n      read:", "remark", "no collection"),
    ("by: email", "by: phone", "person", "find by email is missing"),
    ("find:\n", "key: [email]\n      find:\n", "person", "names of records"),
    ("fields: {text: text}", "fields: {text: text}, method: GET", "update.method", "PATCH"),
    ("path: people/$parent.id/notes", "path: people/x$id/notes", "read.path", "whole segment"),
    ("path: people/$parent.id/notes", "path: ../$parent.id", "read.path", "no empty segment"),
    ("absent: [404]", "absent: [401]", "read.absent", "only 400, 404"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "field", "problem"), MISFITS)
def test_a_wrong_declaration_stops_the_start_with_its_line(
    good: str, bad: str, field: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, line, field and what to do."""
    as_ours(monkeypatch, http=CONNECTOR)
    text = MAP.read_text()
    assert text.count(good) == 1
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems/crm.yaml").write_text(text.replace(good, bad))
    system = load_systems(tmp_path)["crm"]

    with pytest.raises(Faulty) as caught:
        plugins.open_connector(system, tmp_path)

    told = [one for one in caught.value.faults if problem in one.problem]
    assert len(told) == 1
    assert told[0].file == "crm.yaml"
    assert field in told[0].field
    assert told[0].line > 0
    assert told[0].remedy


def test_a_missing_secret_is_told_at_its_line_beside_all_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sets it must not meet the next fault afterwards."""
    as_ours(monkeypatch, http=CONNECTOR)
    monkeypatch.delenv("CRM_TOKEN")
    text = MAP.read_text().replace("notes/$id, record_at", "notes/$nr, record_at")
    text = text.replace("people/$parent.id/notes", "people/notes").replace(
        "  write: true\n", "  write: true\n  cafile: no-such.pem\n"
    )
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems/crm.yaml").write_text(text)

    with pytest.raises(Faulty) as caught:
        plugins.open_connector(load_systems(tmp_path)["crm"], tmp_path)

    lines = text.splitlines()
    told = {one.field: lines[one.line - 1].strip() for one in caught.value.faults}
    assert told == {
        "connection.requests.note.get": "get: {path: notes/$nr, record_at: data}",
        "connection.requests.note.read": "read:",
        "connection.auth.token": "auth: {kind: bearer, token: {env: CRM_TOKEN}}",
        "connection.cafile": "cafile: no-such.pem",
    }
    assert "the secret is missing. Set the environment variable CRM_TOKEN" in str(caught.value)


def test_a_secret_that_no_header_takes_is_told_at_auth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is not shown."""
    as_ours(monkeypatch, http=CONNECTOR)
    monkeypatch.setenv("CRM_TOKEN", "zażółć")
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems/crm.yaml").write_text(MAP.read_text())

    with pytest.raises(Faulty) as caught:
        plugins.open_connector(load_systems(tmp_path)["crm"], tmp_path)

    (fault,) = caught.value.faults
    assert (fault.field, fault.line > 0) == ("connection.auth", True)
    assert "zażółć" not in str(fault)


def test_a_map_that_fits_opens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And shows no secret."""
    as_ours(monkeypatch, http=CONNECTOR)
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems/crm.yaml").write_text(MAP.read_text())

    made = plugins.open_connector(load_systems(tmp_path)["crm"], tmp_path)

    assert isinstance(made, HttpConnector)
    assert KEY not in repr(vars(made))
