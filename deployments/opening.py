"""`rightsflow case open`: a request that came by post, by phone or in person."""

import asyncio
import secrets
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typer
import yaml

from deployments.terminal import OUT
from rightsflow.canonical import canonical_email, canonical_phone
from rightsflow.errors import Misconfigured
from rightsflow.law.deadline import due_on
from rightsflow.law.right import Right
from rightsflow.law.subject import IdentifierKind
from rightsflow.register.requester import Requester, StoredIdentifier
from rightsflow.register.types import Channel
from rightsflow.settings import read_settings
from tasks.newcases import Opening, open_cases
from tasks.wiring import open_desk

_FIELDS = ("name", "email", "phone")


def open_posted(
    folder: Path,
    *,
    rights: tuple[Right, ...],
    received_on: date,
    channel: Channel,
    language: str,
    person: str | None,
    overdue: bool = False,
) -> None:
    """Store the person, open the case, print its number.

    The clock starts at the beginning of the day of receipt in the controller's zone.
    """
    if channel is Channel.sweep:
        problem = "Cases of the sweep are opened by the sweep. Name how the request came in."
        raise Misconfigured(problem)
    settings = read_settings(folder)
    if language not in settings.languages:
        problem = f"Letters are written in {', '.join(settings.languages)}. Give one of these."
        raise Misconfigured(problem)
    received_at = datetime.combine(received_on, time(), settings.controller.zone)
    if received_at > datetime.now(UTC):
        problem = "The day of receipt is still to come. Give the day on which it arrived."
        raise Misconfigured(problem)
    due = due_on(received_at, settings.controller.zone, settings.controller.country)
    if due < datetime.now(settings.controller.zone).date() and not overdue:
        problem = f"An answer was due on {due}. Check the year; if it is right, add --overdue."
        raise Misconfigured(problem)
    told = _told(person) if person is not None else _asked()
    requester = _requester(told)
    number = asyncio.run(_open(folder, rights, received_at, channel, language, requester))
    OUT.print(number)


def _asked() -> dict[str, Any]:
    return {
        field: typer.prompt(f"{field.capitalize()} (Enter to leave out)", default="", err=True)
        for field in _FIELDS
    }


def _told(text: str) -> dict[str, Any]:
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError:
        told = None
    if not isinstance(told, dict) or set(told) - set(_FIELDS):
        problem = f"The person's file is not as expected: give {', '.join(_FIELDS)}, one a line."
        raise Misconfigured(problem)
    return told


def _requester(told: dict[str, Any]) -> Requester:
    email, phone = str(told.get("email") or ""), str(told.get("phone") or "")
    address = canonical_email(email) if email else None
    number = canonical_phone(phone) if phone else None
    if (email and address is None) or (phone and number is None):
        problem = "The e-mail address or the phone number is not well formed. Nothing was stored."
        raise Misconfigured(problem)
    if address is None and number is None:
        problem = "Give an e-mail address or a phone number: a name alone finds nobody."
        raise Misconfigured(problem)
    phones = (StoredIdentifier(kind=IdentifierKind.phone, value=number),) if number else ()
    return Requester(
        address=address,
        name=str(told.get("name") or ""),
        identifiers=phones,
        answerable=address is not None,
    )


async def _open(
    folder: Path,
    rights: tuple[Right, ...],
    received_at: datetime,
    channel: Channel,
    language: str,
    requester: Requester,
) -> str:
    async with AsyncExitStack() as stack:
        at = await stack.enter_async_context(open_desk(folder))
        scope = f"P-{secrets.token_hex(8)}"
        await at.keyring.make([scope], at.now())
        opening = Opening(
            key=await at.keyring.key(scope),
            key_scope=scope,
            channel=channel,
            language=language,
            received_at=received_at,
            requester=requester,
            rights=rights,
        )
        async with at.register.write() as connection:
            (case,) = await open_cases(connection, at, [opening])
        return case.number
