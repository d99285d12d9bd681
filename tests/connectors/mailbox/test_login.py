"""The mailbox of requests and a mailbox that is searched are logged in at in one way."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.mailbox.settings import MailboxConnection
from rightsflow.settings import ImapBox
from rightsflow.settings.imap import ImapLogin

LOGIN = {"host": "mail.example.com", "username": "privacy@example.com"}
AUTH = {
    "kind": "google",
    "client_id": "app",
    "client_secret": {"env": "RF_SECRET"},
    "refresh_token": {"env": "RF_SECRET"},
}
BOTH: dict[type[ImapLogin], dict[str, Any]] = {
    ImapBox: {"kind": "imap"},
    MailboxConnection: {"own": ["@example.com"]},
}
each = pytest.mark.parametrize("kind", BOTH)


@each
@pytest.mark.parametrize("ways", [{}, {"password": {"env": "RF_SECRET"}, "auth": AUTH}])
def test_neither_none_nor_two_ways_in_are_accepted(
    kind: type[ImapLogin], ways: dict[str, Any]
) -> None:
    """A password or a token: nobody has to guess which one counts."""
    with pytest.raises(ValidationError, match="either password or auth"):
        kind.model_validate(LOGIN | BOTH[kind] | ways)


@each
@pytest.mark.parametrize("port", [0, 65536])
def test_a_port_that_cannot_be_is_refused(kind: type[ImapLogin], port: int) -> None:
    """When the file is read, and not at the first poll."""
    with pytest.raises(ValidationError, match="port"):
        kind.model_validate(LOGIN | BOTH[kind] | {"port": port, "password": {"env": "RF_SECRET"}})


@each
def test_the_server_is_made_of_all_that_the_settings_say(
    kind: type[ImapLogin], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the password, or with tokens, and with the patience of its own section."""
    monkeypatch.setenv("RF_SECRET", "open sesame")
    said = LOGIN | BOTH[kind] | {"port": 1993, "security": "starttls", "timeout_s": 7}

    by_password = kind.model_validate(said | {"password": {"env": "RF_SECRET"}})
    server = by_password.imap_server(tmp_path)
    by_token = kind.model_validate(said | {"auth": AUTH}).imap_server(tmp_path)

    assert (server.host, server.port, server.security) == ("mail.example.com", 1993, "starttls")
    assert (server.username, server.timeout_s) == ("privacy@example.com", 7)
    assert server.password is not None
    assert server.password.get_secret_value() == "open sesame"
    assert server.tokens is None
    assert by_token.password is None
    assert by_token.tokens is not None
