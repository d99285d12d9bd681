"""`rightsflow check`: every file validated, every system and the mailbox asked."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from deployments.terminal import OUT, plain
from rightsflow.connector import Connector
from rightsflow.copy.open_vault import open_vault
from rightsflow.datamap.load import load_systems
from rightsflow.errors import RightsflowError
from rightsflow.plugins import open_connectors
from rightsflow.register import approvers
from rightsflow.settings import Settings, read_settings
from tasks.describe import describe
from tasks.mistrust import entered, patience
from tasks.samevault import check_same
from tasks.wiring import make_mailbox, make_sender, open_register

_FOR_A_REFUSAL = 2
_WELL, _ILL = "[green]✓[/green]", "[red]✗[/red]"


def check_instance(folder: Path) -> int:
    """Print one line for each thing asked; return 0 if all is well, 1 if not.

    Raises `Faulty` with file, line, field and remedy where a file is wrong.
    """
    settings = read_settings(folder)
    OUT.print(f"{_WELL} controller.yaml: {settings.controller.name}", markup=True)
    systems = load_systems(folder)
    connectors = open_connectors(systems, folder, settings.plugins)
    OUT.print(f"{_WELL} systems: {len(systems)} data maps", markup=True)
    return asyncio.run(_ask(folder, settings, connectors))


async def _ask(folder: Path, settings: Settings, connectors: dict[str, Connector]) -> int:
    asked: list[tuple[str, Callable[[], Awaitable[tuple[str, tuple[str, ...]]]]]] = [
        ("register", lambda: _register(folder, settings)),
        ("vault", lambda: _vault(folder, settings)),
        ("approvers", lambda: _approvers(folder, settings)),
        ("mailbox", lambda: _mailbox(folder, settings)),
        ("outgoing mail", lambda: _sender(folder, settings)),
        *((name, _asking(connector)) for name, connector in connectors.items()),
    ]
    return 0 if all([await _line(name, ask) for name, ask in asked]) else 1


async def _line(name: str, ask: Callable[[], Awaitable[tuple[str, tuple[str, ...]]]]) -> bool:
    try:
        detail, problems = await ask()
    except RightsflowError as error:
        detail, problems = "", (str(error),)
    mark = _ILL if problems else _WELL
    OUT.print(f"{mark} {name}: {plain('; '.join(problems) or detail)}", markup=True)
    return not problems


def _asking(connector: Connector) -> Callable[[], Awaitable[tuple[str, tuple[str, ...]]]]:
    async def ask() -> tuple[str, tuple[str, ...]]:
        try:
            async with entered(connector), patience(connector):
                health = await connector.check()
        except RightsflowError:
            raise
        except Exception as error:  # noqa: BLE001 - the other systems are asked all the same
            return "", (f"{describe(error)}. Its connector, {connector.origin}, has a fault",)
        return health.detail, health.problems

    return ask


async def _register(folder: Path, settings: Settings) -> tuple[str, tuple[str, ...]]:
    async with AsyncExitStack() as stack:
        await open_register(folder, settings, stack)
    return "opens with this master key", ()


async def _vault(folder: Path, settings: Settings) -> tuple[str, tuple[str, ...]]:
    """Write, read and remove a file of no case, and look for what the register says is there."""
    vault = open_vault(settings.register_, folder)
    async with AsyncExitStack() as stack:
        register, _ = await open_register(folder, settings, stack)
        await check_same(register, vault)
    await asyncio.to_thread(vault.check)
    return "takes files, and gives them back", ()


async def _approvers(folder: Path, settings: Settings) -> tuple[str, tuple[str, ...]]:
    """Say who may decide; that nobody may is told, and is no fault: holds wait in mails."""
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        async with register.read() as connection:
            known = await approvers.active(connection, keyring)
    if not known:
        return "nobody may decide yet (rightsflow approver add NAME --officer)", ()
    if len(known) < _FOR_A_REFUSAL or not any(one.is_officer for one in known):
        return f"{len(known)} may decide; a refusal needs two, one of them the officer", ()
    return f"{len(known)} may decide", ()


async def _mailbox(folder: Path, settings: Settings) -> tuple[str, tuple[str, ...]]:
    async with make_mailbox(folder, settings) as mailbox:
        await mailbox.check()
        waiting = len(await mailbox.list())
    return f"answers, {waiting} messages wait", ()


async def _sender(folder: Path, settings: Settings) -> tuple[str, tuple[str, ...]]:
    async with make_sender(folder, settings) as sender:
        await sender.check()
    return "takes letters", ()
