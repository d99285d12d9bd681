"""Everything is lost and restored from a backup: what was erased since does not come back."""

import asyncio
import base64
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from deployments import restoring
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.register import erasures, suppression
from rightsflow.register.keyring import Keyring
from rightsflow.settings import read_settings
from tasks.tidying import tidy_up
from tasks.wiring import open_register
from tests.acceptance.people import BOGUMIL, TUYET
from tests.deployments.test_cli import rightsflow
from tests.tasks.deeds_kit import open_able_office
from tests.tasks.written import ACCESS, ERASURE

Harm = Callable[[], object]
OLD = "M-000900"
"""A message whose time is over: its key is deleted after the backup."""

_LOST = ("register.sqlite", "register.sqlite-wal", "register.sqlite-shm", "keys.sqlite",
         "keys.sqlite-wal", "keys.sqlite-shm", "ledger.copy")  # fmt: skip


@dataclass
class Disaster:
    """An instance that was saved, erased somebody, and was lost; `ledger` alone was kept."""

    folder: Path
    backup: Path
    crm: Path
    ledger: bytes = field(repr=False)
    key_file: bytes = field(repr=False)

    def restore(self, *, ledger: bool = True) -> None:
        """Put the backup into place, and the newest copy of the ledger."""
        shutil.rmtree(self.folder / "vault", ignore_errors=True)
        for name in _LOST:
            (self.folder / name).unlink(missing_ok=True)
        shutil.copy(self.backup / "register" / "register.sqlite", self.folder)
        shutil.copytree(self.backup / "vault", self.folder / "vault")
        shutil.copy(self.backup / "keys" / "keys.sqlite", self.folder)
        shutil.copy(self.backup / "crm.sqlite", self.crm)
        (self.folder / "master.key").write_bytes(self.key_file)
        (self.folder / "master.key.next").unlink(missing_ok=True)
        if ledger:
            (self.folder / "ledger.copy").write_bytes(self.ledger)

    def run(self, *words: str) -> tuple[int, str]:
        """Run `rightsflow restore` and return how it ended, and what it said."""
        result = rightsflow("restore", *words, "--config", self.folder)
        return result.exit_code, result.output

    def told(self, *words: str) -> dict[str, Any]:
        """Return what `restore --check --json` tells."""
        found: dict[str, Any] = json.loads(self.run("--check", "--json", *words)[1])
        return found


@pytest.fixture(scope="module")
def disaster(tmp_path_factory: pytest.TempPathFactory) -> Disaster:
    """Give one for all tests: each puts the backup into place first."""
    return asyncio.run(struck(tmp_path_factory.mktemp("disaster")))


async def struck(tmp_path: Path) -> Disaster:
    """Save a running instance with a case, let it erase somebody, and forget a key."""
    async with open_able_office(tmp_path) as office:
        folder, backup = office.desk.folder, tmp_path / "backup"
        await office.ask(BOGUMIL, ACCESS)
        await office.desk.keyring.make([OLD], office.clock())
        key = await office.desk.keyring.key(OLD)
        office.desk.vault.put(key, OLD, "raw", b"From: an old case")
        saved = await asyncio.to_thread(rightsflow, "backup", backup, "--config", folder)
        assert saved.exit_code == 0, saved.output
        shutil.copy(office.database, backup / "crm.sqlite")
        await office.ask(TUYET, ERASURE)
        await office.decide(Decision.approve, HoldKind.plan_approval)
        assert TUYET.number not in people(office.database)
        await office.desk.keyring.drop([OLD])
        over = {"kind": "lifted", "list": "no_marketing", "digests": [], "scope": ""}
        ended = {**over, "kind": "listed", "until_on": "2020-01-01"}
        await office.desk.keyring.tell_copy([over, ended])
        assert await tidy_up.fn() == 1
        ledger = (folder / "ledger.copy").read_bytes()
        key_file = (folder / "master.key").read_bytes()
        return Disaster(folder, backup, office.database, ledger, key_file)


def people(crm: Path) -> set[int]:
    """Return who is in the CRM."""
    with closing(sqlite3.connect(crm)) as database:
        return {row[0] for row in database.execute("SELECT id FROM contacts")}


def test_who_was_erased_after_the_backup_is_erased_again(disaster: Disaster) -> None:
    """Proved, replayed, and proved again; the others stay, and the deleted key stays deleted."""
    disaster.restore()
    assert TUYET.number in people(disaster.crm)
    status, said = disaster.run("--check")
    assert status == 3, said
    assert "Usable" in said
    assert "Do it again before anything else" in said
    assert "keys that had been deleted and are back: 1" in said
    before = people(disaster.crm)
    status, said = disaster.run("--replay")
    assert status == 0, said
    assert people(disaster.crm) == before - {TUYET.number}
    told = disaster.told()
    assert told["usable"]
    assert told["without_key"] == 1
    assert {**told["ledger"], "lines": 0} == {
        "lines": 0, "unreadable": [], "erasures": 0, "first_at": None, "systems": [], "lists": 0,
        "keys": 0,
    }  # fmt: skip
    assert disaster.run("--check")[0] == 0
    assert TUYET.last_name not in said
    assert disaster.run("--replay")[0] == 0


