"""The master key is rotated under load: a pass of the flows, and processes that make keys."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rightsflow.register.masterkey import KeyFiles, read_master_key
from tests.acceptance.conftest import CAMPAIGN
from tests.acceptance.forked import COMMAND
from tests.acceptance.small_office import _POLISH, PEOPLE, SmallOffice, letter_of, open_small_office

_KILLED_AFTER_S = (0.8, 1.0, 1.3) if CAMPAIGN else (1.0,)
_LIMIT_S = 120


def begun(office: SmallOffice, *words: str) -> subprocess.Popen[str]:
    """Start a command of the instance."""
    return subprocess.Popen(
        [COMMAND, *words, "--config", str(office.folder)], env=office.environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for the end, and return status and output."""
    said, _ = process.communicate(timeout=_LIMIT_S)
    return process.returncode, said


def loaded(folder: Path, stop: Path) -> subprocess.Popen[str]:
    """Start a process that makes and opens keys."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.acceptance.rotation_load", str(folder), str(stop)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.fixture
def office(tmp_path: Path, prefect_url: str) -> SmallOffice:
    """Give an office with letters in its mailbox."""
    return open_small_office(
        tmp_path, prefect_url, written=[letter_of(one.email, "RODO", _POLISH) for one in PEOPLE[:3]]
    )


def test_flows_and_workers_go_on_while_the_key_is_rotated_and_rotations_are_killed(
    office: SmallOffice, tmp_path: Path
) -> None:
    """`kill -9` again and again; nobody notices, every letter is answered, and all of it opens."""
    files, stop = KeyFiles(office.folder / "master.key"), tmp_path / "stop"
    old = read_master_key(files.file)
    assert ended(begun(office, "key", "check"))[0] == 0
    worker = loaded(office.folder, stop)
    flows = begun(office, "run")
    for wait_s in _KILLED_AFTER_S:
        rotation = begun(office, "key", "rotate")
        time.sleep(wait_s)
        rotation.kill()
        rotation.communicate()
    status, said = ended(begun(office, "key", "rotate"))
    assert status == 0, said
    assert ended(flows)[0] == 0
    stop.touch()
    status, said = ended(worker)
    assert status == 0, said
    assert int(said) > 0
    assert not files.next.exists()
    assert read_master_key(files.file) != old
    told = json.loads(ended(begun(office, "restore", "--check", "--json"))[1])
    assert told["usable"], told
    assert told["open_cases"] >= len(PEOPLE[:3])
    assert told["files"] >= told["open_cases"]
    keys = json.loads(ended(begun(office, "key", "check", "--json"))[1])
    assert list(keys["wrapped"]) == [keys["master_key"]]
    assert not list(office.folder.glob("master.key.*"))
