"""What is wrong is shown, mailed once, and served, whatever else stands still."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from deployments.cli import app
from deployments.embedded import free_port
from deployments.exposing import application
from rightsflow.settings import read_settings
from tests.acceptance import yamls

AWAY = "The database of the register does not answer"
SILENT = "The mailbox has not been read"


def rightsflow(*words: str | Path) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


def set_in(office: Path, section: str, **fields: object) -> None:
    """Change fields of a section of controller.yaml."""
    file = office / "controller.yaml"
    settings = yamls.read(file)
    yamls.write(file, settings | {section: {**settings.get(section, {}), **fields}})


def mails(office: Path) -> list[EmailMessage]:
    """Return what was laid into the outbox."""
    files = (office / "mail" / "outbox" / "new").iterdir()
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


@pytest.fixture
def read(office: Path) -> Path:
    """Give an instance whose register is there, and whose mailbox was read a moment ago."""
    set_in(office, "alarms", free_mib=1)
    assert rightsflow("check", "--config", office).exit_code == 0
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(office / "register.sqlite")) as register, register:
        register.execute("INSERT INTO sign VALUES ('mailbox_read', ?, NULL)", [now])
    return office


def test_an_instance_that_works_has_no_alarm(read: Path) -> None:
    """The status says so to whoever asks by program."""
    result = rightsflow("health", "--config", read)
    assert (result.exit_code, result.output.strip()) == (0, "✓ No alarm.")


def test_a_register_that_is_away_is_told_with_its_remedy(office: Path) -> None:
    """Of a server that nobody reaches, and of a file that is not there."""
    set_in(office, "register", url=f"postgresql+asyncpg://rf@127.0.0.1:{free_port()}/register")
    result = rightsflow("health", "--json", "--config", office)
    told = json.loads(result.output)
    assert (result.exit_code, told["status"]) == (1, "alarm")
    assert told["alarms"][0]["alarm"] == "register_away"
    assert "register.url" in told["alarms"][0]["remedy"]


def test_an_alarm_is_mailed_once_and_again_after_it_had_ended(read: Path) -> None:
    """The mail needs no register: the operator gets it all the same, or the officer."""
    register = read / "register.sqlite"
    register.rename(read / "away.sqlite")
    for _ in range(2):
        assert rightsflow("health", "--mail", "--config", read).exit_code == 1
    (mail,) = mails(read)
    assert mail["To"] == read_settings(read).controller.officer.email
    assert mail["Subject"] == f"Rightsflow: {AWAY}"
    assert "register.url" in mail.get_content()

    (read / "away.sqlite").rename(register)
    assert rightsflow("health", "--mail", "--config", read).exit_code == 0
    register.rename(read / "away.sqlite")
    set_in(read, "operator", email="operations@example.com")
    assert rightsflow("health", "--mail", "--config", read).exit_code == 1
    assert "operations@example.com" in {mail["To"] for mail in mails(read)}


def test_an_alarm_that_stands_is_told_again_the_next_day(read: Path) -> None:
    """It was not forgotten; and it is not told every few minutes."""
    (read / "register.sqlite").unlink()
    rightsflow("health", "--mail", "--config", read)
    (mark,) = (read / "run").glob("alarm-*")
    yesterday = (datetime.now(UTC) - timedelta(hours=24, seconds=5)).timestamp()
    os.utime(mark, (yesterday, yesterday))
    rightsflow("health", "--mail", "--config", read)
    assert len(mails(read)) == 2


async def test_health_and_metrics_are_served(read: Path) -> None:
    """200 while all is well, 503 with the alarms when it is not; the metrics in any case."""
    pages = httpx.ASGITransport(application(read, read_settings(read)))
    async with httpx.AsyncClient(transport=pages, base_url="http://here") as client:
        well = await client.get("/health")
        assert (well.status_code, well.json()) == (200, {"status": "well", "alarms": []})
        (read / "register.sqlite").unlink()
        ill = await client.get("/health")
        assert ill.status_code == 503
        assert [one["alarm"] for one in ill.json()["alarms"]] == ["register_away"]
        metrics = await client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'rightsflow_alarms{alarm="register_away"} 1.0' in metrics.text


def test_metrics_are_printed_for_a_textfile_collector(read: Path) -> None:
    """Whole lines, however narrow the terminal is."""
    result = rightsflow("metrics", "--config", read)
    assert result.exit_code == 0
    assert "rightsflow_up 1.0\n" in result.output
    assert "# HELP rightsflow_system_failing_since_seconds Unix time since which a" in result.output


def test_a_wrong_address_to_listen_at_is_refused(read: Path) -> None:
    """With an example of a right one."""
    result = rightsflow("metrics", "--listen", "9464", "--config", read)
    assert result.exit_code == 1
    assert "127.0.0.1:9464" in result.stderr


def test_sending_is_paused_and_resumed(read: Path) -> None:
    """A second pause keeps the beginning of the first; health shows it."""
    first = rightsflow("pause", "--config", read)
    assert first.exit_code == 0
    assert rightsflow("pause", "--config", read).output == first.output
    assert "Sending is paused" in rightsflow("health", "--config", read).output
    assert rightsflow("resume", "--config", read).exit_code == 0
    assert rightsflow("health", "--config", read).exit_code == 0
