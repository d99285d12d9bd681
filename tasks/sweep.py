"""The sweep: who was erased or objected, and stands in a system again, is told to a person.

A keyed digest cannot be searched for inside a system. So everybody in it is gone through, and each
address and phone is compared with the lists. Nothing is changed: perhaps they came back by their
own will, and then the list is wrong (`docs/how-to/suppression.md`).
"""

import logging
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from rightsflow.connector import Connector, Incomplete, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.datamap.stopped import still_used
from rightsflow.deeds import Listed, Lists
from rightsflow.errors import RightsflowError
from rightsflow.law.hold import HoldKind
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import Entry, SuppressionList, forbids
from rightsflow.register import cases, holds, reappearances, suppression
from rightsflow.register.holds import Hold
from rightsflow.register.reappearances import Seen
from rightsflow.register.requester import Requester, StoredIdentifier
from rightsflow.register.types import Channel, Stage
from tasks.approval import approver_answers_by
from tasks.describe import describe
from tasks.desk import Desk, desk
from tasks.guard import gathered
from tasks.kit import verb
from tasks.newcases import Opening, open_cases

_log = logging.getLogger("rightsflow")

MOST_CASES = 50
"""So many cases one sweep of a system opens; an import gone wrong is one mistake, not a thousand.

The rest is counted, and comes with the next sweep."""

_GATHERED_AT_ONCE = 50

Why: TypeAlias = frozenset[SuppressionList]


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweep of a system found: identifiers looked at, records of listed people, cases.

    `again` counts the records whose person is on a list and should not be there, or is used for
    marketing; `more` those for whom the next sweep opens a case. `asked` False: the system cannot
    name who is in it.
    """

    system: str
    asked: bool
    looked_at: int = 0
    again: Mapping[SuppressionList, int] = field(default_factory=dict)
    opened: tuple[str, ...] = ()
    more: int = 0


@dataclass(slots=True)
class _Hit:
    """A record with a listed identifier, and the entries of each."""

    record: str
    entries: dict[Identifier, tuple[Entry, ...]] = field(repr=False)


@verb("sweep {system}")
async def sweep(system: str) -> int:
    """Sweep one system; return how many cases were opened. One that is away waits for the next."""
    try:
        return len((await swept(desk(), system)).opened)
    except RightsflowError as error:
        _log.warning("%s was not swept: %s", system, describe(error))
        return 0


async def swept(at: Desk, name: str) -> Swept:
    """Go through everybody in a system and open a case for each listed person seen anew.

    Raises what the connector raises; then nobody is forgotten, and the next sweep does it all.
    """
    connector, begun = at.connectors[name], at.now()
    if not isinstance(connector, Lists):
        return Swept(name, asked=False)
    async with at.register.read() as connection:
        if await suppression.is_empty(connection):
            return Swept(name, asked=True)
    looked_at, hits = 0, dict[str, _Hit]()
    async with aclosing(connector.identities()) as everybody:  # type: ignore[type-var]
        async for some in _portions(everybody):
            looked_at += len(some)
            async with at.register.read() as connection:
                asked = [one.identifier for one in some]
                listed = await suppression.find(connection, at.keyring, asked, at.today())
            for one in some:
                if one.identifier in listed:
                    hit = hits.setdefault(one.record, _Hit(one.record, {}))
                    hit.entries[one.identifier] = listed[one.identifier]
    again = await _that_count(connector, list(hits.values()))
    opened, more = await _tell(at, name, again)
    async with at.register.write() as connection:
        await reappearances.forget_gone(connection, name, begun)
    counts = {of: sum(of in why for _, why in again) for of in SuppressionList}
    return Swept(name, asked=True, looked_at=looked_at, again=counts, opened=opened, more=more)


async def _portions(everybody: AsyncIterator[Listed]) -> AsyncIterator[list[Listed]]:
    some: list[Listed] = []
    async for one in everybody:
        some.append(one)
        if len(some) == suppression.AT_ONCE:
            yield some
            some = []
    if some:
        yield some


async def _that_count(connector: Connector, hits: Sequence[_Hit]) -> list[tuple[_Hit, Why]]:
    """Return the hits that should not be, each with the lists that say so.

    An address on a `do_not_recreate` list should not be there at all; one with an objection to
    marketing may well be, as long as the record is not used for it.
    """
    system = connector.system
    used = await _used(connector, {hit.record: _objected(system, hit) for hit in hits})
    found = []
    for hit in hits:
        entries = [entry for some in hit.entries.values() for entry in some]
        why = set()
        if forbids(entries, SuppressionList.do_not_recreate, system.system):
            why.add(SuppressionList.do_not_recreate)
        if hit.record in used:
            why.add(SuppressionList.no_marketing)
        if why:
            found.append((hit, frozenset(why)))
    return found


def _objected(system: SystemMap, hit: _Hit) -> list[str]:
    """Return the purposes of direct marketing that an entry of a record forbids."""
    entries = [entry for some in hit.entries.values() for entry in some]
    return [
        name
        for name, purpose in system.purposes.items()
        if purpose.marketing
        and forbids(entries, SuppressionList.no_marketing, f"{system.system}.{name}")
    ]


async def _used(connector: Connector, objected: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the records that are used for a purpose that was objected to, or what is below is."""
    used: set[str] = set()
    waiting = iter([record for record, purposes in objected.items() if purposes])
    collections = connector.system.collections
    while some := list(islice(waiting, _GATHERED_AT_ONCE)):
        # A case of its own for each record, so that a finding tells whose it is.
        wanted = [Wanted(record, (record,)) for record in some]
        with suppress(Incomplete):  # who left meanwhile is not there
            async with aclosing(gathered(connector, wanted)) as findings:
                async for one in findings:
                    of, purposes = collections[one.collection], objected[one.case_number]
                    if any(still_used(of, one.values, purpose) for purpose in purposes):
                        used.add(one.case_number)
    return used


