"""Killed at any moment while it erases, and run again: erased once, told once, noted once.

The approved erasure of one person, with everybody else beside it. The command is killed at one
point after the other; the last pass runs to its end. In a campaign there are more points, and
each is also tried alone.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rightsflow.register.approvers import code_at
from tests.acceptance.conftest import CAMPAIGN
from tests.acceptance.kill_points import DECIDED, DEEDS, ERASING
from tests.acceptance.outcome import CaseFile, is_staff, letters_in, look
from tests.acceptance.people import TUYET, ZANETA
from tests.acceptance.small_office import PEOPLE, SmallOffice, letter_of, open_small_office
from tests.acceptance.strikes import finish, kill_at

ERASE = "Hello,\n\nplease erase all the personal data that you hold about me.\n"
STOP = "Dzień dobry,\n\nproszę nie przysyłać mi więcej ofert ani innego marketingu.\n"
ALONE = {one: (one,) for one in DEEDS}
ORDEALS = {"erasing": tuple(DEEDS) if CAMPAIGN else ERASING, **(ALONE if CAMPAIGN else {})}
SYSTEMS = {"crm", "documents"}
_SECRET = re.compile(r"Without a camera: (\w+)")


@pytest.fixture
def office(prefect_url: str, tmp_path: Path) -> SmallOffice:
    """Give an office with an approver, to which two people have written."""
    written = [
        letter_of(TUYET.email, "My data", ERASE),
        letter_of(ZANETA.email, "Dość", STOP),
    ]
    return open_small_office(tmp_path / "office", prefect_url, written=written, able=True)


def _command(office: SmallOffice, *words: str) -> str:
    done = office.finished(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _rows(office: SmallOffice, file: str, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(office.folder.parent / file)) as opened:
        return opened.execute(query).fetchall()


def _crm(office: SmallOffice, query: str) -> list[tuple[Any, ...]]:
    return _rows(office, "data/crm.sqlite", query)


def _others(office: SmallOffice) -> dict[str, Any]:
    """Return all that the systems hold of everybody but the one who is erased."""
    mine = TUYET.number
    tables = {
        "contacts": f"SELECT * FROM contacts WHERE id <> {mine}",  # noqa: S608
        "notes": f"SELECT * FROM notes WHERE contact_id <> {mine}",  # noqa: S608
        "placements": f"SELECT * FROM placements WHERE contact_id <> {mine}",  # noqa: S608
        "shifts": f"SELECT * FROM shifts WHERE placement_id <> {mine}",  # noqa: S608
        "scores": f"SELECT * FROM scores WHERE contact_id <> {mine}",  # noqa: S608
        "documents": f"SELECT * FROM documents WHERE stored_as <> '{TUYET.cv_path}'",  # noqa: S608
    }
    found: dict[str, Any] = {name: _crm(office, query) for name, query in tables.items()}
    for person in PEOPLE:
        if person.has_cv and person is not TUYET:
            found[person.cv_path] = (office.folder.parent / "data" / person.cv_path).read_bytes()
    return found


def _approve(office: SmallOffice, secret: str) -> list[str]:
    """Return the words of the command that approves the one plan that waits."""
    (number,) = [
        case["number"] for case in json.loads(_command(office, "case", "list", "--all", "--json"))
        if case["holds"] == ["plan_approval"]
    ]  # fmt: skip
    code = code_at(secret, datetime.now(UTC))
    words = ("decide", number, "--decision", "approve", "--approver", "officer", "--code", code)
    return list(words)


@pytest.mark.parametrize("points", ORDEALS)
def test_an_erasure_that_is_killed_is_done_once(office: SmallOffice, points: str) -> None:
    """Whatever a killed pass left is finished by the next one, and nothing is done twice."""
    add = ("approver", "add", "officer", "--email", "iod@example.com", "--officer")
    secret = _SECRET.search(_command(office, *add))
    assert secret
    finish(office)
    before = _others(office)
    kill_at(office, DECIDED, _approve(office, secret[1]))
    assert _crm(office, f"SELECT 1 FROM contacts WHERE id = {TUYET.number}")  # noqa: S608
    for sentence in ORDEALS[points]:
        kill_at(office, DEEDS[sentence])
    finish(office)
    _assert_erased(office)
    assert _others(office) == before
    _assert_once(office, letters_in(office.folder / "outbox"))


def _assert_erased(office: SmallOffice) -> None:
    """Nothing of the person is in the systems, and no note of what was erased lies there."""
    everything = "\n".join(
        repr(_crm(office, f"SELECT * FROM {table}"))  # noqa: S608
        for table in ("contacts", "notes", "placements", "shifts", "scores", "documents")
    )
    assert [one for one in (*TUYET.in_crm, *TUYET.in_documents) if one in everything] == []
    data = office.folder.parent / "data"
    assert not (data / TUYET.cv_path).exists()
    assert not (data / ".rightsflow").exists()


def _assert_once(office: SmallOffice, sent: Sequence[Any]) -> None:
    """One letter, one entry in each list, one receipt for each system; the journal is whole."""
    outcome = look(office.folder)
    case = outcome.cases[TUYET.email]
    assert case.story == (
        ("erasure: granted",), (), ("acknowledgement", "processor_notice", "rights_reply"),
    )  # fmt: skip
    left = Counter(str(one["Message-ID"]) for one in sent)
    noted = {row["message_id"] for row in outcome.letters if not is_staff(row)}
    assert {key: left[key] for key in noted} == dict.fromkeys(noted, 1)
    assert case.found.journal_whole
    _assert_noted_once(case)
    register = "instance/register.sqlite"
    ledger = _rows(office, register, "SELECT system, capability, replayed_at FROM erasure")
    number = case.found.case.number
    erased = _rows(office, register, f"SELECT system FROM erasure WHERE case_number = '{number}'")  # noqa: S608
    assert sorted(erased) == [("crm",), ("documents",)]
    assert len(ledger) == len(erased) + 1, "and one for the marketing that was stopped"
    entries = _rows(office, register, "SELECT list, kind, digest, scope FROM suppression")
    assert len(entries) == len(set(entries))
    assert {row[0] for row in entries} == {"do_not_recreate", "no_marketing"}


def _assert_noted_once(case: CaseFile) -> None:
    done = Counter(
        (row["event"], row["detail"]["system"])
        for row in case.found.journal
        if row["event"] in {"done", "verified"}
    )
    wanted = {(event, system) for event in ("done", "verified") for system in SYSTEMS}
    assert done == dict.fromkeys(wanted, 1)
