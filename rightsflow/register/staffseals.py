"""What is sealed for staff, under a key of its own: approvers, and mails that belong to no case."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select, update

from rightsflow import sealing
from rightsflow.errors import Damaged
from rightsflow.register.database import Database
from rightsflow.register.tables import approver, letter

_AT_ONCE = 200
_SCOPE = "staff"


async def seal_anew(register: Database, keys: Sequence[bytes]) -> int:
    """Seal everything under the first of the keys that is under another one; return how much.

    Raises `Damaged` if something opens with none of them.
    """
    people = await _table(register, keys, approver, "approver.person", approver.c.sealed_person)
    return people + await _table(register, keys, letter, "letter.body", letter.c.sealed_body)


async def _table(
    register: Database,
    keys: Sequence[bytes],
    of: Table,
    place: str,
    column: Any,  # noqa: ANN401 - a column of bytes
) -> int:
    done, after = 0, 0
    while True:
        async with register.write() as connection:
            query = select(of).where(of.c.id > after).order_by(of.c.id).limit(_AT_ONCE)
            if of is letter:
                query = query.where(letter.c.key_scope == _SCOPE)
            rows = (await connection.execute(query.with_for_update())).mappings().all()
            for row in rows:
                scope = _SCOPE if of is letter else row["handle"]
                sealed = row[column.name]
                if _opens(keys[0], sealed, place, scope):
                    continue
                plain = sealing.unseal_any(keys, sealed, place, scope)
                fresh = {column.name: sealing.seal(keys[0], plain, place, scope)}
                await connection.execute(update(of).where(of.c.id == row["id"]).values(**fresh))
                done += 1
        if not rows:
            return done
        after = rows[-1]["id"]


def _opens(key: bytes, sealed: bytes, place: str, scope: str) -> bool:
    try:
        sealing.unseal(key, sealed, place, scope)
    except Damaged:
        return False
    return True
