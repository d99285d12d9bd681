"""A mailbox of each kind, with the ways in which a test fills it and looks into it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from rightsflow.imap import ImapServer
from rightsflow.mail.boxes import ImapMailbox, Mailbox, MaildirMailbox
from rightsflow.mail.boxes.folder import make_maildir
from rightsflow.mail.boxes.port import LARGEST_MESSAGE_BYTES
from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, Dovecot

FOLDERS = {"inbox": ("", "INBOX"), "processed": (".Processed", "Processed")}
FOLDERS["quarantine"] = (".Quarantine", "Quarantine")
FOLDERS["identity"] = (".Identity", "Identity")


@dataclass(frozen=True, slots=True)
class Ground:
    """A mailbox under test: `another` opens it once more, as a second poller would."""

    mailbox: Mailbox
    another: Callable[..., Mailbox]
    deliver: Callable[..., None]
    contents: Callable[[str], list[bytes]]
    mark_seen: Callable[[], None]


def maildir_ground(path: Path) -> Ground:
    """Return a mailbox in a folder, filled as a mail server fills it: by rename from tmp."""
    make_maildir(path)

    def deliver(*letters: bytes) -> None:
        for letter in letters:
            name = f"{uuid4().hex}.mx"
            (path / "tmp" / name).write_bytes(letter)
            (path / "tmp" / name).rename(path / "new" / name)

    def contents(folder: str) -> list[bytes]:
        root = path / FOLDERS[folder][0]
        return [file.read_bytes() for part in ("new", "cur") for file in (root / part).iterdir()]

    def mark_seen() -> None:
        for file in (path / "new").iterdir():
            file.rename(path / "cur" / f"{file.name}:2,S")

    def another(**options: int) -> Mailbox:
        return MaildirMailbox(path, **options)

    return Ground(another(), another, deliver, contents, mark_seen)


def imap_server(dovecot: Dovecot, certificates: Certificates, user: str) -> ImapServer:
    """Return how the mailbox of a user is reached, with TLS from the first byte."""
    return ImapServer(
        host=dovecot.host,
        port=dovecot.imaps_port,
        security="tls",
        username=user,
        password=SecretStr(PASSWORD),
        cafile=certificates.cafile,
        timeout_s=10,
    )


def imap_ground(dovecot: Dovecot, certificates: Certificates) -> Ground:
    """Return a mailbox on the server, of a user that no other test has."""
    user = f"{uuid4().hex}@example.com"

    def mark_seen() -> None:
        with dovecot.client(user) as client:
            client.store("1:*", "+FLAGS", r"(\Seen)")

    def another(**options: int) -> Mailbox:
        way = imap_server(dovecot, certificates, user)
        return ImapMailbox(way, limit_bytes=options.get("limit_bytes", LARGEST_MESSAGE_BYTES))

    return Ground(
        another(),
        another,
        lambda *letters: dovecot.deliver(user, *letters),
        lambda folder: dovecot.contents(user, FOLDERS[folder][1]),
        mark_seen,
    )


@pytest.fixture(params=["maildir", "imap"])
async def ground(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ground]:
    """Give an open mailbox of each kind."""
    if request.param == "maildir":
        made = maildir_ground(tmp_path / "inbox")
    else:
        made = imap_ground(
            request.getfixturevalue("dovecot"), request.getfixturevalue("certificates")
        )
    async with made.mailbox:
        yield made
