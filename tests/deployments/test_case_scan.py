"""`rightsflow case scan`: what came unasked, for whoever has to see it."""

import asyncio
import json
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from deployments.examples.maildir import drop_into
from tasks.arrivals import take_in
from tasks.wiring import open_desk
from tests.acceptance.people import ZANETA
from tests.deployments.test_cli import opened, rightsflow
from tests.tasks.written import ACCESS, letter

SCAN = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 90


@dataclass(frozen=True)
class Mail:
    """A message as it is delivered."""

    raw: bytes
    received_at: datetime


async def taken_in(office: Path, mail: EmailMessage) -> None:
    """Let a letter arrive, and take it in."""
    drop_into(office / "mail" / "inbox", [Mail(mail.as_bytes(policy=SMTP), datetime.now(UTC))])
    async with open_desk(office):
        await take_in.fn()


def test_a_document_is_written_for_its_owner_alone_and_noted(office: Path, tmp_path: Path) -> None:
    """Only with --reveal; the journal says that somebody looked, and the name is ours."""
    mail = letter(ZANETA, ACCESS)
    mail.add_attachment(SCAN, maintype="image", subtype="jpeg", filename="../dowod.jpg")
    asyncio.run(taken_in(office, mail))
    listed = json.loads(rightsflow("case", "list", "--json", "--config", office).output)
    number = listed[0]["number"]
    words = ("case", "scan", number, "--to", tmp_path, "--config", office)

    refused = rightsflow(*words)
    assert refused.exit_code == 1
    assert [*tmp_path.glob("RF-*")] == []

    given = rightsflow(*words, "--reveal")
    assert given.exit_code == 0, given.output
    (file,) = tmp_path.glob("RF-*")
    assert file.name == f"{number}-identity-1.jpg"
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (SCAN, 0o600)
    shown = json.loads(rightsflow("case", "show", number, "--json", "--config", office).output)
    assert [row["event"] for row in shown["journal"]][-1] == "identity_document_revealed"
    (document,) = shown["identity_documents"]
    assert (document["state"], document["size_bytes"]) == ("apart", len(SCAN))
    assert "dowod" not in json.dumps(shown)


def test_where_none_is_kept_that_is_said(office: Path, tmp_path: Path) -> None:
    """No file, and the reason."""
    number = opened(office)

    told = rightsflow("case", "scan", number, "--to", tmp_path, "--reveal", "--config", office)

    assert told.exit_code == 1
    assert "No identity document" in told.output
    assert [*tmp_path.glob("RF-*")] == []
