"""A real Tryton: its database, made and filled by Tryton itself, once."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.people import BOGUMIL, JADWIGA, TUYET, ZANETA, Person
from tests.servers.environment import once, programs

CONSTRAINTS = Path(__file__).with_name("tryton-constraints.txt")
SEED = Path(__file__).with_name("tryton_seed.py")
MODULES = ("party", "marketing_email", "web_user")
LIMIT_S = 240

SECOND = "bogumil.drugi@example.org"
"""Another address of Bogumił, which only hangs on his party."""

REMARK = {BOGUMIL: f"Write to {SECOND}, please."}
ERASED = JADWIGA
"""Whom the wizard of Tryton itself has erased."""


def _told(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "street": person.street,
        "note": person.notes[0],
        "second": SECOND if person in REMARK else "",
        "remark": REMARK.get(person, ""),
    }


PEOPLE = json.dumps(
    {"filed": [_told(one) for one in (TUYET, BOGUMIL, ZANETA)], "erased": _told(ERASED)}
)


def _make(folder: Path, binaries: Path) -> bool:
    """Make the database: all tables, then the people."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "crm.sqlite").touch()
    (folder / "password").write_text("no-one-logs-in")
    config = folder / "tryton.conf"
    config.write_text(f"[database]\nuri = sqlite://\npath = {folder}\n")
    admin: list[str | Path] = [binaries / "trytond-admin", "-c", config, "-d", "crm"]
    commands: tuple[list[str | Path], ...] = (
        [*admin, "--all", "--email", "admin@example.com"],
        [*admin, "-u", *MODULES, "--activate-dependencies"],
        [binaries / "python", "-W", "ignore", SEED, config, PEOPLE],
    )
    for command in commands:
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            timeout=LIMIT_S,
            env={"TRYTONPASSFILE": str(folder / "password"), "PATH": "/usr/bin:/bin"},
        )
    return True


@pytest.fixture(scope="session")
def tryton_database(require_server: Callable[[str, bool], None]) -> Path:
    """Give the file of a filled database, which no test changes."""
    modules = [f"trytond-{name.replace('_', '-')}" for name in MODULES]
    binaries = programs("trytond", CONSTRAINTS, *modules)
    require_server("Tryton 8", binaries is not None)
    assert binaries is not None
    recipe = CONSTRAINTS.read_bytes() + SEED.read_bytes() + PEOPLE.encode()
    folder = once("trytond-crm", recipe, lambda folder: _make(folder, binaries))
    assert folder is not None
    return folder / "crm.sqlite"


@pytest.fixture
def tryton(tryton_database: Path, tmp_path: Path) -> Path:
    """Give a copy of the database to one test."""
    return Path(shutil.copy(tryton_database, tmp_path / "tryton.sqlite"))
