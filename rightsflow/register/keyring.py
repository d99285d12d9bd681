"""Keys: one for each case, wrapped by the instance's master key, in a store of their own.

Whoever has the register and its backups but not the key store reads nothing personal;
deleting a wrapped key deletes everything sealed under it. The master key may be rotated while
this works: keys are opened that were wrapped by any master key that is here, and made under the
one that the key store names.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow import sealing
from rightsflow.errors import Damaged
from rightsflow.register.database import Database, insert_new
from rightsflow.register.held import Held, new_proof, open_kept
from rightsflow.register.keyuses import Generation, KeptKey, Use, named
from rightsflow.register.ledgercopy import PLACE, LedgerCopy, Line
from rightsflow.register.masterkey import KeyFiles, read_master_key
from rightsflow.register.tables import case_key, instance, kept_key, wrapping

__all__ = ["STAFF", "Keyring", "read_master_key"]

STAFF = "staff"
"""The scope of what belongs to no case: approvers, and mails to them. Its key is no row."""

_KEY_ID_LENGTH = 16
_CACHE_LIMIT = 10_000


class Keyring:
    """Makes, wraps and hands out keys by scope (`RF-2026-000012`, `M-000034`)."""

    def __init__(
        self, master: bytes | KeyFiles, store: Database, earlier: Sequence[bytes] = ()
    ) -> None:
        """Take the master key, or its files, which may change; `earlier` ones open as well."""
        self.held = Held(master if isinstance(master, KeyFiles) else [master, *earlier])
        self.store = store
        self._open: dict[str, bytes] = {}
        self.copy: LedgerCopy | None = None
        """Where it is told, besides the register, what a restored backup must not bring back."""

    async def prove(self, register: Database, now: datetime) -> None:
        """Make sure that this is the key of this register; a new register takes it on.

        Raises `WrongKey` before anything else is read.
        """
        async with register.write() as connection:
            proof = await connection.scalar(select(instance.c.proof))
            if proof is None:
                row = {"id": 1, "proof": new_proof(self.held.all()[0]), "made_at": now}
                await connection.execute(insert_new(instance, connection), [row])
                proof = await connection.scalar(select(instance.c.proof))
        found = self.held.proving(proof or b"")
        async with self.store.write() as connection:
            row = {"id": 1, "key_id": found.key_id, "since_at": now}
            await connection.execute(insert_new(wrapping, connection), [row])
            await self._load_kept(connection)

    def index(self, value: str) -> str:
        """Return a keyed hash by which an address is recognised without being stored."""
        return _digest(self.held.recognising, value)

    def person_indexes(self, address: str) -> list[str]:
        """Return keyed hashes by which a person is recognised after the case is gone.

        That of the newest key comes first: it is the one to store.
        """
        return [_digest(key, address) for key in self.held.of(Use.person)]

    def suppression_digests(self, kind: str, value: str) -> dict[str, str]:
        """Return keyed hashes of an identifier by key id, that of the newest key first.

        Hashes cannot be made anew under a later key: what they are of is gone by then.
        """
        keys = named(self.held.of(Use.suppression))
        return {key_id: _digest(key, f"{kind}|{value}") for key_id, key in keys.items()}

    @property
    def message_id_keys(self) -> list[bytes]:
        """Return the keys of our Message-IDs; the first makes new ones."""
        return self.held.of(Use.message_id)

    @property
    def staff_keys(self) -> list[bytes]:
        """Return the keys under which something for staff may be sealed; the first seals."""
        return self.held.of(Use.staff)

    def lock_ledger(self, content: bytes, *place: str) -> bytes:
        """Seal what outlives its case, under a key of its own."""
        key_id, key = next(iter(named(self.held.of(Use.ledger)).items()))
        return key_id.encode() + sealing.seal(key, content, *place)

    def unlock_ledger(self, sealed: bytes, *place: str) -> bytes:
        """Return what `lock_ledger` sealed; raises `Damaged` like `sealing.unseal`."""
        key_id = sealed[:_KEY_ID_LENGTH].decode(errors="replace")
        keys = named(self.held.of(Use.ledger))
        if key_id not in keys:
            problem = "The ledger of erasures was sealed under a key that is not here."
            raise Damaged(problem)
        return sealing.unseal(keys[key_id], sealed[_KEY_ID_LENGTH:], *place)

    async def tell_copy(self, lines: Sequence[Line]) -> None:
        """Tell the copy of the ledger, before anything is committed; raises `TryAgain`."""
        if self.copy is not None and lines:
            await asyncio.to_thread(self.copy.append, self.seal_line, lines)

    def seal_line(self, plain: bytes) -> bytes:
        """Seal a line of the copy of the ledger."""
        return self.lock_ledger(plain, PLACE)

    def unseal_line(self, sealed: bytes) -> bytes:
        """Return what `seal_line` sealed; raises `Damaged`."""
        return self.unlock_ledger(sealed, PLACE)

    async def make(self, scopes: Sequence[str], now: datetime) -> None:
        """Make a key for each scope that has none; harmless to repeat."""
        if not scopes:
            return
        async with self.store.write() as connection:
            # Held until these are stored: a rotation names the next key before it or after it.
            current = await self._current(connection)
            rows = [
                {
                    "scope": scope,
                    "wrapped": sealing.seal(current.keys[Use.wrap], sealing.new_key(), scope),
                    "made_at": now,
                    "key_id": current.key_id,
                }
                for scope in scopes
            ]
            await connection.execute(insert_new(case_key, connection), rows)

    async def keys(self, scopes: Iterable[str]) -> dict[str, bytes]:
        """Return the keys of the scopes.

        Raises `Damaged` if one was deleted, changed, or belongs to another scope.
        """
        wanted = list(dict.fromkeys(scopes))
        # Copied before anything is awaited: another step may empty the cache meanwhile.
        found = {scope: self._open[scope] for scope in wanted if scope in self._open}
        if STAFF in wanted:
            found[STAFF] = self.staff_keys[0]
        missing = [scope for scope in wanted if scope not in found]
        if missing:
            loaded = await self._load(missing)
            if len(self._open) + len(loaded) > _CACHE_LIMIT:
                self._open.clear()
            self._open |= loaded
            found |= loaded
        lost = [scope for scope in wanted if scope not in found]
        if lost:
            problem = f"No key for {', '.join(lost[:5])}: it was deleted, and so was the content."
            raise Damaged(problem)
        return {scope: found[scope] for scope in wanted}

    async def key(self, scope: str) -> bytes:
        """Return the key of one scope; raises `Damaged` like `keys`."""
        return (await self.keys([scope]))[scope]

    async def drop(self, scopes: Sequence[str]) -> None:
        """Delete keys, and with them everything sealed under them."""
        await self.tell_copy([{"kind": "dropped", "scopes": list(scopes)}])
        async with self.store.write() as connection:
            await connection.execute(delete(case_key).where(case_key.c.scope.in_(scopes)))
        for scope in scopes:
            self._open.pop(scope, None)

    async def made_before(
        self, before: datetime, after: str = "", *, limit: int
    ) -> dict[str, datetime]:
        """Return scopes of keys that were made before then, with that moment: a page by name."""
        query = select(case_key.c.scope, case_key.c.made_at).where(
            case_key.c.made_at < before, case_key.c.scope > after
        )
        async with self.store.read() as connection:
            rows = await connection.execute(query.order_by(case_key.c.scope).limit(limit))
            return {row.scope: row.made_at for row in rows}

    async def wipe(self) -> None:
        """See to it that keys that were dropped are in no file of the key store any more.

        A database leaves a deleted row where it was until something else needs the place.
        """
        await self.store.wipe(case_key)

    async def _load(self, scopes: Sequence[str]) -> dict[str, bytes]:
        async with self.store.read() as connection:
            query = select(case_key.c.scope, case_key.c.wrapped, case_key.c.key_id)
            rows = (await connection.execute(query.where(case_key.c.scope.in_(scopes)))).all()
        return {scope: self.unwrap(scope, wrapped, key_id) for scope, wrapped, key_id in rows}

    def unwrap(self, scope: str, wrapped: bytes, key_id: str) -> bytes:
        """Return a key in clear.

        Raises `Damaged` if it was changed or belongs to another scope, and `WrongKey` if the
        master key that wrapped it is not here.
        """
        if key_id:
            return sealing.unseal(self.held.named(key_id).keys[Use.wrap], wrapped, scope)
        return sealing.unseal_any([one.keys[Use.wrap] for one in self.held.all()], wrapped, scope)

    async def _current(self, connection: AsyncConnection) -> Generation:
        """Return the keys under which the store wraps now, and hold it to that until commit."""
        query = select(wrapping.c.key_id).with_for_update(read=True)
        key_id = await connection.scalar(query)
        return self.held.all()[0] if key_id is None else self.held.named(key_id)

    async def _load_kept(self, connection: AsyncConnection) -> None:
        """Take on what an earlier master key left; keys whose date is over are not used."""
        current = await self._current(connection)
        rows = await connection.execute(select(kept_key).order_by(kept_key.c.kept_at.desc()))
        self.held.take_on(
            KeptKey(
                Use(row.use), open_kept(current, row.use, row.key_id, row.wrapped), row.until_on
            )
            for row in rows
        )


def _digest(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
