"""What a system says is judged before it is believed: a connector may be anybody's plug-in.

Whatever does not fit what was asked is an error of that system, which holds it, and nothing of it
goes further: no record that nobody asked for, no text in which somebody may stand, no waiting
without end.
"""

import re
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime

from rightsflow.belonging import Belonging
from rightsflow.connector import Connector, Document, Finding, Located, Subject, Wanted
from rightsflow.deeds import Capability, Expected, Order, Receipt, Residue
from tasks.mistrust import own_words, patience, refuse_unless, steadily

MOST_MATCHES = 10_000
"""Records of one case in one system; more are no person's."""

MOST_FINDINGS = 5_000_000
"""Findings of one case in one system; more are no person's."""

LARGEST_DOCUMENT_BYTES = 4 * 2**30
"""One document; what is larger no letter can carry."""

LONGEST_NAME = 1000
"""Characters of a record's key, and of a name that is only compared."""

_REASON = re.compile(r"[a-z][a-z_]{0,39}")
_PLACE = re.compile(r"[^@\n\r]{1,120}")
_UNNAMED = "a place that it does not name properly"


async def located(connector: Connector, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
    """Yield what a system locates of these subjects; raises `NotAsked` if it is anything else."""
    asked = {one.case_number: frozenset(one.identifiers) for one in subjects}
    name, collections = connector.system.system, connector.system.collections
    counts = Counter[str]()
    with own_words(connector):
        async with aclosing(steadily(connector, connector.locate(subjects))) as stream:
            async for one in stream:
                match = one.match
                fits = (
                    match.identifier in asked.get(one.case_number, ())
                    and match.system == name
                    and match.record.partition(":")[0] in collections
                    and len(match.record) <= LONGEST_NAME
                )
                refuse_unless(connector, fits)
                counts[one.case_number] += 1
                refuse_unless(connector, counts[one.case_number] <= MOST_MATCHES)
                yield replace(one, match=replace(match, name=match.name[:LONGEST_NAME]))


async def gathered(connector: Connector, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
    """Yield what a system gathers; raises `NotAsked` at a record that nobody wanted of it.

    Errors as `Connector.gather`.
    """
    belonging = Belonging(connector, wanted)
    counts = Counter[str]()
    with own_words(connector):
        async with aclosing(steadily(connector, connector.gather(wanted))) as stream:
            async for one in stream:
                refuse_unless(connector, belonging.has(one) and len(one.record) <= LONGEST_NAME)
                counts[one.case_number] += 1
                refuse_unless(connector, counts[one.case_number] <= MOST_FINDINGS)
                yield replace(one, document=_watched(connector, one.document))


async def carried_out(
    connector: Connector, capability: Capability, orders: Sequence[Order], now: datetime
) -> list[Receipt]:
    """Return the receipts of a deed, whose counts are none below zero and whose reasons codes."""
    with own_words(connector):
        deed = getattr(connector, capability.value)
        async with patience(connector):
            receipts: list[Receipt] = await deed(orders, now=now)
        for one in receipts:
            reasons = {**one.retained, **one.unreachable}
            counts = (one.removed, one.anonymised, one.changed, one.gone, *one.retained.values(),
                      *one.unreachable.values())  # fmt: skip
            fits = all(type(count) is int and count >= 0 for count in counts)
            refuse_unless(connector, fits and all(map(_REASON.fullmatch, reasons)))
        return receipts


async def verified(connector: Connector, expected: Sequence[Expected]) -> list[Residue]:
    """Return what is left; a place that may name somebody is kept, and not told."""
    values = [i.value.casefold() for one in expected for i in one.identifiers if i.value]
    cases = {one.case_number for one in expected}
    with own_words(connector):
        async with patience(connector):
            found: list[Residue] = await connector.verify(expected)  # type: ignore[attr-defined]
        for one in found:
            refuse_unless(connector, one.case_number in cases and type(one.records) is int)
        return [
            one
            if _PLACE.fullmatch(one.place) and not any(v in one.place.casefold() for v in values)
            else replace(one, place=_UNNAMED)
            for one in found
        ]


def _watched(connector: Connector, document: Document | None) -> Document | None:
    """Return a document whose content comes steadily, has an end, and fails in our words."""
    if document is None:
        return None
    told = document.content

    async def content() -> AsyncGenerator[bytes]:
        size = 0
        with own_words(connector):
            async with aclosing(steadily(connector, told())) as pieces:
                async for piece in pieces:
                    size += len(piece)
                    refuse_unless(connector, size <= LARGEST_DOCUMENT_BYTES)
                    yield piece

    return replace(document, content=content)
