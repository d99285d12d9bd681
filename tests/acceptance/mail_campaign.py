"""A small office on a real Dovecot whose intake dies again and again, and what became of it."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from typing import Any, Protocol

from tests.acceptance import yamls
from tests.acceptance.mail_kills import Pass
from tests.acceptance.outcome import Outcome, look
from tests.acceptance.small_office import SmallOffice, letter_of, open_small_office
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp import Sink

MARK = "X-Letter"
"""A field by which a test knows a letter again; the product does not look at it."""

IMAP_PASSWORD = "OFFICE_IMAP_PASSWORD"
_ROOT = Path(__file__).parents[2]
_ASKING = "Hello,\n\nunder Article 15 of the GDPR please send me a copy of my personal data.\n"
_USER = iter(range(1, 1_000_000))


@dataclass
class MailOffice:
    """An instance whose mailbox lies on a Dovecot and whose letters a mail server takes."""

    office: SmallOffice
    dovecot: Dovecot
    user: str
    sink: Sink
    process: "subprocess.Popen[str]"
    delivered: list[str] = field(default_factory=list)

    def deliver(self, *letters: EmailMessage) -> None:
        """Let letters arrive."""
        self.dovecot.deliver(self.user, *(one.as_bytes(policy=SMTP) for one in letters))
        self.delivered += [str(one[MARK]) for one in letters]

    def go(self, nth: int = 0, poison: str = "") -> bool:
        """Do one pass; return whether it was killed."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(asdict(Pass(nth, poison))) + "\n")
        self.process.stdin.flush()
        ended: int = json.loads(self.process.stdout.readline())["ended"]
        assert ended in {0, -signal.SIGKILL}, "a pass that nobody kills ends well"
        return ended != 0

    def folder(self, name: str) -> list[EmailMessage]:
        """Return the messages of a folder of the mailbox."""
        found = self.dovecot.contents(self.user, name)
        return [message_from_bytes(raw, policy=default) for raw in found]

    def look(self) -> Outcome:
        """Return what the register holds."""
        return look(self.office.folder)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds in the register."""
        with closing(sqlite3.connect(self.office.folder / "register.sqlite")) as register:
            return register.execute(query).fetchall()

    @property
    def letters(self) -> list[EmailMessage]:
        """Return what has left."""
        return [message_from_bytes(one.content, policy=default) for one in self.sink.letters]


class Server(Protocol):
    """A mail server on this machine that takes letters."""

    @property
    def host(self) -> str:
        """Return its name."""
        ...

    @property
    def port(self) -> int:
        """Return its port."""
        ...


@contextmanager
def open_mail_office(
    folder: Path,
    dovecot: Dovecot,
    server: Server,
    sink: Sink,
    domain: str = "example.com",
    **sections: Any,  # noqa: ANN401 - YAML
) -> Iterator[MailOffice]:
    """Open an instance with an empty mailbox; `sections` are put over those of its settings.

    Its own address is that of the mailbox; fields of `outgoing` are added to those of the server.
    """
    where = {"host": server.host, "port": server.port, "security": "plain"}
    office = open_small_office(folder, None, {"kind": "smtp", **where})
    user = f"campaign{next(_USER)}-{os.urandom(4).hex()}@{domain}"
    mailbox = imap_settings(dovecot, user)
    settings = office.folder / "controller.yaml"
    known = yamls.read(settings)
    known["controller"]["email"] = user
    known["outgoing"] |= sections.pop("outgoing", {})
    yamls.write(settings, known | {"mailbox": mailbox, **sections})
    office.environment |= {
        IMAP_PASSWORD: PASSWORD, "RIGHTSFLOW_CONFIG": str(office.folder),
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "tests.acceptance.mail_kills"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=office.environment,
        cwd=_ROOT,
        text=True,
    ) as process:
        try:
            yield MailOffice(office, dovecot, user, sink, process)
        finally:
            process.kill()


def imap_settings(dovecot: Dovecot, user: str) -> dict[str, Any]:
    """Return the section `mailbox` for a user of the server; the password is in the environment."""
    return {
        "kind": "imap", "host": dovecot.host, "port": dovecot.imap_port, "security": "plain",
        "username": user, "password": {"env": IMAP_PASSWORD},
    }  # fmt: skip


def request(number: int, message_id: str = "") -> EmailMessage:
    """Return a request that is like no other, unless its Message-ID is given."""
    letter = letter_of(f"osoba{number}@example.net", f"My data {number}", _ASKING)
    letter[MARK] = str(number)
    if message_id:
        letter.replace_header("Message-ID", message_id)
    return letter


def correspondence(chance: random.Random, mails: int) -> list[EmailMessage]:
    """Return so many mails: a tenth are redeliveries, a tenth bear another letter's Message-ID."""
    letters: list[EmailMessage] = []
    for number in range(mails):
        what = chance.random()
        if letters and what < 0.1:
            letters.append(chance.choice(letters))
        elif letters and what < 0.2:
            letters.append(request(number, str(chance.choice(letters)["Message-ID"])))
        else:
            letters.append(request(number))
    return letters


