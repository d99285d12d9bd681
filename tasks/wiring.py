"""The one place where things are made and put together; everything else receives them.

It lies on this floor, not above the flows, because Prefect starts a flow run in a process of
its own by importing the flow: whatever the flow needs has to be found from here down.
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rightsflow.backoff import Backoff, utc_now
from rightsflow.connector import Connector
from rightsflow.copy.handover import load_handover
from rightsflow.copy.open_vault import open_vault
from rightsflow.copy.pool import CopyPool
from rightsflow.datamap.load import load_systems
from rightsflow.errors import Misconfigured
from rightsflow.limiter import Limited
from rightsflow.mail.boxes import ImapMailbox, Mailbox, MaildirMailbox
from rightsflow.mail.reading.pool import ReadingPool
from rightsflow.mail.sending import MaildirSender, Sender, SmtpSender, SmtpServer
from rightsflow.oauth import TokenSource
from rightsflow.plugins import open_connector, open_connectors
from rightsflow.register.database import Database
from rightsflow.register.keyring import Keyring
from rightsflow.register.ledgercopy import LedgerCopy
from rightsflow.register.masterkey import KeyFiles
from rightsflow.register.turns import SharedLimiter
from rightsflow.secret import BLOCKS
from rightsflow.settings import MaildirBox, MaildirOut, Settings, read_settings
from tasks.blocks import read_block
from tasks.desk import CURRENT, Clock, Desk, Progress, silent
from tasks.heartbeat import beating
from tasks.lazily import Lazily
from tasks.mistrust import entered
from tasks.worker import Worker

FOLDER_VARIABLE = "RIGHTSFLOW_CONFIG"
"""Names the instance folder for flow runs in processes of their own."""

_RUN_VARIABLE = "PREFECT__FLOW_RUN_ID"
"""Names the flow run to a process that Prefect has started; Prefect itself is not imported here,
for its settings are fixed before that (`deployments.environment`)."""


@asynccontextmanager
async def at_desk() -> AsyncIterator[Desk]:
    """Work at the desk that is open, or open the one of `RIGHTSFLOW_CONFIG`."""
    opened = CURRENT.get(None)
    if opened is not None:
        yield opened
        return
    folder = os.environ.get(FOLDER_VARIABLE, "")
    if not folder:
        problem = f"Set {FOLDER_VARIABLE} to the instance folder."
        raise Misconfigured(problem)
    async with open_desk(Path(folder)) as fresh:
        yield fresh


@asynccontextmanager
async def open_desk(
    folder: Path, progress: Progress = silent, clock: Clock = utc_now, *, asking: bool = True
) -> AsyncIterator[Desk]:
    """Open an instance; the key is proved before anything is read.

    Without `asking` neither mailbox nor systems are opened: to send mails they need not answer.
    `clock` tells the time that everything is judged by, but for leases of work, which go by the
    clock of the register's database.

    Raises `Misconfigured` (or `Faulty`, with file, line, field and remedy), `WrongKey`, or
    `TryAgain` if the register's database is away.
    """
    if BLOCKS.get() is None:
        BLOCKS.set(read_block)
    settings, systems = read_settings(folder), load_systems(folder)
    connectors = open_connectors(systems, folder, settings.plugins)
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        for connector in connectors.values():
            share_turns(connector, register)
        worker = Worker(folder / "run")
        stack.callback(worker.close)
        lost_after = timedelta(seconds=settings.pace.lost_after_seconds)
        await stack.enter_async_context(
            beating(register, worker.name, lost_after, os.environ.get(_RUN_VARIABLE))
        )
        mailbox = make_mailbox(folder, settings)
        if asking:
            for connector in connectors.values():
                await stack.enter_async_context(entered(connector))
            await stack.enter_async_context(mailbox)
        processes, own = settings.pace.processes, (settings.controller.email,)
        desk = Desk(
            folder=folder,
            settings=settings,
            systems=systems,
            register=register,
            keyring=keyring,
            vault=open_vault(settings.register_, folder),
            connectors=connectors,
            fresh=lambda system: share_turns(
                open_connector(systems[system], folder, settings.plugins), register
            ),
            mailbox=mailbox,
            sender=await stack.enter_async_context(make_sender(folder, settings)),
            readers=Lazily(lambda: ReadingPool(processes, own_addresses=own), stack),
            copiers=Lazily(lambda: CopyPool(processes), stack),
            worker=worker,
            handover=load_handover(settings.copy_.handover),
            progress=progress,
            clock=clock,
        )
        token = CURRENT.set(desk)
        try:
            yield desk
        finally:
            CURRENT.reset(token)


async def open_register(
    folder: Path, settings: Settings, stack: AsyncExitStack
) -> tuple[Database, Keyring]:
    """Open register and key store with the master key; both are closed by `stack`."""
    register, keys = open_databases(folder, settings, stack)
    keyring = Keyring(KeyFiles(settings.register_.key_file), keys)
    keyring.copy = LedgerCopy(settings.register_.ledger_copy)
    await register.upgrade()
    await keys.upgrade()
    await keyring.prove(register, datetime.now(UTC))
    return register, keyring


def open_databases(
    folder: Path, settings: Settings, stack: AsyncExitStack
) -> tuple[Database, Database]:
    """Return register and key store, not looked at yet; both are closed by `stack`."""
    at = settings.register_
    password = at.password.read() if at.password else None
    register = Database(at.url, "register", base=folder, password=password)
    stack.push_async_callback(register.close)
    keys = Database(at.keys_url, "keys", base=folder, password=password)
    stack.push_async_callback(keys.close)
    return register, keys


def share_turns(connector: Connector, register: Database) -> Connector:
    """Have a connector that waits for turns wait for those that all workers share; return it."""
    if isinstance(connector, Limited):
        name, rate = connector.system.system, connector.rate
        connector.limiter = SharedLimiter(register, name, rate)
    return connector


def make_mailbox(folder: Path, settings: Settings) -> Mailbox:
    """Return the mailbox of the settings, not yet opened."""
    box = settings.mailbox
    if isinstance(box, MaildirBox):
        return MaildirMailbox(folder / box.path)
    return ImapMailbox(
        box.imap_server(folder / "oauth"),
        folder=box.folder,
        processed=box.processed,
        quarantine=box.quarantine,
        backoff=Backoff(folder / "run" / "mailbox.backoff", "The mailbox's server"),
        identity=box.identity,
        sent=box.sent,
    )


def make_sender(folder: Path, settings: Settings) -> Sender:
    """Return the way out of the settings, not yet opened."""
    out = settings.outgoing
    if isinstance(out, MaildirOut):
        return MaildirSender(folder / out.path)
    server = SmtpServer(
        host=out.host,
        port=out.port,
        security=out.security,
        username=out.username,
        password=out.password.read() if out.password else None,
        cafile=out.cafile,
        timeout_s=out.timeout_s,
        tokens=TokenSource(out.auth.account("SMTP"), folder / "oauth") if out.auth else None,
    )
    backoff = Backoff(folder / "run" / "outgoing.backoff", "The mail server")
    return SmtpSender(server, backoff, checks_as=settings.controller.email)
