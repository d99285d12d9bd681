"""`rightsflow doctor`: each unsafe setting is found, with why and what to do."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr

from deployments.doctor.finding import Facts, Grade, Prefect
from deployments.examining import facts_of, findings
from deployments.login import Server, own_login
from tests.acceptance import yamls
from tests.deployments.test_cli import rightsflow

Change = Callable[[Path], None]
LOGIN = "rightsflow:very-secret-indeed"


def codes(facts: Facts, grade: Grade = Grade.serious) -> set[str]:
    """Return the codes of what is found, of one grade."""
    return {one.code for one in findings(facts) if one.grade is grade}


def edited(file: str, **sections: Any) -> Change:  # noqa: ANN401 - what YAML holds
    """Return a change of sections of a YAML file."""

    def change(office: Path) -> None:
        told = yamls.read(office / file)
        for name, more in sections.items():
            told[name] = {**told.get(name, {}), **more} if isinstance(more, dict) else more
        yamls.write(office / file, told)

    return change


def connected(**connection: Any) -> Change:  # noqa: ANN401 - what YAML holds
    """Return a change of the connection of the CRM; the rest of the file stays as it is."""

    def change(office: Path) -> None:
        file = office / "systems" / "crm.yaml"
        told = file.read_text(encoding="utf-8")
        new, times = re.subn(
            r"^connection:\n(?:[ ].*\n)+",
            f"connection: {json.dumps(connection)}\n",
            told,
            flags=re.MULTILINE,
        )
        assert times == 1
        file.write_text(new, encoding="utf-8")

    return change


def mode(name: str, bits: int) -> Change:
    """Return a change of the rights of a file."""

    def change(office: Path) -> None:
        office.chmod(0o755)
        (office / name).touch()
        (office / name).chmod(bits)

    return change


def mail(section: str, kind: str, host: str, **more: Any) -> Change:  # noqa: ANN401 - settings
    """Return a change to a mail server that is talked to in clear."""

    def change(office: Path) -> None:
        file = office / "controller.yaml"
        told = {"kind": kind, "host": host, "security": "plain", **more}
        yamls.write(file, {**yamls.read(file), section: told})

    return change


IMAP = {"username": "rodo", "password": {"env": "NO_SUCH_VARIABLE"}}
UNSAFE: list[tuple[str, Change]] = [
    ("secret-readable", mode("master.key", 0o644)),
    ("secret-readable", mode("prefect/login", 0o640)),
    ("place-readable", mode("register.sqlite", 0o644)),
    ("settings-writable", mode("controller.yaml", 0o666)),
    ("settings-writable", mode("systems/crm.yaml", 0o664)),
    ("key-beside-backups", mode("register.sql.gz", 0o600)),
    ("plain-mail", mail("mailbox", "imap", "imap.example.com", **IMAP)),
    ("plain-mail", mail("outgoing", "smtp", "smtp.example.com")),
    ("plain-prefect", edited("controller.yaml", decisions={"pages": "http://rodo.example.com"})),
    (
        "plain-prefect",
        edited("controller.yaml", prefect={"api_url": "http://prefect.example.com/api"}),
    ),
    (
        "plain-system",
        connected(url="postgresql+asyncpg://reader@db.example.com/crm", tls=False),
    ),
]


@pytest.fixture(autouse=True)
def no_prefect_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no server of this machine be looked at, and nothing be asked of others."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr("deployments.examining._asked", Prefect)


@pytest.fixture
def safe(example: Path, tmp_path: Path) -> Path:
    """Give an instance in which nothing unsafe is found; no system of it is asked."""
    office = tmp_path / "office"
    shutil.copytree(example, office, ignore=shutil.ignore_patterns("data", "inbox"))
    office.chmod(0o700)
    (office / "master.key").chmod(0o600)
    own_login(office)
    return office


def test_a_fresh_instance_is_safe(safe: Path) -> None:
    """The control: what is found below was put there."""
    result = rightsflow("doctor", "--config", safe)

    assert result.exit_code == 0, result.output
    assert codes(facts_of(safe)) == set()


@pytest.mark.parametrize(
    ("code", "change"), UNSAFE, ids=lambda one: one if type(one) is str else ""
)
def test_what_is_unsafe_is_found(safe: Path, code: str, change: Change) -> None:
    """One thing is changed, one kind of finding is made, and the status is 1."""
    change(safe)

    result = rightsflow("doctor", "--config", safe, "--json")

    assert result.exit_code == 1, result.output
    told = [one for one in json.loads(result.output) if one["grade"] == "serious"]
    assert {one["code"] for one in told} == {code}
    assert all(one["what"] and one["why"] and one["remedy"] for one in told)


def test_a_secret_that_a_system_names_is_found_by_name(safe: Path) -> None:
    """Passwords of systems lie in files as well; the path is told, never what stands in it."""
    password = safe / "crm-password"
    password.write_text("not-for-others", encoding="utf-8")
    password.chmod(0o644)
    url = "postgresql+asyncpg://reader@db.example.com/crm"
    connected(url=url, password={"file": "crm-password"})(safe)

    result = rightsflow("doctor", "--config", safe)

    assert f"chmod 600 {password}" in result.output
    assert "not-for-others" not in result.output


def test_mail_in_clear_to_this_machine_is_no_more_than_advice(safe: Path) -> None:
    """Nobody else can listen there."""
    mail("outgoing", "smtp", "127.0.0.1")(safe)
    facts = facts_of(safe)

    assert "plain-mail" in codes(facts, Grade.advice)
    assert codes(facts) == set()


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("PREFECT_RESULTS_PERSIST_BY_DEFAULT", "true", "results-kept"),
        ("PREFECT_SERVER_ANALYTICS_ENABLED", "1", "telemetry"),
        ("PREFECT_SERVER_UI_V2_ENABLED", "True", "telemetry"),
        ("PREFECT_LOGGING_LEVEL", "debug", "debug-log"),
        ("PREFECT_DEBUG_MODE", "1", "debug-log"),
        ("PREFECT_LOGGING_EXTRA_LOGGERS", "sqlalchemy", "debug-log"),
    ],
)
def test_a_variable_that_unsettles_prefect_is_found(
    safe: Path, variable: str, value: str, code: str
) -> None:
    """It counts for whatever is started there by Prefect's own commands."""
    found = findings(replace(facts_of(safe), environ={variable: value}))

    assert [one.code for one in found if one.grade is Grade.serious] == [code]
    assert variable in found[0].remedy


