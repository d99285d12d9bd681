"""Whether register, vault and key store belong together, and can be worked with."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from rightsflow.copy.vault import Vault
from rightsflow.copy.wholeness import look_through, scopes_of
from rightsflow.errors import Damaged, WrongKey
from rightsflow.register.database import Database
from rightsflow.register.keyring import Keyring
from rightsflow.register.messages import message_scope
from rightsflow.register.sealed import unlock
from rightsflow.register.tables import case, letter, message
from rightsflow.register.types import LetterState, MessageState
from rightsflow.register.verifying import check_some, without_case

_AT_ONCE = 200
_MOST = 100
"""So many faults are named; the rest is counted."""

_RAW = "raw"

Told = Callable[[str, int], None]


@dataclass
class Proof:
    """What was looked at, and what is wrong: the first faults in words, all of them in number."""

    cases: int = 0
    open_cases: int = 0
    messages: int = 0
    files: int = 0
    content_bytes: int = 0
    journals: int = 0
    without_key: int = 0
    faults: int = 0
    named: list[str] = field(default_factory=list)

    def wrong(self, what: str, count: int = 1) -> None:
        """Note a fault; `what` names cases and messages by number, and nobody."""
        self.faults += count
        if len(self.named) < _MOST:
            self.named.append(what)


@dataclass(frozen=True, slots=True)
class Instance:
    """The three things that a backup consists of, opened."""

    register: Database
    keyring: Keyring
    vault: Vault


async def prove(at: Instance, told: Told) -> Proof:
    """Look at everything and return what was found; `told` hears of cases and files.

    Files are decrypted as a stream to their last chunk, and nothing of them is kept.
    """
    proof = Proof()
    await _cases(at, proof, told)
    await _messages(at, proof)
    await _letters(at, proof)
    await _vault(at, proof, told)
    await _journals(at, proof)
    return proof


async def _cases(at: Instance, proof: Proof, told: Told) -> None:
    columns = (case.c.number, case.c.key_scope, case.c.closed_at, case.c.sealed_requester)
    async for rows in _pages(at.register, case, *columns):
        for row in rows:
            proof.cases += 1
            if row.closed_at is not None:
                continue
            proof.open_cases += 1
            key = await key_or_none(at.keyring, row.key_scope)
            if key is None:
                proof.wrong(f"{row.number}: its key {row.key_scope} is not in the key store")
                continue
            try:
                unlock(key, "case.requester", row.number, row.sealed_requester)
            except Damaged:
                proof.wrong(f"{row.number}: what is sealed in the register does not open")
        told("proved", len(rows))


async def _messages(at: Instance, proof: Proof) -> None:
    async for rows in _pages(at.register, message, message.c.state):
        for row in rows:
            proof.messages += 1
            scope = message_scope(row.id)
            if row.state != MessageState.settled or await key_or_none(at.keyring, scope) is None:
                continue
            if not await asyncio.to_thread(at.vault.exists, scope, _RAW):
                proof.wrong(f"{scope}: the message is not in the vault")


async def _letters(at: Instance, proof: Proof) -> None:
    """Letters that wait must have what is enclosed."""
    columns = (letter.c.case_id, letter.c.key_scope, letter.c.sealed_body, letter.c.state)
    async for rows in _pages(at.register, letter, *columns):
        waiting = [r for r in rows if r.state == LetterState.queued and r.case_id is not None]
        numbers = await _numbers(at.register, [row.case_id for row in waiting])
        for row in waiting:
            number = numbers[row.case_id]
            key = await key_or_none(at.keyring, row.key_scope)
            if key is None:
                proof.wrong(f"{number}: a letter that waits has no key")
                continue
            try:
                body = unlock(key, "letter.body", number, row.sealed_body)
            except Damaged:
                proof.wrong(f"{number}: a letter that waits does not open")
                continue
            for item, *_ in body["enclosures"]:
                if not at.vault.exists(number, item):
                    proof.wrong(f"{number}: an enclosure of a letter that waits is missing")


async def _vault(at: Instance, proof: Proof, told: Told) -> None:
    for scope in scopes_of(at.vault):
        key_scope = await _key_scope(at.register, scope)
        key = await key_or_none(at.keyring, key_scope) if key_scope else None
        try:
            found = await asyncio.to_thread(look_through, at.vault, scope, key)
        except ValueError:
            proof.wrong("the vault has a folder that is not of this program")
            continue
        proof.files += found.files
        proof.content_bytes += found.content_bytes
        proof.without_key += found.without_key
        for item in found.damaged:
            proof.wrong(f"{scope}: {item} is cut or changed")
        told("files", found.files)


async def _journals(at: Instance, proof: Proof) -> None:
    async with at.register.read() as connection:
        broken = await without_case(connection)
    after = 0
    while True:
        async with at.register.read() as connection:
            some = await check_some(connection, after_id=after, limit=_AT_ONCE)
        if not some:
            break
        after = some[-1].case_id
        proof.journals += len(some)
        broken += [one for one in some if one.flaw]
    for one in broken:
        proof.wrong(f"{one.number}: its journal is not whole from line {one.line} on")


async def key_or_none(keyring: Keyring, scope: str) -> bytes | None:
    """Return the key of a scope, or None where it was deleted or does not open."""
    try:
        return await keyring.key(scope)
    except (Damaged, WrongKey):
        return None


async def _key_scope(register: Database, scope: str) -> str | None:
    if not scope.startswith("RF-"):
        return scope
    async with register.read() as connection:
        query = select(case.c.key_scope).where(case.c.number == scope)
        return await connection.scalar(query)


async def _numbers(register: Database, ids: list[int]) -> dict[int, str]:
    async with register.read() as connection:
        query = select(case.c.id, case.c.number).where(case.c.id.in_(ids))
        return {row.id: row.number for row in await connection.execute(query)}


async def _pages(register: Database, of: Any, *columns: Any) -> AsyncIterator[list[Any]]:  # noqa: ANN401 - a table and its columns
    """Yield the rows of a table in pages, so that no transaction stays open."""
    after = 0
    while True:
        query = select(of.c.id, *columns).where(of.c.id > after).order_by(of.c.id).limit(_AT_ONCE)
        async with register.read() as connection:
            rows = list((await connection.execute(query)).all())
        if not rows:
            return
        after = rows[-1].id
        yield rows
