"""`rightsflow map new`: a map to begin from, with a TODO for all that only a person knows."""

import json
from pathlib import Path

import pytest
import yaml

from deployments.known_maps import begun_from, known_maps
from rightsflow.datamap.load import load_systems
from rightsflow.errors import Faulty
from rightsflow.yamlfile import texts_of
from tests.deployments.test_cli import rightsflow


def begun(office: Path, *more: str, like: str = "tryton") -> Path:
    """Begin a map as a person does."""
    result = rightsflow("map", "new", "partners", "--like", like, "--config", office, *more)
    assert result.exit_code == 0, result.output
    return office / "systems" / "partners.yaml"


def test_every_map_that_is_shipped_is_listed_with_its_connector() -> None:
    """For people and for programs."""
    listed = {one["name"]: one["connector"] for one in json.loads(_told("--json"))}

    assert listed.keys() == known_maps().keys()
    assert (listed["tryton"], listed["dynamics"]) == ("sql", "dynamics")
    assert "Baza" not in (shown := _told())
    assert all(name in shown for name in known_maps())
    assert "--like" in shown


def _told(*more: str) -> str:
    result = rightsflow("map", "known", *more)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_map_that_was_begun_is_refused_until_each_gap_is_filled(office: Path) -> None:
    """The loader names each by its line, and says what is wanted."""
    file = begun(office)
    with pytest.raises(Faulty) as raised:
        load_systems(office)
    named = {fault.field: fault for fault in raised.value.faults}

    assert named.keys() == {"connection.url", "answers_for"}
    assert {fault.file for fault in raised.value.faults} == {"partners.yaml"}
    assert named["connection.url"].line > 1
    assert "in place of postgresql://reader@db.example.com/" in named["connection.url"].remedy
    lines = file.read_text().splitlines()
    answered = [line.split('"TODO')[0] + "x" if '"TODO' in line else line for line in lines]
    answered = ["  url: sqlite:///x.db" if line == "  url: x" else line for line in answered]
    file.write_text("\n".join(answered))
    assert load_systems(office)["partners"].connector == "sql"


@pytest.mark.parametrize("like", known_maps())
def test_a_map_keeps_all_but_its_name_and_its_gaps(like: str) -> None:
    """Comments stay, word for word, and nobody's example is left as if it were an answer."""
    shipped = known_maps()[like].read_text()
    text = begun_from(shipped, "partners", like)
    told = yaml.safe_load(text)

    assert told["system"] == "partners"
    assert told["answers_for"].startswith("TODO: ")
    before, after = (_comments(one.replace("TODO: decide", "decide")) for one in (shipped, text))
    assert [one for one in after if not one.startswith("# Begun from")] == before
    assert f"# Begun from the map `{like}`" in text
    values = [str(one) for one in _values(told) if not str(one).startswith("TODO: ")]
    assert [one for one in values if "example" in one.lower() or "COMPANY" in one] == []
    same = [value for value in _values(yaml.safe_load(shipped)) if value in _values(told)]
    assert len(same) >= len(_values(told)) - text.count('"TODO') - 1


def _comments(text: str) -> list[str]:
    return [line[line.index("#") :] for line in text.splitlines() if "#" in line]


def _values(node: object) -> list[object]:
    if isinstance(node, dict):
        return [one for value in node.values() for one in _values(value)]
    return [one for each in node for one in _values(each)] if isinstance(node, list) else [node]


def test_what_is_there_is_not_written_over(office: Path) -> None:
    """Somebody has answered its questions; `--force` says that they are not wanted."""
    file = begun(office)
    file.write_text("mine")
    result = rightsflow("map", "new", "partners", "--like", "tryton", "--config", office)

    assert result.exit_code == 1
    assert "--force" in result.output
    assert file.read_text() == "mine"
    assert texts_of(begun(office, "--force"))["system",] == "partners"


@pytest.mark.parametrize(
    ("name", "like", "said"),
    [
        ("partners", "trytn", "Did you mean tryton? There are: "),
        ("partners", "../tryton", "There are: "),
        ("../partners", "tryton", "no name of a system"),
        ("Partners", "tryton", "no name of a system"),
    ],
)
def test_what_cannot_be_meant_is_refused(office: Path, name: str, like: str, said: str) -> None:
    """With what can, and nothing is written."""
    before = sorted(office.rglob("*.yaml"))
    result = rightsflow("map", "new", name, "--like", like, "--config", office)

    assert result.exit_code == 1
    assert said in " ".join(result.output.split())
    assert sorted(office.rglob("*.yaml")) == before
