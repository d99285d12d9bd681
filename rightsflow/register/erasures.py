"""The ledger of erasures: what was done where, for doing it again after a restored backup.

A backup of a system brings people back who were erased since it was made. The ledger knows the
records that were erased and nothing else of them. It outlives the case, sealed under a key of its
own, for longer than backups of the systems live (`retention.ledger_days`).
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.deeds import Capability, Change, Order
from rightsflow.law.subject import Identifier
from rightsflow.law.suppression import EVERYTHING, LISTED_KINDS, SuppressionList
from rightsflow.register.database import insert_new
from rightsflow.register.deed_tables import erasure
from rightsflow.register.keyring import Keyring
from rightsflow.register.ledgercopy import Line

REPLAYED = {
    Capability.erase: SuppressionList.do_not_recreate,
    Capability.object: SuppressionList.no_marketing,
}
"""What is done again after a restore, and the list by which the person is recognised then."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was carried out in a system: one order, by one capability.

    `persons` are the records with identity columns under which the person was found there, also
    where they themselves stayed. `digests`: of the person's addresses and phones at that time.
    `scope`: the purpose that ended (`system.purpose`), for an objection.
    """

    case_number: str
    system: str
    capability: Capability
    order: Order = field(repr=False)
    done_at: datetime
    until_on: date
    persons: tuple[str, ...] = field(default=(), repr=False)
    digests: frozenset[str] = field(default=frozenset(), repr=False)
    scope: str = EVERYTHING
    id: int = 0


def digests_of(keyring: Keyring, identifiers: Sequence[Identifier]) -> frozenset[str]:
    """Return what the ledger keeps of a person's addresses and phones."""
    return frozenset(
        digest
        for one in identifiers
        if one.kind in LISTED_KINDS
        for digest in keyring.suppression_digests(one.kind, one.value).values()
    )


async def record(connection: AsyncConnection, keyring: Keyring, new: Sequence[Erased]) -> None:
    """Enter what was carried out; harmless to repeat.

    Raises `ValueError` for what is never replayed: only `REPLAYED` is.
    """
    for one in new:
        if one.capability not in REPLAYED:
            problem = f"{one.capability} is not done again after a restore"
            raise ValueError(problem)
    rows = [
        {
            "case_number": one.case_number,
            "system": one.system,
            "capability": one.capability,
            "done_at": one.done_at,
            "until_on": one.until_on,
            "sealed_order": keyring.lock_ledger(_packed(one), *_place(one)),
        }
        for one in new
    ]
    if rows:
        await keyring.tell_copy([_told(row) for row in rows])
        await connection.execute(insert_new(erasure, connection), rows)


async def missing(connection: AsyncConnection, told: Sequence[Line]) -> list[Line]:
    """Return those lines of the copy of the ledger whose erasures are not in the register."""
    here = {
        tuple(row)
        for row in await connection.execute(
            select(
                erasure.c.case_number, erasure.c.system, erasure.c.capability, erasure.c.done_at
            ).where(erasure.c.case_number.in_({line["case_number"] for line in told}))
        )
    }
    return [line for line in told if _key_of(line) not in here]


async def enter_again(connection: AsyncConnection, told: Sequence[Line]) -> None:
    """Enter what lines of the copy tell of; harmless to repeat."""
    rows = [
        {
            "case_number": line["case_number"],
            "system": line["system"],
            "capability": line["capability"],
            "done_at": datetime.fromisoformat(line["done_at"]),
            "until_on": date.fromisoformat(line["until_on"]),
            "sealed_order": base64.b64decode(line["sealed_order"]),
        }
        for line in told
    ]
    if rows:
        await connection.execute(insert_new(erasure, connection), rows)


def _key_of(line: Line) -> tuple[object, ...]:
    done_at = datetime.fromisoformat(line["done_at"])
    return line["case_number"], line["system"], line["capability"], done_at


def _told(row: Mapping[str, Any]) -> Line:
    return {
        "kind": "erased",
        **row,
        "done_at": row["done_at"].isoformat(),
        "until_on": row["until_on"].isoformat(),
        "sealed_order": base64.b64encode(row["sealed_order"]).decode(),
    }


async def since(
    connection: AsyncConnection,
    keyring: Keyring,
    system: str,
    since_at: datetime,
    *,
    after: int = 0,
    limit: int,
) -> list[Erased]:
    """Return what was carried out in a system since then, in that order: a page of `limit`.

    `after` is the `id` of the last one of the page before, so that no transaction stays open
    while a system is asked. Raises `Damaged` if one was changed, or its key is not here.
    """
    query = (
        select(erasure)
        .where(erasure.c.system == system, erasure.c.done_at >= since_at, erasure.c.id > after)
        .order_by(erasure.c.id)
        .limit(limit)
    )
    return [_opened(keyring, row) for row in await connection.execute(query)]


async def replayed(connection: AsyncConnection, ids: Sequence[int], at: datetime) -> None:
    """Note that the system was asked again, and that nothing of these is left in it."""
    done = update(erasure).where(erasure.c.id.in_(ids)).values(replayed_at=at)
    await connection.execute(done)


async def purge(connection: AsyncConnection, today_on: date, *, limit: int) -> int:
    """Delete what no backup can bring back any more, `limit` at most; return how many."""
    over = select(erasure.c.id).where(erasure.c.until_on <= today_on).limit(limit)
    return (await connection.execute(delete(erasure).where(erasure.c.id.in_(over)))).rowcount


def _place(one: Erased) -> tuple[str, str, str, str]:
    return "erasure.order", one.case_number, one.system, one.capability


def _packed(one: Erased) -> bytes:
    content = {
        "changes": [
            [
                change.collection,
                change.records,
                None if change.values is None else {**change.values},
            ]
            for change in one.order.changes
        ],
        "persons": one.persons,
        "digests": sorted(one.digests),
        "scope": one.scope,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _opened(keyring: Keyring, row: Any) -> Erased:  # noqa: ANN401 - a row of the table
    capability = Capability(row.capability)
    place = ("erasure.order", row.case_number, row.system, capability)
    content = json.loads(keyring.unlock_ledger(row.sealed_order, *place))
    changes = tuple(
        Change(collection, tuple(records), values)
        for collection, records, values in content["changes"]
    )
    return Erased(
        case_number=row.case_number,
        system=row.system,
        capability=capability,
        order=Order(row.case_number, changes),
        done_at=row.done_at,
        until_on=row.until_on,
        persons=tuple(content["persons"]),
        digests=frozenset(content["digests"]),
        scope=content["scope"],
        id=row.id,
    )
