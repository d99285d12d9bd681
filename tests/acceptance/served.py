"""A small office that is served, with two approvers, and Prefect's pages as a person uses them."""

import json
import os
import re
import signal
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.sync_api import Locator, Page, Response

from deployments.embedded import free_port
from deployments.examples.maildir import drop_into
from deployments.login import LOGIN_FILE
from rightsflow.register.approvers import code_at
from tasks.pages import FORM_FILE
from tests.acceptance import yamls
from tests.acceptance.approving import text_of
from tests.acceptance.forked import COMMAND
from tests.acceptance.prefect_api import auth_of
from tests.acceptance.small_office import SmallOffice, open_small_office, waiting

T = TypeVar("T")
OFFICER, LEAD = "officer", "lead"
_SECRET = re.compile(r"Without a camera: (\w+)")
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+\?parameters=\S+")
_LIMIT_S = 120
_LOOK_EVERY_S = 0.1
_TRIES = 10


@dataclass(frozen=True)
class Served:
    """An office whose `rightsflow serve` runs; `pages` is the address that it prints."""

    office: SmallOffice
    pages: str
    secrets: dict[str, str]

    @property
    def auth(self) -> tuple[str, str]:
        """Return name and password of the pages, as whoever runs the office finds them."""
        return auth_of((self.office.folder / LOGIN_FILE).read_text(encoding="ascii").strip())

    def asked_of_api(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
        """Ask Prefect's API with the login; return what it answers."""
        answer = httpx.request(method, f"{self.pages}/api/{path}", auth=self.auth, **more)
        return answer.raise_for_status().json()

    def stop_schedules(self) -> None:
        """Let nothing run by schedule any more."""
        for one in self.asked_of_api("POST", "deployments/filter", json={}):
            if one["schedules"]:
                answer = httpx.post(
                    f"{self.pages}/api/deployments/{one['id']}/pause_deployment", auth=self.auth
                )
                answer.raise_for_status()

    def log_in(self, page: Page) -> None:
        """Let a page be that of somebody who has logged in before."""
        login = b64encode(":".join(self.auth).encode()).decode()
        page.add_init_script(f"localStorage.setItem('prefect-password', '{login}')")

    def command(self, *words: str) -> str:
        """Run a command of the instance, which must succeed; return what it prints."""
        return _command(self.office, *words)

    def cases(self) -> list[dict[str, Any]]:
        """Return all cases as the command lists them."""
        listed: list[dict[str, Any]] = json.loads(self.command("case", "list", "--all", "--json"))
        return listed

    def deliver(self, *letters: EmailMessage) -> None:
        """Put letters into the mailbox, as having come in just now."""
        drop_into(self.office.folder / "inbox", waiting(letters, datetime.now(UTC)))

    def letters_to(self, address: str) -> list[EmailMessage]:
        """Return the letters to an address, in the order of their sending."""
        files = (self.office.folder / "outbox" / "new").iterdir()
        in_order = sorted(files, key=lambda file: file.stat().st_mtime_ns)
        letters = [message_from_bytes(file.read_bytes(), policy=default) for file in in_order]
        return [letter for letter in letters if letter["To"] == address]

    def asked(self, handle: str, question: str) -> str:
        """Return the newest mail to an approver that has these words in it, once one is there."""
        address = f"{handle}@example.com"
        return until(lambda: self._with(question, address))[-1]

    def answers(self, address: str, words: str) -> list[str]:
        """Return the letters to an address that have these words in them, once one is there."""
        return until(lambda: self._with(words, address))

    def _with(self, words: str, address: str) -> list[str]:
        return [text for text in map(text_of, self.letters_to(address)) if words in text]


@contextmanager
def served_office(folder: Path) -> Iterator[Served]:
    """Serve an office in which everything has been done that waits for nobody.

    From then on it does what somebody runs by hand, and nothing by schedule. Its systems carry out
    every right but erasure, which people do.
    """
    office = open_small_office(folder, None, able=True)
    settings = office.folder / "controller.yaml"
    yamls.write(settings, yamls.read(settings) | {"decisions": {"by_hand": ["erasure"]}})
    secrets = {one: _add(office, one) for one in (OFFICER, LEAD)}
    port = free_port()
    command = [str(COMMAND), "serve", "--config", str(office.folder), "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=office.environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        until(lambda: process.poll() is not None or (office.folder / FORM_FILE).exists())
        assert process.poll() is None, "what is served goes on"
        served = Served(office, f"http://127.0.0.1:{port}", secrets)
        served.command("run")
        served.stop_schedules()
        yield served
    finally:
        _stop(process)


def until(look: Callable[[], T]) -> T:
    """Look until there is something, as whoever waits for a letter that another process sends."""
    end = time.monotonic() + _LIMIT_S
    while not (found := look()):
        assert time.monotonic() < end, "what is waited for comes in time"
        time.sleep(_LOOK_EVERY_S)
    return found


def link_in(mail: str) -> str:
    """Return the link of a mail that fills the form in."""
    found = _LINK.search(mail)
    assert found, "a mail has the link where pages are served"
    return found[0]


def code_of(secret: str) -> str:
    """Return the code that an app shows now."""
    return code_at(secret, datetime.now(UTC))


def field(page: Page, name: str) -> Locator:
    """Return a field of a form with its label and what is said above it."""
    label = page.locator(".schema-form-property__label")
    named = label.get_by_text(re.compile(rf"^{name}( \(Optional\))?$"))
    return page.locator(".schema-form-property").filter(has=named)


def choose(page: Page, name: str, value: str) -> None:
    """Choose from the list of a field: the arrows at its end open it."""
    field(page, name).locator(".p-select-button__icon").click()
    page.get_by_role("option", name=value, exact=True).click()


def write(page: Page, name: str, text: str) -> None:
    """Write into a field."""
    field(page, name).locator("textarea").fill(text)


def fill_list(page: Page, name: str, *texts: str) -> None:
    """Write texts into a field that is a list, each into a line of its own."""
    for text in texts:
        field(page, name).get_by_role("button", name="Add item").click()
        field(page, name).locator("textarea").last.fill(text)


def submit(page: Page) -> Response:
    """Hand the form in; return what Prefect answers.

    On SQLite it answers that it is busy while somebody else writes: a person presses again.
    """
    for _ in range(_TRIES):
        with page.expect_response(re.compile(r"/create_flow_run$")) as answered:
            page.get_by_role("button", name="Submit").click()
        if answered.value.status != HTTPStatus.SERVICE_UNAVAILABLE:
            break
    return answered.value


def _command(office: SmallOffice, *words: str) -> str:
    done = office.finished(*words)
    assert done.returncode == 0, f"{words[0]} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout


def _add(office: SmallOffice, handle: str) -> str:
    words = ["approver", "add", handle, "--email", f"{handle}@example.com"]
    shown = _command(office, *words, *["--officer"] * (handle == OFFICER))
    secret = _SECRET.search(shown)
    assert secret, "the secret is shown to whoever has no camera"
    return secret[1]


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop as Ctrl-C does, and end what outlives it."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_LIMIT_S)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
