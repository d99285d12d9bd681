"""Fixtures: certificates, a Dovecot, a mail server that takes letters, one that delivers them.

A plug-in for pytest, so that every floor's tests can use the same servers.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.servers.certificates import Certificates
from tests.servers.dovecot import PROGRAM, Dovecot
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
