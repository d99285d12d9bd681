"""Approvers: who may decide, proved by a one-time code (TOTP, RFC 6238).

A handle is a role or a short name and appears in Prefect and the journal; address and secret
are sealed. A code is accepted once, for its own half minute and the ones beside it, at the time
at which the decision was handed in. Five wrong codes lock the approver until somebody with
access to the machine unlocks them.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import pyotp
from sqlalchemy import func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.errors import Misconfigured
from rightsflow.register.database import insert_new
from rightsflow.register.decisions import DecisionState
from rightsflow.register.keyring import STAFF, Keyring
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.tables import approver, decision

STEP_S = 30
MOST_FAILURES = 5
_BESIDE = (-1, 0, 1)
_PLACE = "approver.person"


class CodeVerdict(StrEnum):
    """What became of a code."""

    accepted = "accepted"
    unknown = "unknown"
    revoked = "revoked"
    locked = "locked"
    wrong = "wrong"
    used = "used"


@dataclass(frozen=True, slots=True)
class Approver:
    """Who may decide; `is_officer`: the data protection officer (Article 37 GDPR)."""

    handle: str
    is_officer: bool
    address: str = field(repr=False)
    added_at: datetime
    revoked_at: datetime | None = None
    locked_at: datetime | None = None


class AlreadyThere(Misconfigured):
    """An approver of this name or address is there already."""


async def add(connection: AsyncConnection, keyring: Keyring, person: Approver, secret: str) -> None:
    """Add an approver, or one anew who was revoked; `secret` is base32.

    Raises `AlreadyThere` for a name or an address in use: one person, one approver.
    """
    key = await keyring.key(STAFF)
    sealed = lock(key, _PLACE, person.handle, {"address": person.address, "secret": secret})
    row = {
        "handle": person.handle,
        "is_officer": person.is_officer,
        "address_index": keyring.index(person.address),
        "added_at": person.added_at,
        "failures": 0,
        "last_step": 0,
        "sealed_person": sealed,
    }
    done = await connection.execute(
        insert_new(approver, connection).returning(approver.c.id), [row]
    )
    if done.first() is None and not await _add_anew(connection, row):
        raise AlreadyThere


async def _add_anew(connection: AsyncConnection, row: Mapping[str, object]) -> bool:
    """Let somebody decide again who was revoked, as after a lost telephone; the secret is new.

    A first approval that still waits is void: it may be why they were revoked.
    """
    done = await connection.execute(
        update(approver)
        .where(approver.c.handle == row["handle"], approver.c.revoked_at.is_not(None))
        .where(approver.c.address_index == row["address_index"])
        .values(**row, revoked_at=None, locked_at=None)
        .returning(approver.c.id)
    )
    if done.first() is None:
        return False
    await connection.execute(
        update(decision)
        .where(
            decision.c.approver == row["handle"], decision.c.state == DecisionState.waits_for_second
        )
        .values(state=DecisionState.void)
    )
    return True


async def listed(connection: AsyncConnection, keyring: Keyring) -> list[Approver]:
    """Return all approvers, revoked ones too, in the order in which they were added."""
    keys = keyring.staff_keys
    rows = await connection.execute(select(approver).order_by(approver.c.id))
    return [
        Approver(
            handle=row.handle,
            is_officer=row.is_officer,
            address=unlock(keys, _PLACE, row.handle, row.sealed_person)["address"],
            added_at=row.added_at,
            revoked_at=row.revoked_at,
            locked_at=row.locked_at,
        )
        for row in rows
    ]


async def active(connection: AsyncConnection, keyring: Keyring) -> list[Approver]:
    """Return those who may decide; a locked one may again once unlocked."""
    return [one for one in await listed(connection, keyring) if one.revoked_at is None]


async def check_code(
    connection: AsyncConnection, keyring: Keyring, handle: str, code: str, at: datetime
) -> CodeVerdict:
    """Judge a code at an aware moment; an accepted one is used up, a wrong one is counted.

    The caller commits whatever the verdict is. Raises `ValueError` for a naive moment.
    """
    if at.tzinfo is None:
        problem = "the moment of a code carries its time zone"
        raise ValueError(problem)
    query = select(approver).where(approver.c.handle == handle).with_for_update()
    row = (await connection.execute(query)).first()
    if row is None:
        return CodeVerdict.unknown
    if row.revoked_at is not None:
        return CodeVerdict.revoked
    if row.locked_at is not None:
        return CodeVerdict.locked
    person = unlock(keyring.staff_keys, _PLACE, handle, row.sealed_person)
    step = _step_of(person["secret"], code, at)
    if step is None:
        failures = row.failures + 1
        locked_at = at if failures >= MOST_FAILURES else None
        await _set(connection, [handle], failures=failures, locked_at=locked_at)
        return CodeVerdict.wrong
    if step <= row.last_step:
        return CodeVerdict.used
    await _set(connection, [handle], failures=0, last_step=step)
    return CodeVerdict.accepted


async def revoke(connection: AsyncConnection, handle: str, at: datetime) -> bool:
    """Take the right to decide away; return whether there was one of this name."""
    first_at = func.coalesce(approver.c.revoked_at, literal(at, approver.c.revoked_at.type))
    return await _set(connection, [handle], revoked_at=first_at)


async def unlock_again(connection: AsyncConnection, handle: str) -> bool:
    """Let a locked approver decide again; return whether there is one of this name."""
    return await _set(connection, [handle], locked_at=None, failures=0)


def new_secret() -> str:
    """Return a fresh TOTP secret of 160 bits (RFC 4226 section 4) in base32."""
    return pyotp.random_base32()


def uri_of(handle: str, secret: str, issuer: str) -> str:
    """Return the address that an authenticator program reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=handle, issuer_name=issuer)


def code_at(secret: str, at: datetime) -> str:
    """Return the code that an authenticator program shows at a moment."""
    return pyotp.TOTP(secret, interval=STEP_S).at(at)


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    made = pyotp.TOTP(secret, interval=STEP_S)
    now = int(at.timestamp()) // STEP_S
    fitting = [
        now + beside
        for beside in _BESIDE
        if hmac.compare_digest(made.generate_otp(now + beside).encode(), code.strip().encode())
    ]
    return fitting[0] if fitting else None


async def _set(connection: AsyncConnection, handles: Sequence[str], **values: object) -> bool:
    rows = await connection.execute(
        update(approver)
        .where(approver.c.handle.in_(handles))
        .values(**values)
        .returning(approver.c.id)
    )
    return rows.first() is not None
