"""A restored backup is made to forget again: what the copy of the ledger knows and it does not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import select

from rightsflow.register import erasures, suppression
from rightsflow.register.database import Database
from rightsflow.register.deed_tables import suppression as suppression_table
from rightsflow.register.keyring import Keyring
from rightsflow.register.ledgercopy import LedgerCopy, Line, Unreadable
from rightsflow.register.tables import case_key

_AT_ONCE = 200


@dataclass
class Since:
    """What happened since a backup, as the copy of the ledger tells it.

    `erased`: the erasures that the register does not know. `lists`: how many entries of lists it
    does not have, or has again. `dropped`: the scopes of deleted keys that are back.
    """

    lines: int = 0
    unreadable: list[int] = field(default_factory=list)
    erased: list[Line] = field(default_factory=list, repr=False)
    lists: int = 0
    dropped: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Say whether the register knows all that the copy knows."""
        return not (self.erased or self.lists or self.dropped)

    @property
    def first_at(self) -> datetime | None:
        """Return when the first of the unknown erasures was done."""
        return min((datetime.fromisoformat(one["done_at"]) for one in self.erased), default=None)

    @property
    def systems(self) -> list[str]:
        """Return the systems of the unknown erasures."""
        return sorted({one["system"] for one in self.erased})


async def since_backup(
    register: Database, keyring: Keyring, copies: Sequence[LedgerCopy], today_on: date
) -> Since:
    """Compare register and key store with copies of the ledger; changes nothing.

    Raises `TryAgain` where a database is away.
    """
    found = Since()
    for copy in copies:
        for some in _portions(copy.read(keyring.unseal_line)):
            found.lines += len(some)
            found.unreadable += [one.number for one in some if isinstance(one, Unreadable)]
            told = [one for one in some if not isinstance(one, Unreadable)]
            await _compare(register, keyring, told, found, today_on)
    found.lists = await _changed(register, keyring, copies, today_on)
    return found


async def forget_again(
    register: Database, keyring: Keyring, copies: Sequence[LedgerCopy], today_on: date
) -> None:
    """Bring register and key store to what the copies tell; harmless to repeat.

    The records in the systems are another matter: `tasks.replay`.
    """
    for copy in copies:
        for some in _portions(copy.read(keyring.unseal_line)):
            told = [one for one in some if not isinstance(one, Unreadable)]
            async with register.write() as connection:
                standing = [one for one in told if not is_over(one, today_on, 0)]
                of_systems = [one for one in standing if one["kind"] == "erased"]
                await erasures.enter_again(connection, of_systems)
                for line in standing:
                    if line["kind"] == "listed":
                        await suppression.enter(connection, line)
                    elif line["kind"] == "lifted":
                        await suppression.take_off(connection, line)
            back = await _back(keyring, told)
            if back:
                await keyring.drop(back)


def is_over(line: Line, today_on: date, key_backup_days: int) -> bool:
    """Say whether nothing needs a line of the copy any more.

    An erasure and an entry end on their dates, a deleted key when no backup of the key store has
    it any more. That somebody was taken off a list is kept as long as the file.
    """
    match line["kind"]:
        case "erased" | "listed":
            return line["until_on"] is not None and date.fromisoformat(line["until_on"]) <= today_on
        case "dropped" if key_backup_days:
            dropped_on = datetime.fromisoformat(line["at"]).date()
            return dropped_on + timedelta(days=key_backup_days) < today_on
        case _:
            return False


async def _compare(
    register: Database, keyring: Keyring, told: Sequence[Line], found: Since, today_on: date
) -> None:
    erased = [one for one in told if one["kind"] == "erased" and not is_over(one, today_on, 0)]
    async with register.read() as connection:
        found.erased += await erasures.missing(connection, erased)
    found.dropped += await _back(keyring, told)


async def _back(keyring: Keyring, told: Sequence[Line]) -> list[str]:
    """Return those of the deleted keys that are there."""
    dropped = [scope for one in told if one["kind"] == "dropped" for scope in one["scopes"]]
    async with keyring.store.read() as connection:
        query = select(case_key.c.scope).where(case_key.c.scope.in_(dropped))
        return list(await connection.scalars(query))


async def _changed(
    register: Database, keyring: Keyring, copies: Sequence[LedgerCopy], today_on: date
) -> int:
    """Return how many entries of lists differ, by entering all of it and taking that back."""
    columns = (suppression_table.c.list, suppression_table.c.digest, suppression_table.c.scope,
               suppression_table.c.until_on)  # fmt: skip
    async with register.write() as connection:
        before = {tuple(row) for row in await connection.execute(select(*columns))}
        tried = await connection.begin_nested()
        for copy in copies:
            for line in copy.read(keyring.unseal_line):
                if isinstance(line, Unreadable) or is_over(line, today_on, 0):
                    continue
                if line["kind"] == "listed":
                    await suppression.enter(connection, line)
                elif line["kind"] == "lifted":
                    await suppression.take_off(connection, line)
        after = {tuple(row) for row in await connection.execute(select(*columns))}
        await tried.rollback()
    return len(before ^ after)


def _portions(lines: Iterable[Line | Unreadable]) -> Iterator[list[Line | Unreadable]]:
    waiting = iter(lines)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some
