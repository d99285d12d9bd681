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


def test_a_map_that_fits_opens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And shows no secret."""
    as_ours(monkeypatch, http=CONNECTOR)
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems/crm.yaml").write_text(MAP.read_text())

    made = plugins.open_connector(load_systems(tmp_path)["crm"], tmp_path)

    assert isinstance(made, HttpConnector)
    assert KEY not in repr(vars(made))