async def _tell(
    at: Desk, name: str, again: Sequence[tuple[_Hit, Why]]
) -> tuple[tuple[str, ...], int]:
    """Open a case for each person not told of yet; return the numbers, and how many wait."""
    opened: list[str] = []
    more = 0
    for hit, why in again:
        seen = [*_seen(at, hit, why)]
        async with at.register.write() as connection:
            known = await reappearances.seen_again(connection, name, seen, at.now())
        fresh = why - {of for of, _ in known}
        if fresh and len(opened) == MOST_CASES:
            more += 1
        elif fresh:
            opened.append(await _open(at, name, hit, fresh, seen))
    return tuple(opened), more


def _seen(at: Desk, hit: _Hit, why: Why) -> Iterable[Seen]:
    for identifier, entries in hit.entries.items():
        digests = at.keyring.suppression_digests(identifier.kind, identifier.value)
        for of in sorted(why & {entry.list for entry in entries}):
            yield of, next(iter(digests.values()))


async def _open(at: Desk, name: str, hit: _Hit, why: Why, seen: Sequence[Seen]) -> str:
    """Open a case that asks for nothing: no letter goes out, no date runs, a person looks."""
    scope = f"S-{secrets.token_hex(8)}"
    await at.keyring.make([scope], at.now())
    opening = Opening(
        key=await at.keyring.key(scope),
        key_scope=scope,
        channel=Channel.sweep,
        language=at.staff_language,
        received_at=at.now(),
        requester=_person(name, hit),
        rights=(),
    )
    async with at.register.write() as connection:
        (case,) = await open_cases(connection, at, [opening])
        await cases.move(connection, [case.id], Stage.closed)
        answer_by_on = approver_answers_by(at, case.due_on)
        hold = Hold(case.id, HoldKind.reappeared, answer_by_on, name, tuple(sorted(why)))
        await holds.open_holds(connection, [hold], at.now())
        told = [(one, case.number) for one in seen]
        await reappearances.told(connection, name, told, at.now())
    return case.number


def _person(name: str, hit: _Hit) -> Requester:
    """Return who was seen, and under which record: `case show --reveal` tells it."""
    emails = [one.value for one in hit.entries if one.kind is IdentifierKind.email]
    others = [one for one in hit.entries if one.value not in emails[:1]]
    return Requester(
        address=emails[0] if emails else None,
        identifiers=tuple(StoredIdentifier(kind=one.kind, value=one.value) for one in others),
        confirmed=((name, hit.record),),
    )
