"""What people wrote for a decision, in their own words: sealed under the key of the case.

A statement waits until a decision uses it, and is used once: the reason of one refusal never
stands in another. Of two that wait, the later one counts.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.refusal import TextKind
from rightsflow.register.cases import Case
from rightsflow.register.database import insert_many
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.tables import statement

_PLACE = "statement.text"


@dataclass(frozen=True, slots=True)
class Statement:
    """A person's words; `digest` is the SHA-256 of the text, the evidence hash of a decision."""

    id: int
    kind: TextKind
    text: str = field(repr=False)
    given_by: str
    given_at: datetime
    digest: str


async def add(
    connection: AsyncConnection,
    case: Case,
    key: bytes,
    texts: Mapping[TextKind, str],
    *,
    by: str,
    at: datetime,
) -> None:
    """Store what was written for a case."""
    rows = [
        {
            "case_id": case.id,
            "kind": kind,
            "given_by": by,
            "given_at": at,
            "digest": hashlib.sha256(text.encode()).hexdigest(),
            "sealed_text": lock(key, _PLACE, case.number, text),
        }
        for kind, text in texts.items()
    ]
    await insert_many(connection, statement, rows)


async def waiting(connection: AsyncConnection, case: Case, key: bytes) -> dict[TextKind, Statement]:
    """Return the newest statement of each kind that no decision has used."""
    query = (
        select(statement)
        .where(statement.c.case_id == case.id, statement.c.decision_id.is_(None))
        .order_by(statement.c.id)
    )
    return {
        TextKind(row.kind): Statement(
            row.id, TextKind(row.kind), unlock(key, _PLACE, case.number, row.sealed_text),
            row.given_by, row.given_at, row.digest,
        )
        for row in await connection.execute(query)
    }  # fmt: skip


async def digests(connection: AsyncConnection, case_id: int) -> dict[str, str]:
    """Return the digests of the statements that wait, by kind."""
    query = (
        select(statement.c.kind, statement.c.digest)
        .where(statement.c.case_id == case_id, statement.c.decision_id.is_(None))
        .order_by(statement.c.id)
    )
    return {row.kind: row.digest for row in await connection.execute(query)}


async def use(
    connection: AsyncConnection, case_id: int, decision_id: int, kinds: Sequence[TextKind]
) -> None:
    """Note that a decision used what was written for it; the rest still waits for its own."""
    await connection.execute(
        update(statement)
        .where(statement.c.case_id == case_id, statement.c.decision_id.is_(None))
        .where(statement.c.kind.in_(kinds))
        .values(decision_id=decision_id)
    )
