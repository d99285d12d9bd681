"""Fixtures: certificates, a Dovecot, mail servers that take or deliver letters, a token server.

A plug-in for pytest, so that every floor's tests can use the same servers.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.servers.certificates import Certificates
from tests.servers.dovecot import PROGRAM, SUBMISSION, Dovecot
from tests.servers.oauth import OAuthServer, modules
from tests.servers.smtp import Relay, Sink, SmtpServer


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Give certificates for loopback, and the authority to trust."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def stranger_certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Give certificates of another authority, which nobody here trusts."""
    return Certificates(tmp_path_factory.mktemp("stranger"))


@pytest.fixture(scope="session")
def dovecot(
    certificates: Certificates, require_server: Callable[[str, bool], None]
) -> Iterator[Dovecot]:
    """Give a running Dovecot; a test chooses a user name that no other test has."""
    require_server("dovecot", PROGRAM is not None)
    with Dovecot(certificates) as server:
        yield server


@pytest.fixture
def sink() -> Sink:
    """Give the handler of `smtp_server`: what it took, and how it shall answer."""
    return Sink()


@pytest.fixture
def smtp_server(certificates: Certificates, sink: Sink) -> Iterator[SmtpServer]:
    """Give a mail server with STARTTLS that takes letters."""
    with SmtpServer(sink, certificates, "starttls") as server:
        sink.server = server
        yield server


@pytest.fixture
def plain_server(certificates: Certificates, sink: Sink) -> Iterator[SmtpServer]:
    """Give a mail server that takes letters in clear, as one on the same machine does."""
    with SmtpServer(sink, certificates, "plain") as server:
        sink.server = server
        yield server


@pytest.fixture
def relay(dovecot: Dovecot) -> Relay:
    """Give the handler of `receiving_server`: whose DMARC result is which."""
    return Relay(dovecot)


@pytest.fixture
def receiving_server(certificates: Certificates, relay: Relay) -> Iterator[SmtpServer]:
    """Give a mail server that delivers what it takes to Dovecot's mailboxes."""
    with SmtpServer(relay, certificates, "plain") as server:
        relay.server = server
        yield server


@pytest.fixture(scope="session")
def oauth_process(require_server: Callable[[str, bool], None]) -> Iterator[OAuthServer]:
    """Give the server that all tests share."""
    found = modules()
    require_server("oauth2-mock-server (npm)", found is not None)
    assert found is not None
    with OAuthServer(found) as server:
        yield server


@pytest.fixture
def oauth_server(oauth_process: OAuthServer) -> OAuthServer:
    """Give a server that remembers nothing of another test."""
    oauth_process.begin("nobody@example.com")
    return oauth_process


@pytest.fixture(scope="session")
def relayed() -> Sink:
    """Give the handler of the server behind `token_dovecot`: what was sent through it."""
    return Sink()


@pytest.fixture(scope="session")
def token_dovecot(
    certificates: Certificates,
    relayed: Sink,
    oauth_process: OAuthServer,
    require_server: Callable[[str, bool], None],
) -> Iterator[Dovecot]:
    """Give a Dovecot that takes tokens for IMAP and SMTP, and asks the token server about each."""
    require_server("dovecot", PROGRAM is not None)
    require_server("dovecot-submissiond", SUBMISSION.exists())
    with (
        SmtpServer(relayed, certificates, "plain", logins=False) as behind,
        Dovecot(
            certificates, userinfo_url=oauth_process.userinfo_url, relay_port=behind.port or 0
        ) as server,
    ):
        relayed.server = behind
        yield server