@pytest.mark.parametrize("when", ["enter", "drop", "enter_again", "replay_with"])
def test_cut_off_while_it_forgets_it_is_run_again(
    disaster: Disaster, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Killed after any part of it."""
    disaster.restore()
    owners = {"drop": Keyring, "enter_again": erasures, "replay_with": restoring}
    owner = owners.get(when, suppression)
    real = getattr(owner, when)

    async def dies(*words: object, **more: object) -> None:
        await real(*words, **more)
        raise KeyboardInterrupt

    def dies_at_once(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(owner, when, dies_at_once if when == "replay_with" else dies)
        disaster.run("--replay")
    assert disaster.run("--check")[0] == 3
    status, said = disaster.run("--replay")
    assert status == 0, said
    assert TUYET.number not in people(disaster.crm)
    assert disaster.run("--check")[0] == 0


def test_without_the_copy_of_the_ledger_it_is_said_that_nothing_is_known(
    disaster: Disaster,
) -> None:
    """It does not say that nothing was erased."""
    disaster.restore(ledger=False)
    status, said = disaster.run("--check")
    assert status == 3
    assert "There is no copy of the ledger" in said
    elsewhere = disaster.folder.parent / "copy-of-another-disk"
    elsewhere.write_bytes(disaster.ledger)
    assert "crm" in disaster.told("--ledger", str(elsewhere))["ledger"]["systems"]


def test_every_way_in_which_a_backup_may_be_broken_is_told(disaster: Disaster) -> None:
    """A cut file, a missing one, a key that is not there, a changed journal, another key file."""
    disaster.restore()
    folder = disaster.folder
    harms: list[tuple[Harm, str]] = [
        (lambda: cut(next(folder.glob("vault/M-000001/raw"))), "raw is cut or changed"),
        (lambda: next(folder.glob("vault/M-000001/raw")).unlink(), "not in the vault"),
        (lambda: sql(folder / "keys.sqlite", "DELETE FROM case_key"), "not in the key store"),
        (lambda: sql(folder / "register.sqlite", "UPDATE journal SET actor = 'x'"), "journal"),
    ]
    for harm, says in harms:
        disaster.restore()
        harm()
        status, said = disaster.run("--check")
        assert (status, "NOT USABLE" in said) == (1, True), said
        assert says in said
    disaster.restore()
    sql(folder / "register.sqlite", "UPDATE rightsflow_register_version SET version_num = '9999'")
    status, said = disaster.run("--check")
    assert status == 1
    assert "newer Rightsflow" in said
    disaster.restore()
    (folder / "master.key").write_bytes(base64.b64encode(bytes(range(32))))
    status, said = disaster.run("--check")
    assert status == 1
    assert "not the key of this register" in said


def cut(file: Path) -> None:
    """Cut the tail off."""
    file.write_bytes(file.read_bytes()[:-1])


def sql(file: Path, statement: str) -> None:
    """Change a database by hand."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(statement)


def test_a_backup_is_brought_up_to_date_and_holds_no_key_file(
    disaster: Disaster, tmp_path: Path
) -> None:
    """A second run copies what is new alone; what is gone from the vault goes from the backup."""
    disaster.restore()
    folder, backup = disaster.folder, tmp_path / "backup"

    def saved(to: Path) -> Result:
        return rightsflow("backup", to, "--config", folder)

    first = saved(backup)
    gone = backup / "vault" / "M-000001" / "raw"
    assert gone.exists()
    (folder / "vault" / "M-000001" / "raw").unlink()
    second = saved(backup)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert " 0 new files" in second.output
    assert not gone.exists()
    names = {path.name for path in backup.rglob("*") if path.is_file()}
    assert {"register.sqlite", "keys.sqlite", "ledger.copy"} < names
    assert "master.key" not in names
    assert saved(folder / "inside").exit_code == 1
    assert rightsflow("key", "rotate", "--prepare", "--config", folder).exit_code == 0
    meanwhile = saved(backup)
    assert meanwhile.exit_code == 1
    assert "rightsflow key rotate" in meanwhile.output


def test_a_backup_of_before_a_rotation_opens_with_the_paper_of_both_keys(
    disaster: Disaster,
) -> None:
    """The newest copy of the ledger is under the new key, the backup under the old one."""
    disaster.restore()
    assert rightsflow("key", "rotate", "--config", disaster.folder).exit_code == 0
    new = (disaster.folder / "master.key").read_bytes()
    asyncio.run(forgets(disaster.folder, OLD))
    lines = (disaster.folder / "ledger.copy").read_bytes()
    disaster.restore()
    (disaster.folder / "ledger.copy").write_bytes(lines)
    assert disaster.told()["ledger"]["unreadable"]
    (disaster.folder / "master.key.next").write_bytes(new)
    (disaster.folder / "master.key.next").chmod(0o600)
    assert disaster.told()["ledger"]["unreadable"] == []
    assert disaster.run("--replay")[0] == 0
    assert rightsflow("key", "rotate", "--config", disaster.folder).exit_code == 0
    assert (disaster.folder / "master.key").read_bytes() == new
    assert disaster.run("--check")[0] == 0


async def forgets(folder: Path, scope: str) -> None:
    """Delete a key, as the nightly purge does."""
    async with AsyncExitStack() as stack:
        _, keyring = await open_register(folder, read_settings(folder), stack)
        await keyring.drop([scope])
