"""A run that crashed, one that is late, a Prefect that is gone: the operator has one mail each."""

import os
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from prefect import State, get_client
from prefect.states import Completed, Crashed, Failed, Running, Scheduled
from pydantic import SecretStr

from deployments.embedded import free_port
from deployments.login import LOGIN_VARIABLE, Server
from deployments.registering import Times, made
from deployments.table import ANCHOR
from deployments.watchdog.looking import look
from deployments.watchdog.once import look_once
from tests.acceptance import yamls
from tests.acceptance.prefect_api import at_prefect
from tests.acceptance.scanning import Scanner
from tests.acceptance.small_office import PEOPLE, SmallOffice, open_small_office

OPERATOR = "operator@example.net"
LOOKS = 3


def small_office(folder: Path, url: str) -> SmallOffice:
    """Make an office with an operator; the mailbox does not answer, which no mail needs."""
    office = open_small_office(folder, url)
    file = office.folder / "controller.yaml"
    box = {"kind": "imap", "host": "127.0.0.1", "port": free_port(), "username": "nobody",
           "password": {"env": "HOME"}}  # fmt: skip
    told = yamls.read(file) | {"operator": {"email": OPERATOR, "language": "en"}, "mailbox": box}
    yamls.write(file, told)
    return office


def mails(office: SmallOffice) -> list[EmailMessage]:
    """Return what went to the operator, and make sure that nothing else went out."""
    files = sorted(
        (office.folder / "outbox" / "new").iterdir(), key=lambda one: one.stat().st_ctime
    )
    found = [message_from_bytes(one.read_bytes(), policy=default) for one in files]
    assert {one["To"] for one in found} <= {OPERATOR}
    return found


def text_of(mail: EmailMessage) -> str:
    """Return the text of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_each_trouble_of_a_run_is_mailed_once(prefect_url: str, tmp_path: Path) -> None:
    """However often somebody looks; and no case, system or person is named."""
    office = small_office(tmp_path, prefect_url)
    now = datetime.now(UTC)

    async def run(flow: str, minutes: float, *states: State[Any]) -> None:
        due: State[Any] = Scheduled(scheduled_time=now - timedelta(minutes=minutes))
        begun = await client.create_flow_run_from_deployment(registered[flow], state=due)
        for state in states:
            await client.set_flow_run_state(begun.id, state, force=True)

    with at_prefect(prefect_url):
        server = Server(prefect_url, SecretStr(os.environ[LOGIN_VARIABLE]))
        deployments = await made(Times(5, "Europe/Warsaw", ANCHOR), pooled=False)
        wanted = ("fulfil", "watch", "intake", "access")
        registered = {name: await deployments[name].aapply() for name in wanted}
        async with get_client() as client:
            try:
                await run("fulfil", 30, Running(), Completed())
                await run("fulfil", 20, Running(), Crashed())
                await run("fulfil", 10, Running(), Crashed())
                await run("watch", 90)
                await run("watch", 30)
                await run("access", 10, Running(), Failed())
                await run("intake", 10, Running(), Completed())
                for _ in range(LOOKS):
                    await look(office.folder, server)
            finally:
                for key in registered.values():
                    await client.delete_deployment(key)

    told = [text_of(mail) for mail in mails(office)]
    assert sorted(text.splitlines()[0] for text in told) == [
        "A run has crashed",
        "A run has not begun",
    ]
    assert "fulfil" in told[0] + told[1]
    assert "watch" in told[0] + told[1]
    canaries = [text for person in PEOPLE for text in person.canaries]
    assert Scanner(canaries).found_in("".join(told).encode()) == set()


def test_a_prefect_that_is_gone_is_mailed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail needs neither Prefect nor a worker; it comes when the patience is over."""
    url = f"http://127.0.0.1:{free_port()}/api"
    office = small_office(tmp_path, url)
    monkeypatch.setenv("PREFECT_API_URL", url)

    assert look_once(office.folder) == 0
    assert mails(office) == []
    since = office.folder / "run" / "prefect-away"
    since.write_text((datetime.now(UTC) - timedelta(hours=1)).isoformat(), encoding="ascii")
    for _ in range(LOOKS):
        assert look_once(office.folder) == 1

    (mail,) = mails(office)
    assert text_of(mail).startswith("Prefect does not answer")
