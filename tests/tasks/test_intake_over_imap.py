"""What is special about a mailbox on a real IMAP server: nothing of it may do anything twice."""

import asyncio
import imaplib
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from rightsflow.register.tables import case, letter, message
from tasks.arrivals import take_in
from tasks.desk import Desk
from tasks.wiring import open_desk
from tests.acceptance import yamls
from tests.acceptance.mail_campaign import IMAP_PASSWORD, imap_settings, request
from tests.acceptance.small_office import open_small_office
from tests.rightsflow.mail.boxes.test_imap import WITHOUT_MOVE
from tests.rightsflow.register.rows import rows_of
from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.tasks.deciding_kit import working_at

NO_KEYWORDS = """
mail_plugins = acl
plugin {
  acl = vfile:BASE/acls
}
"""
ALL_BUT_OWN_FLAGS = "* owner lrstipekxa\n"
"""Every right but `w`, to set flags other than those of the protocol (RFC 4314 2.1)."""


@pytest.fixture
def user() -> str:
    """Give a user that no other test has."""
    return f"{uuid4().hex}@example.com"


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of an instance that is not yet told where its mailbox is."""
    monkeypatch.setenv(IMAP_PASSWORD, PASSWORD)
    return open_small_office(tmp_path, None).folder


@asynccontextmanager
async def desk_at(instance: Path, dovecot: Dovecot, user: str, **box: str) -> AsyncIterator[Desk]:
    """Open the instance on a user's mailbox."""
    settings = instance / "controller.yaml"
    where: dict[str, Any] = imap_settings(dovecot, user) | box
    yamls.write(settings, yamls.read(settings) | {"mailbox": where})
    async with open_desk(instance) as opened:
        yield opened


async def emptied(at: Desk) -> None:
    """Take in what waits, until nothing does."""
    with working_at(at):
        while await take_in.fn():
            pass


async def kinds(at: Desk) -> Counter[str]:
    """Return what the messages are, with how many of each."""
    return Counter(str(row.kind) for row in await rows_of(at.register, message))


def put(dovecot: Dovecot, user: str, folder: str, letters: Sequence[EmailMessage]) -> None:
    """Make a folder anew, so that the server numbers it anew, with these letters in it."""
    with dovecot.client(user) as client:
        client.delete(folder)
        client.create(folder)
        for one in letters:
            client.append(folder, "", None, one.as_bytes(policy=SMTP))


async def test_a_mailbox_that_is_numbered_anew_brings_nothing_twice(
    dovecot: Dovecot, instance: Path, user: str
) -> None:
    """After a restore every message has a new UIDVALIDITY and UID, and is known all the same."""
    letters = [request(number) for number in range(4)]
    put(dovecot, user, "Requests", letters)
    async with desk_at(instance, dovecot, user, folder="Requests") as at:
        await emptied(at)
    put(dovecot, user, "Requests", letters[::-1])
    async with desk_at(instance, dovecot, user, folder="Requests") as at:
        await emptied(at)
        assert len({row.uidvalidity for row in await rows_of(at.register, message)}) == 2
        assert await kinds(at) == {"request": 4, "redelivery": 4}
        assert len(await rows_of(at.register, case)) == 4
        assert len(await rows_of(at.register, letter)) == 4
        assert await at.mailbox.list() == []


async def test_two_pollers_at_once_take_each_message_in_once(
    dovecot: Dovecot, instance: Path, user: str
) -> None:
    """Two runs of one instance see the same messages; each has one case and one answer."""
    dovecot.deliver(user, *(request(number).as_bytes(policy=SMTP) for number in range(30)))
    async with desk_at(instance, dovecot, user) as one, desk_at(instance, dovecot, user) as other:
        await asyncio.gather(emptied(one), emptied(other))
        assert await one.mailbox.list() == []
        assert await kinds(one) == {"request": 30}
        assert len(await rows_of(one.register, case)) == 30
        assert len(await rows_of(one.register, letter)) == 30
    assert len(set(_moved(dovecot, user))) == 30


def _moved(dovecot: Dovecot, user: str) -> list[bytes]:
    return [raw.partition(b"X-Letter: ")[2][:2] for raw in dovecot.contents(user, "Processed")]


@pytest.fixture(params=["without MOVE", "without keywords"])
def poor_dovecot(
    request: pytest.FixtureRequest, dovecot: Dovecot, certificates: Certificates
) -> Iterator[Dovecot]:
    """Give a server that lacks something which many have."""
    del dovecot  # asked for, so that the test is skipped where there is none
    poor = {
        "without MOVE": Dovecot(certificates, capability=WITHOUT_MOVE),
        "without keywords": Dovecot(
            certificates, more=NO_KEYWORDS, files={"acls": ALL_BUT_OWN_FLAGS}
        ),
    }[request.param]
    with poor:
        yield poor


async def test_a_poor_server_loses_nothing_and_keeps_what_others_marked(
    poor_dovecot: Dovecot, instance: Path, user: str
) -> None:
    r"""No flag of ours is wanted, and another client's `\Deleted` message is not expunged."""
    poor_dovecot.deliver(user, *(request(number).as_bytes(policy=SMTP) for number in range(3)))
    async with desk_at(instance, poor_dovecot, user) as at:
        waiting = await at.mailbox.list()
        with poor_dovecot.client(user) as colleague:
            colleague.select("INBOX")
            assert _lacks_something(colleague)
            colleague.store("2", "+FLAGS", r"(\Deleted)")
            await at.mailbox.move([waiting[0].uid], "processed")
            colleague.noop()
            assert colleague.search(None, "DELETED")[1] == [b"1"]
        await emptied(at)
        assert await kinds(at) == {"request": 2}
        assert await at.mailbox.list() == []
    assert len(poor_dovecot.contents(user, "Processed")) == 3


def _lacks_something(client: imaplib.IMAP4) -> bool:
    _, flags = client.response("PERMANENTFLAGS")
    return "MOVE" not in client.capabilities or rb"\*" not in (flags[0] or b"")
