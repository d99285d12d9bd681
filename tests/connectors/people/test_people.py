"""A system that no program reaches: what its map needs, and that nobody asks it by program."""

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from connectors.people import CONNECTOR
from connectors.people.settings import PeopleConnection
from rightsflow.connector import Connection, Subject, Wanted
from rightsflow.errors import Misconfigured, NeedsPerson
from rightsflow.law.task import TaskDeed
from tests.connectors.people.group import group, opened
from tests.docs.pages import ROOT


def with_collection(**changes: object) -> dict[str, Any]:
    """Return the collections of the map with other fields of the only one."""
    (name,) = group().collections
    of = group().collections[name].model_dump(exclude_unset=True)
    return {"collections": {name: of | changes}}


async def test_the_map_that_the_readme_shows_is_accepted() -> None:
    """Whoever begins with the example begins with a file that works."""
    async with opened(group()) as connector:
        health = await connector.check()
    assert health.problems == ()
    assert "7 days" in health.detail
    assert connector.asks_people
    assert connector.capabilities == frozenset()
    assert connector.settings.deeds == {TaskDeed.locate, TaskDeed.erase, TaskDeed.object}


def test_nothing_has_to_be_set() -> None:
    """A week, in the language of all staff, for whatever can be asked of people."""
    settings = PeopleConnection()
    assert (settings.days, settings.language) == (7, None)
    assert settings.deeds == frozenset(TaskDeed)


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"days": 22}, {"language": "de"}, {"deeds": ["sing"]}, {"day": 3}]
)
def test_a_setting_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """With its field, before anybody is written to."""
    with pytest.raises(ValidationError):
        PeopleConnection.model_validate(wrong)


@pytest.mark.parametrize("address", ["Marketing", "", "group@", "group@example.com, b@example.com"])
async def test_without_an_address_the_check_says_so(address: str) -> None:
    """And does not repeat what stands there."""
    health = await opened(group(answers_for=address)).check()
    (problem,) = health.problems
    assert "answers_for" in problem
    assert not address or address not in problem


async def test_asking_by_program_is_an_error_that_names_the_system() -> None:
    """A shorter answer would look like "nothing held"."""
    connector = opened(group())
    with pytest.raises(NeedsPerson, match="facebook_group is asked by mail"):
        connector.locate([Subject("RF-2026-000001", ())])
    with pytest.raises(NeedsPerson, match="facebook_group is asked by mail"):
        connector.gather([Wanted("RF-2026-000001", ("answers:1",))])


@pytest.mark.parametrize(
    "wrong",
    [
        with_collection(document=None),
        with_collection(document="text"),
        with_collection(fields={"text": group().collections["answers"].fields["text"]}),
        {"collections": with_collection()["collections"]
         | {"more": with_collection()["collections"]["answers"]}},
    ],
    ids=["no document", "another document", "no attachment", "two collections"],
)  # fmt: skip
def test_a_map_that_answers_cannot_fill_is_refused(wrong: dict[str, Any]) -> None:
    """The start stops, and says what is wanted."""
    with pytest.raises(Misconfigured, match=r"facebook_group|Group"):
        opened(group(**wrong))


def test_settings_of_another_kind_are_refused() -> None:
    """A mistake of the program, not of the map."""
    with pytest.raises(Misconfigured):
        CONNECTOR.open(group(), Connection())


def test_the_plug_in_is_declared() -> None:
    """Under the name that a data map says."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'{CONNECTOR.name} = "connectors.people:CONNECTOR"' in text
    assert yaml.safe_load((ROOT / "connectors/people/quality.yaml").read_text(encoding="utf-8"))
