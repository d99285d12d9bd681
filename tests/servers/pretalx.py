"""A real pretalx: its database and its files, made and filled by pretalx itself, once.

Long to install, so only in a campaign.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.people import TUYET, ZANETA, Person
from tests.servers.environment import once, programs

CONSTRAINTS = Path(__file__).with_name("pretalx-constraints.txt")
SEED = Path(__file__).with_name("pretalx_seed.py")
LIMIT_S = 600
LIFE = "Has cooked by the sea."


def _told(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "life": f"{LIFE} {person.email}",
        "withdraws": person is TUYET,
    }


PEOPLE = json.dumps([_told(one) for one in (TUYET, ZANETA)])


def _make(folder: Path, binaries: Path) -> bool:
    """Make database and files: all tables, then the people."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    config = folder / "pretalx.cfg"
    config.write_text(
        f"[filesystem]\ndata = {folder}/data\nstatic = {folder}/static\n"
        f"[database]\nbackend = sqlite3\nname = {folder}/pretalx.sqlite\n"
    )
    environment = {"PRETALX_CONFIG_FILE": str(config), "PEOPLE": PEOPLE, "PATH": "/usr/bin:/bin"}
    for words, text in (
        (["migrate"], ""),
        (["shell", "--unsafe-disable-scopes", "-v", "0"], SEED.read_text()),
    ):
        subprocess.run(
            [binaries / "python", "-m", "pretalx", *words],
            input=text,
            text=True,
            check=True,
            capture_output=True,
            timeout=LIMIT_S,
            env=environment,
            cwd=folder,
        )
    return True


@pytest.fixture(scope="session")
def pretalx_folder(require_server: Callable[[str, bool], None]) -> Path:
    """Give the folder of a filled pretalx, which no test changes."""
    if os.environ.get("HYPOTHESIS_PROFILE") != "campaign":
        pytest.skip("pretalx is long to install: make campaign")
    binaries = programs("pretalx", CONSTRAINTS)
    require_server("pretalx", binaries is not None)
    assert binaries is not None
    recipe = CONSTRAINTS.read_bytes() + SEED.read_bytes() + PEOPLE.encode()
    folder = once("pretalx-cooks", recipe, lambda folder: _make(folder, binaries))
    assert folder is not None
    return folder


@pytest.fixture
def pretalx(pretalx_folder: Path, tmp_path: Path) -> Path:
    """Give a copy to one test: `pretalx.sqlite`, and files below `data/media`."""
    return Path(shutil.copytree(pretalx_folder, tmp_path / "pretalx"))
