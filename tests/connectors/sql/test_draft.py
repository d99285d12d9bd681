"""A first map of a database that nobody described: what is guessed, and that it can be used."""

import asyncio
import re
import shlex
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from connectors.sql import CONNECTOR
from connectors.sql.connector import SqlConnector
from deployments.cli import app
from rightsflow.connector import Subject, Wanted
from rightsflow.datamap.load import load_systems
from rightsflow.errors import Faulty
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.connectors.sql.opencats import ADDRESS, CV, NELE, OLD_ADDRESS, VALUES, plant
from tests.docs.pages import examples, text_of
from tests.servers.databases import PASSWORD_VARIABLE, Place, place

_TODO = re.compile(r'"TODO: ([^"]*)"')


@pytest.fixture
async def lite(tmp_path: Path) -> AsyncIterator[Place]:
    """Give a new SQLite file: what is guessed is the same everywhere."""
    async with place("sqlite", tmp_path) as new:
        yield new


def command(at: Place, *more: str) -> list[str]:
    """Return the words of the command for a database."""
    words = ["map", "draft", at.url.render_as_string(), "--system", "cats", *more]
    return [*words, "--password-env", PASSWORD_VARIABLE] if at.password else words


async def drafted(at: Place, *more: str) -> str:
    """Return what the command prints."""
    await plant(at)
    # In a thread: the command runs a loop of its own.
    done = await asyncio.to_thread(CliRunner().invoke, app, command(at, *more))
    assert done.exit_code == 0, done.output
    return done.stdout


def filled(draft: str) -> str:
    """Answer every TODO without thinking, as a person would with thought."""
    return _TODO.sub(lambda todo: "contract" if "one of" in todo[1] else '"as decided"', draft)


def opened(folder: Path, text: str) -> SqlConnector:
    """Load the map as an instance does, and open its system."""
    (folder / "systems").mkdir()
    (folder / "systems" / "cats.yaml").write_text(text)
    system = load_systems(folder)["cats"]
    settings = CONNECTOR.connection.model_validate(system.connection, context={"base": folder})
    return CONNECTOR.open(system, settings)


async def test_a_draft_with_its_todos_answered_fits_the_database_and_gathers_a_person(
    at: Place, tmp_path: Path
) -> None:
    """Nothing else has to be done: the check is content, and all that hangs on her is found."""
    async with opened(tmp_path, filled(await drafted(at))) as cats:
        assert (await cats.check()).problems == ()
        subject = Subject("DSR-1", (Identifier(IdentifierKind.email, ADDRESS),))
        found = [one.match.record async for one in cats.locate([subject])]
        assert found == [f"candidate:{NELE}"]
        rows = [one async for one in cats.gather([Wanted("DSR-1", tuple(found))])]

    held = {one.collection: one.values for one in rows}
    assert held.keys() == {"candidate", "candidate_joborder", "attachment_candidate", "history"}
    assert held["attachment_candidate"]["text"] == CV
    assert held["history"]["previous_value"] == OLD_ADDRESS


async def test_every_guess_is_marked_and_no_value_is_shown(lite: Place) -> None:
    """What a person has to look at stands beside it; counts are shown, and nobody's data."""
    text = await drafted(lite)
    guesses = {line.partition("#")[0].strip() for line in text.splitlines() if "# guess" in line}
    assert {
        "- {column: email1, kind: email}",
        "- {column: email2, kind: email}",
        "- {column: phone_cell, kind: phone}",
        "on: {candidate_id: candidate_id}",
        "on: {data_item_id: candidate_id}",
        "on: {data_item_id: contact_id}",
        'password: "protects an account; in a copy it would endanger it"',
    } <= guesses
    for word in ("history table", "an old value", "path of a file", "names somebody else"):
        assert re.search(rf"# guess: .*{word}", text), word
    assert re.search(r"mail_log: \"TODO: a log, .*line \(1 of 1\)", text)
    assert re.search(r"tag_link: \"TODO: has no key of one column", text)
    assert [one for one in VALUES if one in text.lower()] == []


async def test_a_draft_is_refused_until_a_person_has_answered(lite: Place, tmp_path: Path) -> None:
    """Each question is named with its line, and what is wanted in its place."""
    text = await drafted(lite)
    with pytest.raises(Faulty) as refused:
        opened(tmp_path, text)
    faults = refused.value.faults
    assert len(faults) == len(_TODO.findall(text))
    [ground] = [one for one in faults if one.field == "purposes.main.ground"]
    assert text.splitlines()[ground.line - 1].strip().startswith("ground:")
    assert ground.remedy.startswith("Write in its place: one of consent, contract")


async def test_kinds_that_no_person_is_behind_are_no_collection(lite: Place) -> None:
    """History of a job order is nobody's: only the kinds of candidates and contacts are mapped."""
    system = yaml.safe_load(await drafted(lite))
    kinds = {
        name: one["parent"]["where"]["data_item_type"]
        for name, one in system["collections"].items()
        if "where" in one.get("parent", {})
    }
    assert kinds == {"attachment_candidate": 100, "attachment_contact": 300, "history": 100}


async def test_an_author_who_is_the_person_found_is_nobody_else(lite: Place) -> None:
    """As in WordPress: the comment is by whoever left the address beside it."""
    await lite.run(
        "CREATE TABLE comments (id INTEGER PRIMARY KEY, author TEXT, author_email TEXT,"
        " owner TEXT)",
        "INSERT INTO comments VALUES (1, 'Ann', 'ann@example.com', 'Bob')",
    )
    fields = yaml.safe_load(await drafted(lite))["collections"]["comments"]["fields"]
    marked = {name for name, field in fields.items() if field.get("third_party")}
    assert marked == {"owner"}


async def test_a_file_is_written_once(lite: Place, tmp_path: Path) -> None:
    """A map that somebody has corrected is not lost to a second draft."""
    file = tmp_path / "cats.yaml"
    await drafted(lite, "--out", str(file))
    first = file.read_text()
    file.write_text("mine")
    again = CliRunner().invoke(app, command(lite, "--out", str(file)))
    assert (again.exit_code, file.read_text()) == (1, "mine")
    assert "--force" in again.stderr
    assert first.startswith("# A first data map")


def test_a_url_with_a_password_is_refused_without_showing_it() -> None:
    """The command line stays in the history of the shell."""
    done = CliRunner().invoke(app, ["map", "draft", "postgresql://me:hush1234@127.0.0.1/crm"])
    assert done.exit_code == 1
    assert "password does not belong into the URL" in done.stderr
    assert "hush1234" not in done.output


async def test_the_command_of_the_how_to_drafts_a_map(
    lite: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it stands on the page, in the folder of an instance."""
    [shown] = [
        text for text in examples(text_of("how-to/data-map.md"), "sh") if "map draft" in text
    ]
    await plant(lite)
    lite.file.rename(tmp_path / "school.db")
    (tmp_path / "systems").mkdir()
    monkeypatch.chdir(tmp_path)
    done = await asyncio.to_thread(CliRunner().invoke, app, shlex.split(shown)[1:])
    assert done.exit_code == 0, done.output
    written = yaml.safe_load((tmp_path / "systems" / "school.yaml").read_text())
    assert written["system"] == "school"
    assert written["connection"]["url"] == f"sqlite:///{tmp_path / 'school.db'}"
