"""People who wrote letters, in a real Dovecot."""

import imaplib
from collections.abc import Mapping, Sequence
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import yaml

from connectors.mailbox import CONNECTOR
from connectors.mailbox.connector import MailboxConnector
from rightsflow.conformance import FaultyProxy, Person, Stage, Trouble
from rightsflow.conformance.ordering import NOW
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability
from tests.servers.certificates import free_port
from tests.servers.dovecot import PASSWORD, Dovecot

MAP: Final = Path(__file__).with_name("archive.yaml")
OURS: Final = "office@example.org"

_numbers = count(1)


def letter(
    sender: str,
    *to: str,
    subject: str = "Question",
    text: str = "Hello",
    fields: Sequence[str] = (),
    number: int = 0,
) -> bytes:
    """Return a raw message, header fields as UTF-8 where they are not ASCII (RFC 6532)."""
    head = (
        f"From: {sender}",
        f"To: {', '.join(to or (OURS,))}",
        f"Subject: {subject}",
        f"Date: {format_datetime(NOW)}",
        f"Message-ID: <{number or next(_numbers)}.letter@example.net>",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *fields,
    )
    return "\r\n".join((*head, "", text.replace("\n", "\r\n"), "")).encode()


class Box:
    """A user of Dovecot with folders of their own; a second client works beside the connector."""

    def __init__(self, server: Dovecot, folder: Path) -> None:
        """Take a user name that no other test has; the password lies in the folder."""
        self.server = server
        self.user = f"archive{next(_numbers)}@example.org"
        self._password = folder / "password"

    def put(self, *letters: bytes, folder: str = "INBOX") -> None:
        """Store letters in a folder, which is made if it is missing."""
        with self.client() as imap:
            if folder != "INBOX":
                imap.create(folder)
            for one in letters:
                assert imap.append(folder, "", "", one)[0] == "OK"

    def client(self) -> imaplib.IMAP4:
        """Return a client of its own, which has selected INBOX."""
        return self.server.client(self.user)

    def connector(
        self,
        changes: Mapping[str, object] | None = None,
        *,
        wrong: bool = False,
        collection: Mapping[str, object] | None = None,
        **settings: object,
    ) -> MailboxConnector:
        """Open it; `changes`, `settings` go into `connection`, `collection` into the map."""
        self._password.write_text("wrong" if wrong else PASSWORD, encoding="utf-8")
        data: dict[str, Any] = yaml.safe_load(MAP.read_text(encoding="utf-8"))
        data["connection"] |= {
            "host": "127.0.0.1",
            "port": self.server.imap_port,
            "security": "plain",
            "username": self.user,
            "password": {"file": str(self._password)},
            "patience_s": 1,
            "timeout_s": 10,
            **(changes or {}),
            **settings,
        }
        data["collections"]["messages"] |= collection or {}
        connection = CONNECTOR.connection.model_validate(data["connection"])
        return CONNECTOR.open(SystemMap.model_validate(data), connection)


class MailboxStage(Stage):
    """A letter from each person for every note, and one that names them."""

    has_notes = False  # a letter is a record of its own, and nothing hangs below it
    package = "connectors.mailbox"
    can = frozenset({Capability.erase, Capability.restrict, Capability.release, Capability.verify})

    troubles = frozenset({Trouble.slow})
    secrets = (PASSWORD,)

    def __init__(self, server: Dovecot, folder: Path, proxy: FaultyProxy) -> None:
        """Take a box of its own, and what makes its server slow."""
        self.box = Box(server, folder)
        self.proxy = proxy

    async def plant(self, people: Sequence[Person]) -> None:
        """Store their letters."""
        self.box.put(
            *(
                letter(f'"{one.name}" <{one.email}>', subject=one.mark, text=note)
                for one in people
                for note in one.notes
            )
        )

    async def remove(self, person: Person) -> None:
        """Delete the person's letters."""
        with self.box.client() as imap:
            _, found = imap.search(None, "SUBJECT", person.mark)
            for number in found[0].split():
                imap.store(number.decode(), "+FLAGS", r"(\Deleted)")
            imap.expunge()

    async def leave_trace(self, person: Person) -> bool:
        """Leave a letter in Trash whose text names the person."""
        about = letter("carol@example.net", text=f"Ask <{person.email}> about it.")
        self.box.put(about, folder="Trash")
        return True

    def connector(self, trouble: Trouble = Trouble.none) -> MailboxConnector:
        """Open it, at a port where nobody listens if it is to be dead."""
        settings: dict[str, object] = {}
        if trouble is Trouble.dead:
            settings = {"port": free_port()}
        elif trouble is Trouble.slow:
            settings = {"port": self.proxy.port(Trouble.slow), "timeout_s": 0.5}
        return self.box.connector(settings, wrong=trouble is Trouble.wrong_credential)

    async def close(self) -> None:
        """Leave the box: no other test has it."""
        await self.proxy.close()
