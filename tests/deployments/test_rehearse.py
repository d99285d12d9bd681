"""`rightsflow map rehearse`, as a person types it before approving a plan."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.acceptance.people import TUYET
from tests.deployments.test_cli import rightsflow
from tests.deployments.test_plan import NUMBER, asked
from tests.tasks.written import ERASURE


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an instance in which an erasure waits for its approval; no test changes it."""
    return asked(tmp_path_factory.mktemp("waiting"), ERASURE)


def rows(instance: Path) -> list[object]:
    """Return all that the systems hold."""
    with closing(sqlite3.connect(instance.parent / "data" / "crm.sqlite")) as crm:
        return list(crm.iterdump())


def test_what_a_plan_would_do_is_shown_and_taken_back(waiting: Path) -> None:
    """Which tables lose how many rows; nobody is named, and all is still there."""
    before = rows(waiting)
    done = rightsflow("map", "rehearse", "crm", "--case", NUMBER, "--config", waiting)

    assert done.exit_code == 0, done.output
    ends = [line.split()[-3:] for line in done.output.splitlines()]
    lost = {end[0]: int(end[1]) - int(end[2]) for end in ends if end[-1].isdecimal()}
    assert lost["shifts"] == len(TUYET.sites)
    assert "nothing is changed" in done.output
    assert TUYET.email not in done.output
    assert rows(waiting) == before


@pytest.mark.parametrize(
    ("system", "number", "said"),
    [
        ("documents", NUMBER, "cannot rehearse"),
        ("shop", NUMBER, "No such system"),
        ("crm", "RF-2026-000099", "RF-2026-000099"),
    ],
)
def test_what_cannot_be_tried_out_is_told(
    waiting: Path, system: str, number: str, said: str
) -> None:
    """In one sentence, with status 1."""
    done = rightsflow("map", "rehearse", system, "--case", number, "--config", waiting)

    assert done.exit_code == 1
    assert said in done.output
