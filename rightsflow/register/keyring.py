"""Keys: one for each case, wrapped by the instance's master key, in a store of their own.

Whoever has the register and its backups but not the key store reads nothing personal;
deleting a wrapped key deletes everything sealed under it.
"""

import base64
import binascii
import hashlib
import hmac
import stat
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select

from rightsflow import sealing
from rightsflow.errors import Damaged, WrongKey
from rightsflow.register.database import Database, insert_new
from rightsflow.register.tables import case_key, instance

STAFF = "staff"
"""The scope of what belongs to no case: approvers, and mails to them. Its key is no row."""

_PROOF = b"rightsflow"
_KEY_ID_LENGTH = 16
_CACHE_LIMIT = 10_000
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_master_key(file: Path) -> bytes:
    """Return the master key from its file.

    Raises `WrongKey` if the file is missing, can be read by others, or is no key.
    """
    if not file.is_file():
        problem = f"The master key {file.name} is missing. Put it back; without it nothing opens."
        raise WrongKey(problem)
    if file.stat().st_mode & _OTHERS:
        problem = f"Others may read the master key {file.name}. Run: chmod 600 {file.name}"
        raise WrongKey(problem)
    try:
        key = base64.b64decode(file.read_bytes().strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != sealing.KEY_BYTES:
        problem = f"{file.name} is not a master key: 32 bytes in base64 are expected."
        raise WrongKey(problem)
    return key


class Keyring:
    """Makes, wraps and hands out keys by scope (`RF-2026-000012`, `M-000034`)."""

    def __init__(self, master: bytes, store: Database, earlier: Sequence[bytes] = ()) -> None:
        """Take the master key; `earlier` ones open what outlives a case until its end date."""
        self._wrapping = sealing.derive(master, "wrap")
        self._proving = sealing.derive(master, "proof")
        self._index = sealing.derive(master, "index")
        self._person = sealing.derive(master, "person")
        self._staff = sealing.derive(master, STAFF)
        self._suppression = _named([master, *earlier], "suppression")
        self._ledger = _named([master, *earlier], "ledger")
        self.message_id_key = sealing.derive(master, "message-id")
        self._store = store
        self._open: dict[str, bytes] = {}

    async def prove(self, register: Database, now: datetime) -> None:
        """Make sure that this is the key of this register; a new register takes it on.

        Raises `WrongKey` before anything else is read.
        """
        async with register.write() as connection:
            proof = await connection.scalar(select(instance.c.proof))
            if proof is None:
                sealed = sealing.seal(self._proving, _PROOF, "instance")
                taken_on = insert_new(instance, connection)
                await connection.execute(taken_on, [{"id": 1, "proof": sealed, "made_at": now}])
                proof = await connection.scalar(select(instance.c.proof))
        try:
            sealing.unseal(self._proving, proof or b"", "instance")
        except Damaged:
            problem = "The master key is not the key of this register. Put the right file back."
            raise WrongKey(problem) from None

    def index(self, value: str) -> str:
        """Return a keyed hash by which an address is recognised without being stored."""
        return hmac.new(self._index, value.encode(), hashlib.sha256).hexdigest()

    def person_index(self, address: str) -> str:
        """Return a keyed hash by which a person is recognised after the case is gone."""
        return hmac.new(self._person, address.encode(), hashlib.sha256).hexdigest()

    def suppression_digests(self, kind: str, value: str) -> dict[str, str]:
        """Return keyed hashes of an identifier by key id, that of the newest key first.

        Hashes cannot be made anew under a later key: what they are of is gone by then.
        """
        text = f"{kind}|{value}".encode()
        return {
            key_id: hmac.new(key, text, hashlib.sha256).hexdigest()
            for key_id, key in self._suppression.items()
        }

    def lock_ledger(self, content: bytes, *place: str) -> bytes:
        """Seal what outlives its case, under a key of its own."""
        key_id, key = next(iter(self._ledger.items()))
        return key_id.encode() + sealing.seal(key, content, *place)

    def unlock_ledger(self, sealed: bytes, *place: str) -> bytes:
        """Return what `lock_ledger` sealed; raises `Damaged` like `sealing.unseal`."""
        key_id = sealed[:_KEY_ID_LENGTH].decode(errors="replace")
        if key_id not in self._ledger:
            problem = "The ledger of erasures was sealed under a key that is not here."
            raise Damaged(problem)
        return sealing.unseal(self._ledger[key_id], sealed[_KEY_ID_LENGTH:], *place)

    async def make(self, scopes: Sequence[str], now: datetime) -> None:
        """Make a key for each scope that has none; harmless to repeat."""
        rows = [
            {
                "scope": scope,
                "wrapped": sealing.seal(self._wrapping, sealing.new_key(), scope),
                "made_at": now,
            }
            for scope in scopes
        ]
        if rows:
            async with self._store.write() as connection:
                await connection.execute(insert_new(case_key, connection), rows)

    async def keys(self, scopes: Iterable[str]) -> dict[str, bytes]:
        """Return the keys of the scopes.

        Raises `Damaged` if one was deleted, changed, or belongs to another scope.
        """
        wanted = list(dict.fromkeys(scopes))
        # Copied before anything is awaited: another step may empty the cache meanwhile.
        found = {scope: self._open[scope] for scope in wanted if scope in self._open}
        if STAFF in wanted:
            found[STAFF] = self._staff
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
        async with self._store.write() as connection:
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
        async with self._store.read() as connection:
            rows = await connection.execute(query.order_by(case_key.c.scope).limit(limit))
            return {row.scope: row.made_at for row in rows}

    async def wipe(self) -> None:
        """See to it that keys that were dropped are in no file of the key store any more.

        A database leaves a deleted row where it was until something else needs the place.
        """
        await self._store.wipe(case_key)

    async def _load(self, scopes: Sequence[str]) -> dict[str, bytes]:
        async with self._store.read() as connection:
            query = select(case_key.c.scope, case_key.c.wrapped)
            rows = await connection.execute(query.where(case_key.c.scope.in_(scopes)))
            return {
                scope: sealing.unseal(self._wrapping, wrapped, scope) for scope, wrapped in rows
            }


def _named(masters: Sequence[bytes], use: str) -> dict[str, bytes]:
    """Return the keys of one use by their ids, in the order of the master keys."""
    keys = [sealing.derive(master, use) for master in masters]
    return {sealing.derive(key, "id").hex()[:_KEY_ID_LENGTH]: key for key in keys}
