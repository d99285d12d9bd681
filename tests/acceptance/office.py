"""An instance with real servers around it: mail goes in by SMTP, letters come out by SMTP."""

import asyncio
import base64
import json
import os
import re
import smtplib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from deployments.environment import prefect_settings
from rightsflow.law.right import Right
from tests.acceptance import forked, yamls
from tests.acceptance.clock import Clock
from tests.acceptance.people import Person
from tests.acceptance.systems import MAPS
from tests.servers.certificates import ADDRESS
from tests.servers.smtp import Sink, SmtpServer

OFFICER = "iod@example.com"
CASE_NUMBER = re.compile(r"RF-\d{4}-\d{6,}")
_LIMIT_S = 240
_ROOT = Path(__file__).parents[2]
_TAKE_FURTHER = """
import asyncio, sys
from flows.open_case import open_case
asyncio.run(open_case(sys.argv[1]))
"""


@dataclass
class Office:
    """An instance folder, the servers it talks to, and the environment of its commands.

    `staff` are the addresses of the controller's own people. Commands run by `clock`.
    """

    folder: Path
    address: str
    receiving: SmtpServer
    sink: Sink
    environment: dict[str, str]
    register_url: str
    databases: tuple[str, ...] = ()
    output: list[str] = field(default_factory=list)
    staff: set[str] = field(default_factory=lambda: {OFFICER})
    clock: Clock = field(default_factory=Clock)

    def write(self, letter: EmailMessage, sender: str | None = None) -> None:
        """Send a letter to the office by SMTP, as the whole world does."""
        with smtplib.SMTP(ADDRESS, self.receiving.port, local_hostname="localhost") as smtp:
            smtp.send_message(letter, sender, [self.address])

    def run(self) -> None:
        """Do one pass with the installed command."""
        self.command("run", "--config", str(self.folder))

    def command(self, *words: str, given: str = "", environment: Mapping[str, str] = {}) -> str:
        """Run the installed command, which must succeed; return what it prints."""
        done = self.tried(*words, given=given, environment=environment)
        assert done.returncode == 0, f"{words[0]} ended with {done.returncode}:\n{done.stderr}"
        return done.stdout

    def tried(
        self, *words: str, given: str = "", environment: Mapping[str, str] = {}
    ) -> subprocess.CompletedProcess[str]:
        """Run the installed command, or where time was moved the same with a moved clock."""
        moved = self.clock.ahead
        done = forked.finished(
            [str(moved.total_seconds()), *words] if moved else words,
            module="tests.acceptance.moved" if moved else "",
            env={**self.environment, **environment},
            cwd=_ROOT if moved else self.folder.parent,
            given=given,
            limit_s=_LIMIT_S,
        )
        self.output += [done.stdout, done.stderr]
        return done

    def take_further(self, number: str) -> None:
        """Run the flow of a posted request as a worker does: by its module and the case number."""
        url = self.environment["PREFECT_API_URL"]
        self._python("-c", _TAKE_FURTHER, number, environment=prefect_settings(self.folder, url))

    def hand_in(
        self, forms: Sequence[tuple[float, Mapping[str, object]]], secret: str
    ) -> list[str]:
        """Hand in decisions, each so many seconds ahead of this machine; return their results.

        `secret` is what the codes of whoever decides are made of.
        """
        words = ("-m", "tests.acceptance.in_turn", str(self.folder), secret)
        printed = self._python(*words, given=json.dumps(forms))
        results: list[str] = json.loads(printed.splitlines()[-1])
        return results

    def _python(self, *words: str, given: str = "", environment: Mapping[str, str] = {}) -> str:
        """Run Python beside the commands, which must succeed; return what it prints."""
        done = subprocess.run(
            [sys.executable, *words],
            input=given,
            capture_output=True,
            text=True,
            timeout=_LIMIT_S,
            env={**self.environment, **environment},
            cwd=_ROOT,
            check=False,
        )
        self.output += [done.stdout, done.stderr]
        assert done.returncode == 0, done.stderr
        return done.stdout

    def cases(self) -> list[dict[str, Any]]:
        """Return all cases as the command lists them."""
        listed = self.command("case", "list", "--all", "--json", "--config", str(self.folder))
        found: list[dict[str, Any]] = json.loads(listed)
        return found

    def case(self, number: str, *, reveal: bool = False) -> dict[str, Any]:
        """Return a case as the command shows it."""
        words = ["case", "show", number, "--json", "--config", str(self.folder)]
        shown: dict[str, Any] = json.loads(self.command(*words, *["--reveal"] * reveal))
        return shown

    def letters(self) -> list[EmailMessage]:
        """Return all letters that have left for data subjects, parsed."""
        return [
            message_from_bytes(taken.content, policy=default)
            for taken in self.sink.letters
            if not self.staff.intersection(taken.recipients)
        ]

    def letters_to(self, address: str) -> list[EmailMessage]:
        """Return what was handed over for one recipient and nobody else."""
        return [
            message_from_bytes(taken.content, policy=default)
            for taken in self.sink.letters
            if taken.recipients == (address,)
        ]

    def change(self, file: str, **changes: object) -> None:
        """Change fields of the top sections of a YAML file of the instance; the others stay."""
        path = self.folder / file
        data = yamls.read(path)
        for name, value in changes.items():
            known = data.get(name)
            if isinstance(known, dict) and isinstance(value, Mapping):
                data[name] = {**known, **value}
            else:
                data[name] = value
        yamls.write(path, data)

    def let_time_pass(self) -> None:
        """Make everything that waits to be tried again due, as two hours would."""
        asyncio.run(self._let_time_pass())

    async def _let_time_pass(self) -> None:
        engine = create_async_engine(self.register_url)
        async with engine.begin() as connection:
            for table in ("work_item", "letter"):
                await connection.execute(text(f"UPDATE {table} SET next_try_at = NULL"))  # noqa: S608
        await engine.dispose()


