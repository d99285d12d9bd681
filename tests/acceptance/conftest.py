"""An office: an instance of its own with real mail servers, databases and a Mailman around it."""

import asyncio
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from deployments.embedded import free_port, started
from deployments.login import LOGIN_VARIABLE, own_login
from tests.acceptance.auditing import faults_in
from tests.acceptance.office import OFFICER, Office, make_folder
from tests.acceptance.people import EVERYONE
from tests.acceptance.systems import MAILMAN_VARIABLE, Systems, database, systems
from tests.servers.certificates import Certificates
from tests.servers.databases import PASSWORD_VARIABLE, Place, answers
from tests.servers.dovecot import PASSWORD as IMAP_PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.mailman import MailmanServer
from tests.servers.smtp import PASSWORD as SMTP_PASSWORD
from tests.servers.smtp import USERNAME, Relay, Sink, SmtpServer

REGISTERS = ("sqlite", "postgresql")
CAMPAIGN = os.environ.get("HYPOTHESIS_PROFILE") == "campaign"
OpenOffice: TypeAlias = Callable[..., AbstractContextManager[Office]]
_numbers = itertools.count(1)


def registers(short: str) -> tuple[str, ...]:
    """Return the registers on which a long story is told: both in a campaign, else the one named.

    A whole access is always told on both, and so is all that the register does by itself.
    """
    return REGISTERS if CAMPAIGN else (short,)


@dataclass(frozen=True)
class City:
    """Everything that is there before an office opens."""

    certificates: Certificates
    dovecot: Dovecot
    systems: Systems


@pytest.fixture(scope="session")
def planted(
    mailman_server: MailmanServer,
    tmp_path_factory: pytest.TempPathFactory,
    require_server: Callable[[str, bool], None],
) -> Iterator[Systems]:
    """Give the three systems with everybody in them."""
    require_server("PostgreSQL", answers("postgresql"))
    with systems(tmp_path_factory.mktemp("documents"), mailman_server, EVERYONE) as filled:
        yield filled


@pytest.fixture(scope="session")
def prefect_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of one Prefect for the whole test run: starting one takes long.

    Its login stands in the environment from then on; a command that starts a server of its own
    does not use it.
    """
    folder = tmp_path_factory.mktemp("prefect")
    before, mask = dict(os.environ), os.umask(0o077)
    with started(folder, free_port(), schedules=False) as url:
        os.umask(mask)
        os.environ.clear()
        os.environ.update(before)
        os.environ[LOGIN_VARIABLE] = own_login(folder).get_secret_value()
        yield url
    os.environ.pop(LOGIN_VARIABLE, None)


@pytest.fixture(scope="session")
def open_office(
    certificates: Certificates,
    dovecot: Dovecot,
    planted: Systems,
    prefect_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> OpenOffice:
    """Give a function (register) that opens an office with an empty mailbox.

    It has the three systems in which everybody is, and its letters end in a sink, unless others
    are given. Every letter that left it for a data subject is audited when it closes.
    """

    @contextmanager
    def opened(
        register: str, others: Systems | None = None, sink: Sink | None = None
    ) -> Iterator[Office]:
        with ExitStack() as stack:
            folder = tmp_path_factory.mktemp("office")
            city = City(certificates, dovecot, others or planted)
            office = _open(stack, folder, city, register, prefect_url, sink or Sink())
            yield office
            assert (
                asyncio.run(faults_in(office.folder, office.register_url, office.letters())) == []
            )

    return opened


@pytest.fixture(params=REGISTERS)
def office(request: pytest.FixtureRequest, open_office: OpenOffice) -> Iterator[Office]:
    """Give an office of the test's own, on each kind of register."""
    with open_office(request.param) as opened:
        yield opened


def _open(
    stack: ExitStack, folder: Path, city: City, register: str, prefect_url: str, sink: Sink
) -> Office:
    address = f"rodo{next(_numbers)}@example.com"
    relay = Relay(city.dovecot)
    receiving = stack.enter_context(SmtpServer(relay, city.certificates, "plain"))
    sending = stack.enter_context(SmtpServer(sink, city.certificates, "starttls"))
    relay.server, sink.server = receiving, sending
    sink.spared.add(OFFICER)
    stores = [stack.enter_context(_store(folder)) for _ in range(2 * (register != "sqlite"))]
    settings = {
        "address": address,
        **_mail(city, address, sending),
        **_register(stores),
        "pace": {"processes": 1},
    }
    instance = folder / "instance"
    make_folder(instance, settings, city.systems.maps)
    relay.dmarc |= {"post.example.net": "none", "forged.example.org": "fail"}
    return Office(
        folder=instance,
        address=address,
        receiving=receiving,
        sink=sink,
        environment=_environment(city, prefect_url),
        register_url=_owner(stores[0])
        if stores
        else f"sqlite+aiosqlite:///{instance}/register.sqlite",
        databases=tuple(map(_owner, stores)),
    )


@contextmanager
def _store(folder: Path) -> Iterator[Place]:
    """Make a database in which its role may make tables."""
    with database(folder) as store:
        yield store


def _owner(store: Place) -> str:
    return store.admin.url.render_as_string(hide_password=False)


def _mail(city: City, address: str, sending: SmtpServer) -> dict[str, Any]:
    cafile = str(city.certificates.cafile)
    return {
        "mailbox": {
            "kind": "imap",
            "host": city.dovecot.host,
            "port": city.dovecot.imaps_port,
            "security": "tls",
            "username": address,
            "password": {"env": "OFFICE_IMAP_PASSWORD"},
            "cafile": cafile,
        },
        "outgoing": {
            "kind": "smtp",
            "host": sending.host,
            "port": sending.port,
            "security": "starttls",
            "username": USERNAME,
            "password": {"env": "OFFICE_SMTP_PASSWORD"},
            "cafile": cafile,
        },
    }


def _register(stores: list[Place]) -> dict[str, Any]:
    if not stores:
        return {}
    url, keys_url = (_owner(store) for store in stores)
    return {"register": {"url": url, "keys_url": keys_url}}


def _environment(city: City, prefect_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "PREFECT_API_URL": prefect_url,
        "OFFICE_IMAP_PASSWORD": IMAP_PASSWORD,
        "OFFICE_SMTP_PASSWORD": SMTP_PASSWORD,
        PASSWORD_VARIABLE: city.systems.crm.password,
        MAILMAN_VARIABLE: city.systems.mailman.password,
    }