@dataclass(frozen=True, slots=True)
class Figures:
    """What a campaign came to; `worn`: taken from the intake after three deaths in a row."""

    mails: int
    letters: int
    passes: int
    kills: int
    sent_twice: int
    worn: int

    def __str__(self) -> str:
        """Say it in one line."""
        told = (f"{value} {name.replace('_', ' ')}" for name, value in asdict(self).items())
        return f"campaign: {', '.join(told)}"


def suffer(office: MailOffice, chance: random.Random, mails: int, kills: int) -> Figures:
    """Deliver mails between the deaths of the intake, let it finish, and hold it to its word."""
    waiting = correspondence(chance, mails)
    per_kill = -(-mails // kills)
    passes = killed = 0
    while killed < kills:
        office.deliver(*waiting[:per_kill])
        del waiting[:per_kill]
        passes += 1
        killed += office.go(_moment(chance))
    office.deliver(*waiting)
    assert not office.go()
    assert not office.go(), "a second pass finds nothing to do"
    outcome = office.look()
    worn = _assert_taken_in_once(office, outcome)
    twice = _assert_acknowledged(office, outcome, worn)
    assert twice <= killed, "one letter more for each kill, not two"
    letters = len(set(office.delivered))
    return Figures(len(office.delivered), letters, passes + 2, killed, twice, len(worn))


def _moment(chance: random.Random) -> int:
    """Return the moment of a death: mostly within a small batch, at times far beyond."""
    return chance.randint(1, chance.choice((60, 60, 60, 250)))


def _assert_taken_in_once(office: MailOffice, outcome: Outcome) -> set[str]:
    """Each letter has one case, each mail lies in one folder; return who is read by a person."""
    letters = Counter(office.delivered)
    kinds = Counter(row["kind"] for row in outcome.messages)
    assert {row["state"] for row in outcome.messages} == {"settled"}
    assert len(outcome.messages) == letters.total()
    assert kinds["redelivery"] == letters.total() - len(letters)
    cases = [row["case_id"] for row in outcome.messages if row["case_id"] is not None]
    assert len(cases) == len(set(cases)) == len(letters)
    assert office.folder("INBOX") == []
    worn = Counter(str(one[MARK]) for one in office.folder("Quarantine"))
    moved = Counter(str(one[MARK]) for one in office.folder("Processed"))
    assert moved + worn == letters
    assert worn.total() == kinds["unreadable"]
    assert worn.total() == sum(row["attempts"] > 3 for row in outcome.messages)
    return set(worn)


def _assert_acknowledged(office: MailOffice, outcome: Outcome, worn: set[str]) -> int:
    """Each writer has one acknowledgement; return how many letters left once more."""
    asked = {f"osoba{mark}@example.net" for mark in set(office.delivered) - worn}
    left = Counter((str(one["To"]), str(one["Message-ID"])) for one in office.letters)
    assert Counter(to for to, _ in left) == Counter(asked)
    assert {row["state"] for row in outcome.letters} == {"sent"}
    assert {row["message_id"] for row in outcome.letters} == {key for _, key in left}
    return left.total() - len(left)


def marks(letters: Sequence[EmailMessage]) -> list[str]:
    """Return by which marks letters are known, sorted."""
    return sorted(str(one[MARK]) for one in letters)