def number_in(letter: EmailMessage) -> str:
    """Return the case number in a letter's subject."""
    found = CASE_NUMBER.search(str(letter["Subject"]))
    assert found, "a letter's subject names its case"
    return found.group()


BY_HAND = [str(right) for right in Right if right is not Right.access]
"""Rights that a person carries out in most of these tests: they are about access, and people."""


def make_folder(folder: Path, settings: Mapping[str, Any], maps: Mapping[str, object]) -> None:
    """Write an instance folder: settings, data maps, master key.

    Only access runs by itself, unless the settings say what is done `by_hand`.
    """
    folder.mkdir(mode=0o700)
    (folder / "systems").mkdir()
    controller = yamls.read(MAPS / "controller.yaml")
    controller["controller"]["email"] = settings["address"]
    sections = {key: value for key, value in settings.items() if key != "address"}
    # People's texts may name others, and no test but those about that asks who looks at them.
    decisions = {"look_at_others": False} | dict(sections.pop("decisions", {"by_hand": BY_HAND}))
    files: dict[str, object] = {"controller.yaml": controller | sections | {"decisions": decisions}}
    files |= {f"systems/{name}.yaml": content for name, content in maps.items()}
    for name, content in files.items():
        yamls.write(folder / name, content)
    key = folder / "master.key"
    key.write_bytes(base64.b64encode(os.urandom(32)) + b"\n")
    key.chmod(0o600)


def letter_from(
    person: Person | str,
    office: Office,
    subject: str,
    body: str,
    *,
    answers: EmailMessage | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> EmailMessage:
    """Write a letter to the office; with `answers` as a reply to one of its letters."""
    letter = EmailMessage()
    letter["From"] = f"{person.name} <{person.email}>" if isinstance(person, Person) else person
    letter["To"] = office.address
    letter["Subject"] = subject
    letter["Date"] = "Mon, 02 Nov 2026 09:30:00 +0100"
    letter["Message-ID"] = f"<{os.urandom(8).hex()}@mail.example.net>"
    if answers is not None:
        letter["In-Reply-To"] = answers["Message-ID"]
        letter["References"] = answers["Message-ID"]
    for name, value in headers:
        letter[name] = value
    letter.set_content(body)
    return letter
