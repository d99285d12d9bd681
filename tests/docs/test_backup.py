"""The commands of the pages about backups and keys are run as they stand, to the end.

Only the names of places are replaced: `/srv/backup`, and the databases on the test's server.
"""

import asyncio
import os
import re
import secrets
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import make_url

from deployments.examples.make import make_instance
from rightsflow.register.masterkey import id_of
from rightsflow.register.paperkey import printed
from tests.acceptance import yamls
from tests.deployments.test_cli import rightsflow
from tests.docs.pages import examples, section, text_of
from tests.rightsflow.register.conftest import run
from tests.servers.databases import ADMIN, answers

PAGE = text_of("how-to/backup.md")
KEYS = text_of("how-to/keys.md")
PERSON = "name: Anna Nowak\nemail: anna@example.org\n"
_LIMIT_S = 120


class Shell:
    """A shell in the folder in which the instance `office` lies.

    Our own commands run in this process, which takes a tenth of the time; the others are run as
    they stand.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.databases: Sequence[str] = ()
        self.environment = dict(os.environ)

    def run(self, text: str, given: str = "", *, wants: int = 0) -> str:
        """Run a block of a page, line by line, and return what it printed."""
        return "".join(self._line(self._here(line), given, wants) for line in text.splitlines())

    def _line(self, line: str, given: str, wants: int) -> str:
        if line.strip().startswith("rightsflow "):
            words = shlex.split(line)
            to = words[words.index(">") + 1] if ">" in words else ""
            words = words[: words.index(">")] if to else words
            result = rightsflow(*words[1:], given=given)
            status, said = result.exit_code, result.output
            if to:
                (self.folder / to).write_text(result.stdout)
        else:
            done = subprocess.run(
                ["/bin/sh", "-eu", "-c", line], cwd=self.folder, env=self.environment, text=True,
                timeout=_LIMIT_S, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
            status, said = done.returncode, done.stdout
        assert status == wants, said
        return said

    def _here(self, line: str) -> str:
        """Return a line with the places of the test."""
        if line.strip().startswith("pg_") and self.databases:
            name, keys = self.databases
            line = re.sub(r"(?<=[ =])rightsflow_keys(?= |$)", keys, line)
            line = re.sub(r"(?<=[ =])rightsflow(?= |$)", name, line)
        return line.replace("/srv/backup", str(self.folder / "srv"))


def opened(shell: Shell) -> str:
    """Open a case in the instance and return its number."""
    words = "--right access --received-on 2026-03-02 --overdue --person - --config office"
    return shell.run(f"rightsflow case open {words}", PERSON).split()[-1]


def blocks(heading: str, part: str = "") -> list[str]:
    """Return the commands below a heading, in order."""
    text = section(PAGE, heading)
    return examples(text.partition(f"\n### {part}\n")[2].partition("\n### ")[0] if part else text,
                    "sh")  # fmt: skip


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Give a folder with an instance, and a place for backups."""
    monkeypatch.chdir(tmp_path)
    make_instance(tmp_path / "office", "we-support")
    (tmp_path / "srv" / "rightsflow").mkdir(parents=True)
    return Shell(tmp_path)


def lose(office: Path) -> None:
    """Lose everything but the instance's own files."""
    for file in [*office.glob("*.sqlite*"), office / "ledger.copy"]:
        file.unlink(missing_ok=True)
    shutil.rmtree(office / "vault", ignore_errors=True)


def with_ledger(shell: Shell) -> None:
    """Let there be a line in the copy of the ledger."""
    shell.run("rightsflow lift no_marketing --config office", "anna@example.org\n\n")


def test_an_instance_with_sqlite_is_saved_and_restored_by_the_page(shell: Shell) -> None:
    """Saved, lost, restored, proved, replayed; the case is there."""
    number = opened(shell)
    with_ledger(shell)
    (save,) = blocks("Save", "With SQLite")
    shell.run(save)
    (copy,) = blocks("Save", "The copy of the ledger")
    shell.run(copy)
    lose(shell.folder / "office")
    put_back, _, check, replay = blocks("Restore")[:4]
    shell.run(put_back)
    assert "Usable" in shell.run(check)
    shell.run(replay)
    assert number in shell.run(f"rightsflow case show {number} --config office")