@contextmanager
def prefect(settings: dict[str, Any], login: str) -> Iterator[str]:
    """Answer as Prefect's API does when it is asked for its settings; `login` empty: anybody."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            refused = bool(login) and "Authorization" not in self.headers
            content = json.dumps({} if refused else settings).encode()
            self.send_response(401 if refused else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()


SAFE_SERVER: dict[str, Any] = {
    "debug_mode": False,
    "results": {"persist_by_default": False},
    "server": {
        "analytics_enabled": False,
        "api": {"host": "127.0.0.1"},
        "ui": {"v2_enabled": False},
    },
}


@pytest.mark.parametrize(
    ("change", "login", "found"),
    [
        ({}, LOGIN, set()),
        ({}, "", {"no-login"}),
        ({"server": {"api": {"host": "0.0.0.0"}}}, LOGIN, {"open-bind"}),  # noqa: S104
        ({"server": {"analytics_enabled": True}}, LOGIN, {"telemetry", "open-bind"}),
        ({"results": {"persist_by_default": True}}, LOGIN, {"results-kept"}),
        ({"debug_mode": True}, LOGIN, {"debug-log"}),
    ],
)
def test_a_prefect_that_runs_is_looked_at(
    safe: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    login: str,
    found: set[str],
) -> None:
    """It is asked for its settings, with our login and without."""
    monkeypatch.undo()
    with prefect(SAFE_SERVER | change, login) as url:
        monkeypatch.setenv("PREFECT_API_URL", url)
        monkeypatch.setenv("PREFECT_API_AUTH_STRING", LOGIN)

        assert codes(facts_of(safe)) == found


def test_a_prefect_that_does_not_answer_is_said_not_to_be_looked_at(safe: Path) -> None:
    """Silence is not taken for safety."""
    server = Server("http://127.0.0.1:9/api", SecretStr(LOGIN))

    assert "not-looked-at" in codes(replace(facts_of(safe), found=Prefect(server)), Grade.advice)


def test_versions_that_get_no_repairs_are_found(safe: Path) -> None:
    """A Python goes by the day, Prefect by what was tested."""
    facts = facts_of(safe)

    assert codes(replace(facts, python=(3, 11), today_on=date(2027, 10, 31))) == set()
    assert codes(replace(facts, python=(3, 11), today_on=date(2027, 11, 1))) == {"old-python"}
    assert codes(replace(facts, prefect="3.8.7")) == {"old-prefect"}
    assert codes(replace(facts, prefect="3.10.0")) == set()
