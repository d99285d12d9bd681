"""`rightsflow lift`: somebody came back by their own will and is taken off a list."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import typer

from deployments.suppressing import known_purpose
from deployments.terminal import OUT
from rightsflow.canonical import canonical_email, canonical_phone
from rightsflow.errors import Misconfigured
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import EVERYTHING, SuppressionList
from rightsflow.register import suppression
from rightsflow.settings import read_settings
from tasks.wiring import open_register


def lift_person(folder: Path, of: SuppressionList, purpose: str) -> None:
    """Ask for address and phone, so that neither stays in the shell's history, and lift."""
    if purpose != EVERYTHING and of is not SuppressionList.no_marketing:
        problem = "--purpose goes with no_marketing alone."
        raise Misconfigured(problem)
    known_purpose(folder, purpose)
    identifiers = _asked()
    count = asyncio.run(_lifted(folder, identifiers, of, purpose))
    changed = "1 entry" if count == 1 else f"{count} entries"
    OUT.print(f"{changed} changed." if count else "Nothing of this person is on the list.")


def _asked() -> list[Identifier]:
    email = typer.prompt("Email (Enter to leave out)", default="", err=True).strip()
    phone = typer.prompt("Phone (Enter to leave out)", default="", err=True).strip()
    address = canonical_email(email) if email else None
    number = canonical_phone(phone) if phone else None
    if (email and address is None) or (phone and number is None):
        problem = "The e-mail address or the phone number is not well formed. Nothing was changed."
        raise Misconfigured(problem)
    if address is None and number is None:
        problem = "Give an e-mail address or a phone number."
        raise Misconfigured(problem)
    found = ((IdentifierKind.email, address), (IdentifierKind.phone, number))
    return [Identifier(kind, value) for kind, value in found if value]


async def _lifted(
    folder: Path, identifiers: list[Identifier], of: SuppressionList, purpose: str
) -> int:
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, read_settings(folder), stack)
        async with register.write() as connection:
            return await suppression.lift(connection, keyring, identifiers, of, purpose)
