"""The suppression lists: keyed digests of addresses and phones, and nothing else.

A digest is HMAC-SHA-256 over kind and canonical value, under a key derived from the master key,
which lies outside the database. A plain hash of an address is guessed in seconds; this one cannot
be made without the key. It is still personal data, pseudonymous and not anonymous (Article 4(5)).
Entries are made before an erasure: afterwards nobody knows of whom.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import islice

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.subject import Identifier
from rightsflow.law.suppression import (
    EVERYTHING,
    LISTED_KINDS,
    Entry,
    SuppressionList,
    all_but,
)
from rightsflow.register.database import insert_new
from rightsflow.register.deed_tables import suppression
from rightsflow.register.keyring import Keyring
from rightsflow.register.ledgercopy import Line

AT_ONCE = 500
"""Digests in one query."""


async def add(  # noqa: PLR0913 - what an entry consists of
    connection: AsyncConnection,
    keyring: Keyring,
    identifiers: Iterable[Identifier],
    to: SuppressionList,
    *,
    scope: str = EVERYTHING,
    but: Collection[str] = (),
    today_on: date,
    until_on: date | None,
) -> None:
    """Enter every address and phone of a person, before anything is erased; harmless to repeat.

    `scope` as in `SuppressionList`. `but`: systems in which records of the person stay by law, so
    that they are not taken for somebody who came back. Who is listed already stays so until the
    later of both dates; `until_on` None: as long as the list itself is kept.
    """
    listed = _listable(identifiers)
    rows = []
    for one in listed:
        key_id, digest = next(iter(keyring.suppression_digests(one.kind, one.value).items()))
        rows.append({"kind": one.kind, "digest": digest, "key_id": key_id})
    if not rows:
        return
    line = {
        "kind": "listed", "list": to, "people": rows, "digests": _digests(keyring, listed),
        "scope": scope, "but": list(but), "added_on": today_on.isoformat(),
        "until_on": until_on.isoformat() if until_on else None,
    }  # fmt: skip
    await keyring.tell_copy([line])
    await enter(connection, line)


async def enter(connection: AsyncConnection, line: Line) -> None:
    """Enter what a line of the copy of the ledger tells of; harmless to repeat."""
    to, scope = SuppressionList(line["list"]), str(line["scope"])
    until_on = date.fromisoformat(line["until_on"]) if line["until_on"] else None
    dates = {"added_on": date.fromisoformat(line["added_on"]), "until_on": until_on}
    scopes = [scope, *map(all_but, line["but"])]
    rows = [{**one, "list": to, "scope": s, **dates} for one in line["people"] for s in scopes]
    of = _of(to, line["digests"])
    taken_back = suppression.c.scope == all_but(scope)
    if scope == EVERYTHING:
        taken_back = suppression.c.scope.startswith(all_but(EVERYTHING), autoescape=True)
    await connection.execute(delete(suppression).where(of, taken_back))
    await connection.execute(insert_new(suppression, connection), rows)
    longer = update(suppression).where(of, suppression.c.scope.in_(scopes))
    if until_on is not None:
        longer = longer.where(suppression.c.until_on < until_on)
    await connection.execute(longer.values(until_on=until_on))


async def find(
    connection: AsyncConnection,
    keyring: Keyring,
    identifiers: Iterable[Identifier],
    today_on: date,
) -> dict[Identifier, tuple[Entry, ...]]:
    """Return the entries of those who are listed; who is not listed is not in the answer.

    Each identifier costs the same, listed or not; nothing but addresses and phones is looked for.
    """
    owners = {
        digest: one
        for one in _listable(identifiers)
        for digest in keyring.suppression_digests(one.kind, one.value).values()
    }
    found: dict[Identifier, tuple[Entry, ...]] = {}
    for some in _portions(owners):
        query = select(suppression.c.digest, suppression.c.list, suppression.c.scope)
        query = query.where(suppression.c.digest.in_(some), _stands(today_on))
        for digest, of, scope in await connection.execute(query.order_by(suppression.c.id)):
            one = owners[digest]
            found[one] = (*found.get(one, ()), Entry(SuppressionList(of), scope))
    return found


async def standing(
    connection: AsyncConnection,
    keyring: Keyring,
    identifiers: Iterable[Identifier],
    today_on: date,
) -> dict[SuppressionList, date | None]:
    """Return on which lists a person stands, and until when; None: as long as the list is kept."""
    found: dict[SuppressionList, date | None] = {}
    for some in _portions(_digests(keyring, _listable(identifiers))):
        query = select(suppression.c.list, suppression.c.until_on)
        query = query.where(suppression.c.digest.in_(some), _stands(today_on))
        for of, until_on in await connection.execute(query):
            one = SuppressionList(of)
            so_far = found.get(one, until_on)
            found[one] = None if None in {so_far, until_on} else max(so_far, until_on)
    return found


async def is_empty(connection: AsyncConnection) -> bool:
    """Say whether nobody is on any list."""
    return (await connection.execute(select(suppression.c.id).limit(1))).first() is None


async def lift(
    connection: AsyncConnection,
    keyring: Keyring,
    identifiers: Iterable[Identifier],
    of: SuppressionList,
    scope: str = EVERYTHING,
) -> int:
    """Take a person off a list who came back by their own will; return how many entries changed.

    With a scope only for this purpose or system: an entry about everything stays for the rest,
    also for what is added to the data map later.
    """
    digests = _digests(keyring, _listable(identifiers))
    line = {"kind": "lifted", "list": of, "digests": digests, "scope": scope}
    await keyring.tell_copy([line])
    return await take_off(connection, line)


async def take_off(connection: AsyncConnection, line: Line) -> int:
    """Take off what a line of the copy of the ledger tells of; return how many entries changed."""
    scope = str(line["scope"])
    of_person = _of(SuppressionList(line["list"]), line["digests"])
    if scope == EVERYTHING:
        return (await connection.execute(delete(suppression).where(of_person))).rowcount
    query = select(suppression).where(of_person, suppression.c.scope == EVERYTHING)
    rows = [
        {**row, "scope": all_but(scope)} for row in (await connection.execute(query)).mappings()
    ]
    for row in rows:
        del row["id"]
    if rows:
        await connection.execute(insert_new(suppression, connection), rows)
    gone = delete(suppression).where(of_person, suppression.c.scope == scope)
    return len(rows) + (await connection.execute(gone)).rowcount


async def purge(connection: AsyncConnection, today_on: date, *, limit: int) -> int:
    """Delete entries whose time is over, `limit` at most; return how many."""
    over = select(suppression.c.id).where(suppression.c.until_on <= today_on).limit(limit)
    gone = delete(suppression).where(suppression.c.id.in_(over))
    return (await connection.execute(gone)).rowcount


def _listable(identifiers: Iterable[Identifier]) -> list[Identifier]:
    return [one for one in dict.fromkeys(identifiers) if one.kind in LISTED_KINDS]


def _digests(keyring: Keyring, identifiers: Iterable[Identifier]) -> list[str]:
    return [
        digest
        for one in identifiers
        for digest in keyring.suppression_digests(one.kind, one.value).values()
    ]


def _of(to: SuppressionList, digests: Sequence[str]) -> ColumnElement[bool]:
    return (suppression.c.list == to) & suppression.c.digest.in_(digests)


def _stands(today_on: date) -> ColumnElement[bool]:
    return or_(suppression.c.until_on.is_(None), suppression.c.until_on > today_on)


def _portions(digests: Iterable[str]) -> Iterable[list[str]]:
    waiting = iter(digests)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
