"""A letter that cannot be delivered comes back through a real mail server, and stops its case."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.acceptance.mail_campaign import MailOffice, open_mail_office, request
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import PROGRAM, Postfix, can_start
from tests.servers.smtp import Sink, SmtpServer

UNKNOWN = "550 5.1.1 no such user here"
BUSY = "450 4.2.0 mailbox is busy"
_WITHIN_S = 60
OpenBehind: TypeAlias = Callable[..., AbstractContextManager[MailOffice]]


@pytest.fixture
def behind_postfix(
    tmp_path: Path,
    dovecot: Dovecot,
    plain_server: SmtpServer,
    sink: Sink,
    require_server: Callable[[str, bool], None],
) -> Iterator[Callable[..., MailOffice]]:
    """Give a function that opens an office whose letters leave through a Postfix of its own."""
    require_server("postfix", PROGRAM is not None)
    if not can_start():
        pytest.skip("only root can start a mail server of its own")
    with ExitStack() as stack:
        server = stack.enter_context(Postfix(dovecot, "example.com", plain_server.port))

        def opened(**outgoing: Any) -> MailOffice:  # noqa: ANN401 - YAML
            made = open_mail_office(tmp_path, dovecot, server, sink, outgoing=outgoing)
            return stack.enter_context(made)

        yield opened


def wait_for_report(office: MailOffice) -> str:
    """Wait until a delivery report lies in the mailbox; return to which address it came."""
    end = time.monotonic() + _WITHIN_S
    while time.monotonic() < end:
        if found := office.folder("INBOX"):
            return str(found[0]["To"])
        time.sleep(0.05)
    message = "no delivery report came"
    raise TimeoutError(message)


def held(office: MailOffice) -> list[str]:
    """Return what waits for a person in the only case."""
    (case,) = office.look().cases.values()
    return sorted(row["kind"] for row in case.found.holds)


@pytest.mark.parametrize("return_addresses", [False, True])
def test_a_letter_that_the_next_server_refuses_stops_its_case(
    behind_postfix: Callable[..., MailOffice],
    sink: Sink,
    return_addresses: bool,  # noqa: FBT001 - of a table
) -> None:
    """The report (RFC 3464) is known by the address it comes to, or by what it returns."""
    office = behind_postfix(return_addresses=return_addresses)
    office.deliver(request(1))
    sink.answer("rcpt", UNKNOWN)
    office.go()
    came_to = wait_for_report(office)
    assert ("+rf-" in came_to) is return_addresses
    office.go()
    assert "letter_bounced" in held(office)
    assert len(office.folder("Processed")) == 2
    assert office.letters == []


def test_a_letter_that_is_only_late_changes_nothing(
    behind_postfix: Callable[..., MailOffice], sink: Sink
) -> None:
    """The mail server warns and goes on trying; in the end the letter arrives."""
    office = behind_postfix(return_addresses=True)
    office.deliver(request(1))
    sink.answer("rcpt", *[BUSY] * 4)
    office.go()
    wait_for_report(office)
    office.go()
    assert "letter_bounced" not in held(office)
    (joined,) = [row for row in office.look().messages if row["kind"] == "bounce"]
    assert joined["case_id"] is not None
    end = time.monotonic() + _WITHIN_S
    while not office.letters and time.monotonic() < end:
        time.sleep(0.05)
    assert [one["To"] for one in office.letters] == ["osoba1@example.net"]
