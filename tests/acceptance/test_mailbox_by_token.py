"""A mailbox without a password: letters come and go by tokens of a real token server."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import yamls
from tests.acceptance.office import CASE_NUMBER
from tests.acceptance.small_office import OFFICE_ADDRESS, SmallOffice, open_small_office
from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot
from tests.servers.oauth import OAuthServer
from tests.servers.smtp import Sink

WRITER = "ola.niebywala@example.net"
LETTER = f"""\
From: Ola <{WRITER}>
To: {OFFICE_ADDRESS}
Subject: Moje dane
Date: Mon, 02 Nov 2026 09:30:00 +0100
Message-ID: <jeden@mail.example.net>
Content-Type: text/plain; charset=utf-8

Dzień dobry, na podstawie art. 15 RODO proszę o kopię moich danych osobowych.
""".replace("\n", "\r\n").encode()


def by_token(oauth_server: OAuthServer, **changes: object) -> dict[str, Any]:
    """Return the section `auth` for this token server."""
    return {
        "kind": "oauth",
        "token_url": oauth_server.token_url,
        "client_id": oauth_server.client_id,
        "client_secret": {"env": "OFFICE_CLIENT_SECRET"},
        "scope": "mail",
        **changes,
    }


@pytest.fixture
def office(
    token_dovecot: Dovecot,
    certificates: Certificates,
    oauth_server: OAuthServer,
    tmp_path: Path,
    prefect_url: str,
) -> SmallOffice:
    """Give an office that reads by client credentials and sends by a refresh token that rotates."""
    oauth_server.tell(user=OFFICE_ADDRESS, rotates=True)
    place = {"host": token_dovecot.host, "cafile": str(certificates.cafile)}
    place["username"] = OFFICE_ADDRESS
    by_refresh = {"grant": "refresh_token", "refresh_token": {"env": "OFFICE_REFRESH_TOKEN"}}
    made = open_small_office(tmp_path, prefect_url)
    path = made.folder / "controller.yaml"
    settings = yamls.read(path)
    settings["mailbox"] = {
        "kind": "imap",
        "port": token_dovecot.imaps_port,
        "auth": by_token(oauth_server),
        **place,
    }
    settings["outgoing"] = {
        "kind": "smtp",
        "port": token_dovecot.submission_port,
        "auth": by_token(oauth_server, **by_refresh),
        **place,
    }
    yamls.write(path, settings)
    made.environment |= {
        "OFFICE_CLIENT_SECRET": oauth_server.client_secret,
        "OFFICE_REFRESH_TOKEN": oauth_server.tell()["refresh_token"],
    }
    return made


def checked(office: SmallOffice) -> str:
    """Return what `rightsflow check` says, on one line."""
    done = office.finished("check")
    return " ".join(f"{done.stdout} {done.stderr}".split())


def test_a_letter_that_came_by_token_is_answered_by_token(
    office: SmallOffice, token_dovecot: Dovecot, relayed: Sink
) -> None:
    """From the mailbox to the answer, without one password; and nothing secret is printed."""
    said = checked(office)
    assert "✓ mailbox: answers" in said
    assert "✓ outgoing mail: takes letters" in said

    token_dovecot.deliver(OFFICE_ADDRESS, LETTER, sender=WRITER)
    done = office.run()

    assert done.returncode == 0, done.stderr
    letters = [one.content for one in relayed.letters if one.recipients == (WRITER,)]
    acknowledgement = message_from_bytes(letters[0], policy=default)
    assert acknowledgement["In-Reply-To"] == "<jeden@mail.example.net>"
    assert CASE_NUMBER.search(str(acknowledgement["Subject"]))
    assert len(token_dovecot.contents(OFFICE_ADDRESS, "Processed")) == 1
    printed = said + done.stdout + done.stderr
    for secret in ("OFFICE_CLIENT_SECRET", "OFFICE_REFRESH_TOKEN"):
        assert office.environment[secret] not in printed


def test_check_says_exactly_what_is_missing(office: SmallOffice, oauth_server: OAuthServer) -> None:
    """A wrong secret, a permission that the app has not, a mailbox that it may not enter."""
    right = office.environment["OFFICE_CLIENT_SECRET"]
    office.environment["OFFICE_CLIENT_SECRET"] = "zgadnij-to"
    said = checked(office)
    assert "✗ mailbox: localhost: invalid_client" in said
    assert "✗ outgoing mail: localhost: invalid_client" in said
    assert "zgadnij-to" not in said

    office.environment["OFFICE_CLIENT_SECRET"] = right
    oauth_server.tell(user="someone.else@example.com")
    said = checked(office)
    assert "✗ mailbox: The IMAP server refused the access token" in said
    assert "✗ outgoing mail: The SMTP server refused the access token (535 5.7.8)" in said
    assert "Check username, scope and client_id" in said