@pytest.fixture
def databases(require_server: Callable[[str, bool], None]) -> Iterator[list[str]]:
    """Give the names of two databases, for register and keys, which are made anew and empty."""
    require_server("postgresql", answers("postgresql"))
    name = f"rf_{secrets.token_hex(6)}"
    asyncio.run(emptied([name, f"{name}_keys"]))
    yield [name, f"{name}_keys"]
    asyncio.run(run(ADMIN["postgresql"], *map(dropped, [name, f"{name}_keys"])))


def dropped(name: str) -> str:
    """Return what drops a database of the test."""
    return f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"


async def emptied(names: Sequence[str]) -> None:
    """Make databases anew."""
    for name in names:
        await run(ADMIN["postgresql"], dropped(name), f"CREATE DATABASE {name}")


def use_postgresql(shell: Shell, names: Sequence[str]) -> None:
    """Let the instance lie in these databases, and the tools ask their server."""
    server = make_url(ADMIN["postgresql"])
    url, keys_url = (server.set(database=name).render_as_string() for name in names)
    file = shell.folder / "office" / "controller.yaml"
    controller = yamls.read(file)
    controller["register"] = {"url": url, "keys_url": keys_url}
    yamls.write(file, controller)
    shell.databases = names
    shell.environment |= {
        "PGHOST": str(server.host), "PGPORT": str(server.port or 5432),
        "PGUSER": str(server.username),
    }  # fmt: skip


def test_an_instance_with_postgresql_is_saved_and_restored_by_the_page(
    shell: Shell, databases: list[str]
) -> None:
    """With pg_dump and pg_restore, two databases, and the vault as files."""
    use_postgresql(shell, databases)
    number = opened(shell)
    with_ledger(shell)
    (shell.folder / "office" / "vault").mkdir(exist_ok=True)
    (save,) = blocks("Save", "With PostgreSQL")
    shell.run(save)
    (copy,) = blocks("Save", "The copy of the ledger")
    shell.run(copy)
    lose(shell.folder / "office")
    asyncio.run(emptied(databases))
    _, put_back, check, _ = blocks("Restore")[:4]
    shell.run(put_back)
    assert "Usable" in shell.run(check)
    assert number in shell.run(f"rightsflow case show {number} --config office")
    refused = shell.run("rightsflow backup srv/other --config office", wants=1)
    assert "pg_dump" in refused


def test_the_key_is_put_on_paper_proved_lost_typed_in_and_rotated_by_the_page(
    shell: Shell,
) -> None:
    """Every command of keys.md; the printer is a file here."""
    opened(shell)
    key_file = shell.folder / "office" / "master.key"
    before = key_file.read_bytes()
    escrow, verify, write, rotate, prepared, _, _, check = examples(KEYS, "sh")
    shell.run(escrow.replace("| lp", "> paper.txt"))
    paper = (shell.folder / "paper.txt").read_text()
    assert "opens the register" in shell.run(verify, paper)
    key_file.unlink()
    shell.run(write, paper)
    assert key_file.read_bytes() == before
    shell.run(rotate)
    first = key_file.read_bytes()
    shell.run(prepared.replace("| lp", "> next.txt"))
    assert len({before, first, key_file.read_bytes()}) == 3
    shell.run(verify, (shell.folder / "next.txt").read_text())
    assert "not the key" in shell.run(verify, paper, wants=1)
    assert "Kept of earlier master keys" in shell.run(check)


def test_the_paper_that_is_shown_looks_as_it_is_printed() -> None:
    """Of the key whose bytes count up; its name, too."""
    (shown,) = examples(KEYS, "text")
    assert printed(bytes(range(32)))[0] in shown
    assert id_of(bytes(range(32))) in shown
