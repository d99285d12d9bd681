"""Findings: wanted records and everything below them, yielded as they are read."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from connectors.http.documents import document_of
from connectors.http.reader import Reader
from connectors.http.rows import values_of
from rightsflow.connector import Finding, Incomplete, Wanted
from rightsflow.web import in_order
from rightsflow.web.pages import Row


async def findings(reader: Reader, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
    """Yield every wanted record once for each of its cases, with all below it.

    Raises `Incomplete` at the end if a wanted record is gone.
    """
    cases: dict[str, dict[str, None]] = defaultdict(dict)
    for one in wanted:
        for record in one.records:
            cases[record][one.case_number] = None
    gone: set[str] = set()
    # A record below two wanted ones of a case is found twice and given once.
    seen: set[tuple[str, str]] = set()

    async def read(record: str) -> tuple[str, Row | None]:
        name, _, key = record.partition(":")
        known = name in reader.connection.requests
        return record, await reader.get(name, key) if known else None

    async with aclosing(in_order(read, cases, at_once=reader.connection.at_once)) as answers:
        async for record, row in answers:
            if row is None:
                gone |= cases[record].keys()
                continue
            name = record.partition(":")[0]
            async with aclosing(_with_all_below(reader, name, row)) as found:
                async for collection, each in found:
                    for case_number in cases[record]:
                        finding = _finding(reader, case_number, collection, each)
                        one_of_it = (case_number, finding.record)
                        if one_of_it not in seen:
                            seen.add(one_of_it)
                            yield finding
    if gone:
        message = f"System {reader.system.system} no longer has records of {len(gone)} cases."
        raise Incomplete(message, frozenset(gone))


async def _with_all_below(reader: Reader, name: str, row: Row) -> AsyncGenerator[tuple[str, Row]]:
    yield name, row
    for child, of in reader.system.collections.items():
        if of.parent is None or of.parent.collection != name:
            continue
        async with aclosing(reader.below(child, row)) as below:
            async for each in below:
                async with aclosing(_with_all_below(reader, child, each)) as deeper:
                    async for found in deeper:
                        yield found


def _finding(reader: Reader, case_number: str, name: str, row: Row) -> Finding:
    return Finding(
        case_number,
        name,
        reader.record(name, row),
        values_of(reader.collection(name), row),
        document_of(reader, name, row),
    )
