"""`rightsflow approver`: who may decide, and the secret that proves it."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import segno
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from deployments.terminal import OUT
from rightsflow.canonical import canonical_email
from rightsflow.errors import Misconfigured
from rightsflow.register import approvers, waiting
from rightsflow.register.approvers import Approver, new_secret, uri_of
from rightsflow.register.keyring import Keyring
from rightsflow.settings import read_settings
from tasks.wiring import open_register

T = TypeVar("T")
_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}")

_ADDED = """
Scan this with an authenticator app (Aegis, Google Authenticator, 1Password ...): it shows the
six digits that prove that it is you who decides. It is shown once and is stored nowhere in clear.
"""


def add_approver(folder: Path, handle: str, email: str, *, officer: bool) -> None:
    """Add an approver and show the QR code with the secret, once.

    Raises `Misconfigured` for a name or an address that is there already or not well formed.
    """
    if not _HANDLE.fullmatch(handle):
        problem = (
            "A name has small letters, digits and hyphens, such as officer or hr-lead. It is "
            "seen in Prefect and in the journal: take a role."
        )
        raise Misconfigured(problem)
    address = canonical_email(email)
    if address is None:
        problem = "This is no e-mail address. Nothing was stored."
        raise Misconfigured(problem)
    secret = new_secret()
    person = Approver(handle, officer, address, datetime.now(UTC))

    async def store(connection: AsyncConnection, keyring: Keyring) -> None:
        await approvers.add(connection, keyring, person, secret)
        # Whoever may decide from now on hears of what waits already.
        await waiting.tell_again(connection)

    asyncio.run(_within(folder, store))
    uri = uri_of(handle, secret, read_settings(folder).controller.name)
    OUT.print(f"Approver {handle} added.{_ADDED}")
    segno.make(uri).terminal(compact=True)
    OUT.print(f"Without a camera: {secret}  (TOTP, SHA-1, 6 digits, 30 seconds)")


def list_approvers(folder: Path, *, as_json: bool) -> None:
    """Print who may decide; addresses are not shown."""

    async def read(connection: AsyncConnection, keyring: Keyring) -> list[Approver]:
        return await approvers.listed(connection, keyring)

    known = asyncio.run(_within(folder, read))
    rows = [_plain(one) for one in known]
    if as_json:
        OUT.print(json.dumps(rows, indent=2), markup=False)
        return
    if not rows:
        OUT.print(
            "Nobody may decide yet. Add somebody: rightsflow approver add NAME --email ADDRESS"
        )
        return
    table = Table("name", "officer", "added on", "state", box=None)
    for row in rows:
        officer = "yes" if row["officer"] else "-"
        table.add_row(row["name"], officer, row["added_at"][:10], row["state"])
    OUT.print(table)


def revoke_approver(folder: Path, handle: str) -> None:
    """Take the right to decide away; what was decided stands."""
    _change(
        folder, handle, lambda connection: approvers.revoke(connection, handle, datetime.now(UTC))
    )
    OUT.print(f"{handle} may not decide any more.")


def unlock_approver(folder: Path, handle: str) -> None:
    """Let an approver who gave five wrong codes decide again."""
    _change(folder, handle, lambda connection: approvers.unlock_again(connection, handle))
    OUT.print(f"{handle} may decide again.")


def _change(
    folder: Path, handle: str, change: Callable[[AsyncConnection], Awaitable[bool]]
) -> None:
    async def within(connection: AsyncConnection, _: Keyring) -> bool:
        return await change(connection)

    if not asyncio.run(_within(folder, within)):
        problem = f"There is no approver {handle}. See: rightsflow approver list"
        raise Misconfigured(problem)


async def _within(folder: Path, work: Callable[[AsyncConnection, Keyring], Awaitable[T]]) -> T:
    settings = read_settings(folder)
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        async with register.write() as connection:
            return await work(connection, keyring)


def _plain(one: Approver) -> dict[str, Any]:
    state = "revoked" if one.revoked_at else "locked" if one.locked_at else "may decide"
    return {
        "name": one.handle,
        "officer": one.is_officer,
        "added_at": one.added_at.isoformat(timespec="seconds"),
        "state": state,
    }
