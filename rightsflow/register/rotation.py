"""Rotating the master key, while everything else goes on; killed at any point, it is run again.

1. The next key is made in a file beside the master key: from now on every process opens with both.
2. In one transaction of the key store the next key is named as the one that wraps, and what has to
   outlive the old one is put away under it. A key of a case is made before this or after it.
3. Every key of a case is wrapped anew, in batches; then the register's proof and what is sealed
   for staff.
4. When every key has opened under the next key, its file takes the place of the old one.

Nothing here is remembered but in the rows themselves: what is not under the next key is to do.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow import sealing
from rightsflow.errors import Misconfigured, WrongKey
from rightsflow.register import staffseals
from rightsflow.register.database import Database, insert_new
from rightsflow.register.deed_tables import suppression
from rightsflow.register.held import close_kept, new_proof, open_kept
from rightsflow.register.keyring import Keyring
from rightsflow.register.keyuses import KEPT, Generation, Use, ends_on, generation, use_id
from rightsflow.register.masterkey import KeyFiles, id_of
from rightsflow.register.tables import case_key, instance, kept_key, wrapping

_AT_ONCE = 500
_SETTLED = timedelta(days=1)

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Rotation:
    """A master key, its files, and what it opens."""

    files: KeyFiles
    keyring: Keyring
    register: Database
    now: datetime
    today_on: date
    ledger_days: int
    case_days: int

    async def prepare(self) -> str:
        """Make the next key, unless it is there; return its name.

        Raises `WrongKey` if the key store is under neither of the keys that are here.
        """
        here = {id_of(one) for one in self.files.read()}
        if await named_now(self.keyring.store) not in here:
            problem = (
                "The key store is under another master key than those that are here. Was it "
                "rotated on another machine? Then copy the key file from there."
            )
            raise WrongKey(problem)
        return id_of(self.files.make_next())

    async def carry_out(self, told: Told) -> int:
        """Rotate to the next key and take it on; return how many keys of cases are under it.

        `told` hears how many keys were wrapped anew. Raises `Damaged` if a key does not open: then
        both files stay, and nothing is lost.
        """
        old, new = (generation(one) for one in self.files.read())
        await self._switch(old, new)
        async for count in self._wrapped_anew(new):
            told("rewrapped", count)
        await self._proof(new)
        await staffseals.seal_anew(self.register, [*new_first(new, self.keyring.staff_keys)])
        total = await self._checked(new)
        self.files.take_on()
        return total

    async def _switch(self, old: Generation, new: Generation) -> None:
        """Name the next key as the one that wraps, and keep what must outlive the old one."""
        async with self.keyring.store.write() as connection:
            current = await connection.scalar(select(wrapping.c.key_id).with_for_update())
            if current == new.key_id:
                return
            if current != old.key_id:
                problem = "The key store changed meanwhile: another rotation goes on."
                raise Misconfigured(problem)
            await self._keep(connection, old, new)
            values = {"key_id": new.key_id, "since_at": self.now}
            await connection.execute(update(wrapping).values(**values))

    async def _keep(self, connection: AsyncConnection, old: Generation, new: Generation) -> None:
        kept = (await connection.execute(select(kept_key))).all()
        for row in kept:
            key = open_kept(old, row.use, row.key_id, row.wrapped)
            mine = (kept_key.c.use == row.use) & (kept_key.c.key_id == row.key_id)
            sealed = close_kept(new, row.use, row.key_id, key)
            await connection.execute(update(kept_key).where(mine).values(wrapped=sealed))
        goes_on = any(row.use == Use.recognise for row in kept)
        for use in KEPT:
            if use is Use.recognise and goes_on:
                continue
            key = old.keys[use]
            until_on = ends_on(
                use, self.today_on, ledger_days=self.ledger_days, case_days=self.case_days
            )
            entry = {
                "use": use, "key_id": use_id(key), "kept_at": self.now, "until_on": until_on,
                "wrapped": close_kept(new, use, use_id(key), key),
            }  # fmt: skip
            await connection.execute(insert_new(kept_key, connection), [entry])

    async def _wrapped_anew(self, new: Generation) -> AsyncIterator[int]:
        """Wrap anew what is not under the next key, and yield the size of each batch."""
        after = ""
        while True:
            async with self.keyring.store.write() as connection:
                query = (
                    select(case_key.c.scope, case_key.c.wrapped, case_key.c.key_id)
                    .where(case_key.c.key_id != new.key_id, case_key.c.scope > after)
                    .order_by(case_key.c.scope)
                    .limit(_AT_ONCE)
                    .with_for_update()
                )
                rows = (await connection.execute(query)).all()
                for scope, wrapped, key_id in rows:
                    key = self.keyring.unwrap(scope, wrapped, key_id)
                    values = {
                        "wrapped": sealing.seal(new.keys[Use.wrap], key, scope),
                        "key_id": new.key_id,
                    }
                    mine = case_key.c.scope == scope
                    await connection.execute(update(case_key).where(mine).values(**values))
            if not rows:
                return
            after = rows[-1].scope
            yield len(rows)

    async def _proof(self, new: Generation) -> None:
        async with self.register.write() as connection:
            proof = await connection.scalar(select(instance.c.proof).with_for_update())
            self.keyring.held.proving(proof or b"")
            await connection.execute(update(instance).values(proof=new_proof(new)))

    async def _checked(self, new: Generation) -> int:
        """Open every key under the next key alone; return how many there are."""
        count = 0
        async for scope, wrapped, key_id in all_wrapped(self.keyring.store):
            if key_id != new.key_id:
                problem = "A key is not wrapped anew. Run the rotation again; nothing is lost."
                raise Misconfigured(problem)
            sealing.unseal(new.keys[Use.wrap], wrapped, scope)
            count += 1
        return count


async def named_now(store: Database) -> str | None:
    """Return the name of the master key that wraps now."""
    async with store.read() as connection:
        return await connection.scalar(select(wrapping.c.key_id))


async def all_wrapped(store: Database) -> AsyncIterator[tuple[str, bytes, str]]:
    """Yield scope, wrapped key and name of its master key, of every key, page by page."""
    after = ""
    while True:
        query = select(case_key.c.scope, case_key.c.wrapped, case_key.c.key_id)
        query = query.where(case_key.c.scope > after).order_by(case_key.c.scope).limit(_AT_ONCE)
        async with store.read() as connection:
            rows = (await connection.execute(query)).all()
        for row in rows:
            yield row.scope, row.wrapped, row.key_id
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].scope


async def still_to_do(store: Database, key_id: str) -> int:
    """Return how many keys of cases are not wrapped by the master key of this name."""
    query = select(func.count()).select_from(case_key).where(case_key.c.key_id != key_id)
    async with store.read() as connection:
        return await connection.scalar(query) or 0


async def forget_over(register: Database, keyring: Keyring, now: datetime, today_on: date) -> int:
    """Delete kept keys that nothing needs any more; return how many.

    A key of a list goes with the last entry that it made, that of staff when everything is sealed
    under the newest one, both a day after the rotation at the earliest: a process that was just
    writing then has long ended. The others go on their dates.
    """
    async with keyring.store.read() as connection:
        if (await connection.execute(select(kept_key.c.use).limit(1))).first() is None:
            return 0
    nothing_left = await staffseals.seal_anew(register, keyring.staff_keys) == 0
    async with register.read() as connection:
        listed = set(await connection.scalars(select(suppression.c.key_id).distinct()))
    settled = kept_key.c.kept_at < now - _SETTLED
    unlisted = (kept_key.c.use == Use.suppression) & kept_key.c.key_id.not_in(listed)
    over = (kept_key.c.until_on <= today_on) | (settled & unlisted)
    if nothing_left:
        over |= settled & (kept_key.c.use == Use.staff)
    async with keyring.store.write() as connection:
        return (await connection.execute(delete(kept_key).where(over))).rowcount


def new_first(new: Generation, keys: list[bytes]) -> list[bytes]:
    """Return the keys of staff with the next one first: under it everything is sealed anew."""
    first = new.keys[Use.staff]
    return [first, *(key for key in keys if key != first)]
