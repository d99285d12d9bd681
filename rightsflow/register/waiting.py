"""Open holds as those see them who answer, chase or time them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.register.journal import Entry, note
from rightsflow.register.tables import case, hold

REF = r"^H-([0-9]{1,9})\.([0-9]{1,6})$"
"""How a form names a hold and the version of it that was shown."""


MOST_VERSIONS = 25
"""After so many nobody is mailed of a hold: a machine that answers our mails would go on for ever.

It stays in the digest."""


@dataclass(frozen=True, slots=True)
class OpenHold:
    """A hold that nobody has released; `version` grows with whatever changes what is asked.

    `asked_version`: the version that the approvers were last told of, 0 for none.
    """

    id: int
    case_id: int
    kind: HoldKind
    system: str
    reasons: tuple[str, ...]
    answer_by_on: date
    version: int
    asked_version: int
    opened_at: datetime
    reminded_at: datetime | None

    @property
    def ref(self) -> str:
        """Return the name of the hold with its version: `H-12.1`."""
        return f"H-{self.id}.{self.version}"


async def by_ref(connection: AsyncConnection, ref: str) -> OpenHold | None:
    """Return the hold if it is open and still of this version, else None; its row is held."""
    parts = re.match(REF, ref)
    if parts is None:
        return None
    query = _open().where(hold.c.id == int(parts[1]), hold.c.version == int(parts[2]))
    row = (await connection.execute(query.with_for_update())).first()
    return _hold(row) if row else None


async def of_cases(connection: AsyncConnection, case_ids: Sequence[int]) -> list[OpenHold]:
    """Return the open holds of cases, the oldest first."""
    rows = await connection.execute(_open().where(hold.c.case_id.in_(case_ids)))
    return [_hold(row) for row in rows]


async def by_id(connection: AsyncConnection, hold_id: int) -> OpenHold | None:
    """Return a hold if it is open; its case and its row are held until the transaction ends.

    The case first, as everywhere: two who lock in different orders would wait for each other.
    """
    of = select(hold.c.case_id).where(hold.c.id == hold_id)
    locked = select(case.c.id).where(case.c.id.in_(of)).with_for_update()
    await connection.execute(locked)
    query = _open().where(hold.c.id == hold_id).with_for_update()
    row = (await connection.execute(query)).first()
    return _hold(row) if row else None


async def any_of(connection: AsyncConnection, case_id: int, kinds: Collection[HoldKind]) -> bool:
    """Say whether a case has an open hold of one of these kinds."""
    return any(one.kind in kinds for one in await of_cases(connection, [case_id]))


async def unasked(
    connection: AsyncConnection, kinds: Sequence[HoldKind], *, limit: int
) -> list[OpenHold]:
    """Return holds of these kinds of whose present version nobody was told, the oldest first."""
    query = _open().where(hold.c.asked_version < hold.c.version, hold.c.kind.in_(kinds))
    query = query.where(hold.c.version <= MOST_VERSIONS)
    query = query.limit(limit)
    return [_hold(row) for row in await connection.execute(query)]


async def by_kind(
    connection: AsyncConnection,
    kinds: Sequence[HoldKind],
    *,
    limit: int,
    reminded: bool | None = None,
) -> list[OpenHold]:
    """Return open holds of these kinds, the one whose answer is wanted first at the head.

    `reminded`: only those of which somebody was reminded, or nobody.
    """
    query = _open().where(hold.c.kind.in_(kinds)).order_by(None)
    query = query.order_by(hold.c.answer_by_on, hold.c.id)
    if reminded is not None:
        query = query.where(hold.c.reminded_at.is_not(None) == reminded)
    return [_hold(row) for row in await connection.execute(query.limit(limit))]


async def over(
    connection: AsyncConnection,
    *,
    answered_before: date,
    due_by: date,
    by_requester: Sequence[HoldKind],
    by_others: Sequence[HoldKind],
    always: Sequence[HoldKind],
    limit: int,
) -> list[int]:
    """Return the row numbers of holds whose time may be over, the most urgent case first.

    Those of `by_requester` whose answer was wanted before a day; of `by_others` those whose
    case is due by another; all of `always`.
    """
    silent = and_(hold.c.kind.in_(by_requester), hold.c.answer_by_on < answered_before)
    short = and_(hold.c.kind.in_(by_others), case.c.due_on <= due_by)
    query = (
        select(hold.c.id)
        .join(case, case.c.id == hold.c.case_id)
        .where(hold.c.released_at.is_(None), or_(silent, short, hold.c.kind.in_(always)))
        .order_by(case.c.due_on, hold.c.id)
        .limit(limit)
    )
    return [row.id for row in await connection.execute(query)]


async def told(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Note that the approvers were told of the present version of these holds."""
    await connection.execute(
        update(hold).where(hold.c.id.in_(ids)).values(asked_version=hold.c.version)
    )


async def tell_again(connection: AsyncConnection) -> None:
    """Let all that is open be told once more; nobody gets the mail about a version twice."""
    await connection.execute(
        update(hold).where(hold.c.released_at.is_(None)).values(asked_version=0)
    )


async def reminded(connection: AsyncConnection, ids: Sequence[int], at: datetime) -> None:
    """Note that somebody was reminded of these holds."""
    await connection.execute(update(hold).where(hold.c.id.in_(ids)).values(reminded_at=at))


async def renew(connection: AsyncConnection, hold_ids: Sequence[int]) -> None:
    """Count a new version: what is asked has changed, and earlier answers do not fit it."""
    await connection.execute(
        update(hold)
        .where(hold.c.id.in_(hold_ids), hold.c.released_at.is_(None))
        .values(version=hold.c.version + 1)
    )


async def narrow(connection: AsyncConnection, hold_id: int, reasons: Sequence[str]) -> None:
    """Let a hold be about less than before, in a new version."""
    await connection.execute(
        update(hold)
        .where(hold.c.id == hold_id, hold.c.released_at.is_(None))
        .values(reasons=list(reasons), version=hold.c.version + 1)
    )


async def close(connection: AsyncConnection, one: OpenHold, *, by: str, at: datetime) -> bool:
    """Release one hold; return False if somebody else has done so."""
    rows = await connection.execute(
        update(hold)
        .where(hold.c.id == one.id, hold.c.released_at.is_(None))
        .values(released_at=at, released_by=by)
        .returning(hold.c.id)
    )
    if rows.first() is None:
        return False
    detail = {"kind": one.kind, "system": one.system}
    await note(connection, [Entry(one.case_id, "hold_released", detail, by)], at)
    return True


def _open() -> Any:  # noqa: ANN401 - a select of a table's own row type
    return select(hold).where(hold.c.released_at.is_(None)).order_by(hold.c.id)


def _hold(row: Any) -> OpenHold:  # noqa: ANN401 - a row of the table
    return OpenHold(
        row.id, row.case_id, HoldKind(row.kind), row.system, tuple(row.reasons),
        row.answer_by_on, row.version, row.asked_version, row.opened_at, row.reminded_at,
    )  # fmt: skip
