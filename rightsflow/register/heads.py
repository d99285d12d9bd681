"""The newest line of each journal, as it is told to the officer, and looked for again.

Who can write into the register can write a journal anew from some line on, case row included,
and it will look whole. What was told outside before cannot be written anew: the daily digest
names number and hash of the newest lines, and those must be found for ever.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.errors import Misconfigured
from rightsflow.register.chain import Flaw
from rightsflow.register.deleting import heads_of_deleted
from rightsflow.register.tables import case, journal

_BEGINS = re.compile(r"\W*RF-\d{4}-\d{6,12}\s+\d+\s+[0-9a-fA-F]{8}")
_WHOLE = re.compile(r"\W*(RF-\d{4}-\d{6,12})\s+(\d{1,9})\s+([0-9a-fA-F]{64})\W*")


class Told(NamedTuple):
    """What a digest tells of a journal: the case, the newest line and its hash."""

    case_number: str
    seq: int
    hash: str

    def written(self) -> str:
        """Return the line of a digest, as `read_told` reads it."""
        return f"{self.case_number} {self.seq} {self.hash}"


@dataclass(frozen=True, slots=True)
class Lost:
    """What was told and is not found: its case is gone, the line is gone, or another stands there.

    `flaw` is `no_case`, `cut_off` or `changed`.
    """

    told: Told
    flaw: Flaw


async def heads(connection: AsyncConnection, since_at: datetime | None = None) -> list[Told]:
    """Return the newest line of each journal, of those alone that have changed since a moment.

    A line is dated before its transaction ends: ask from a little before the last time.
    """
    newest = and_(journal.c.case_id == case.c.id, journal.c.seq == case.c.journal_seq)
    query = (
        select(case.c.number, case.c.journal_seq, case.c.journal_head)
        .select_from(case.join(journal, newest))
        .order_by(case.c.id)
    )
    if since_at is not None:
        query = query.where(journal.c.at >= since_at)
    return [Told(*row) for row in await connection.execute(query)]


def read_told(lines: Iterable[str]) -> Iterator[Told]:
    """Find what digests tell in a text: mails one after the other, quoted or not.

    Raises `Misconfigured` with the number of a line that begins as one of these and is cut.
    """
    for number, text in enumerate(lines, start=1):
        if found := _WHOLE.fullmatch(text):
            yield Told(found[1], int(found[2]), found[3].lower())
        elif _BEGINS.match(text):
            problem = (
                f"Line {number} names a case and a hash, but not as the digest wrote it: "
                "CASE NUMBER HASH, the hash with 64 digits, all on one line."
            )
            raise Misconfigured(problem)


async def lost(connection: AsyncConnection, told: Sequence[Told]) -> list[Lost]:
    """Return what was told and is not found in the register now, in the order given.

    What went with a case that was deleted on its date is not lost, as long as the proof is kept.
    """
    numbers = {one.case_number for one in told}
    known = select(case.c.number).where(case.c.number.in_(numbers))
    there = set((await connection.execute(known)).scalars())
    lines = (
        select(case.c.number, journal.c.seq, journal.c.hash)
        .join(journal, journal.c.case_id == case.c.id)
        .where(tuple_(case.c.number, journal.c.seq).in_([one[:2] for one in told]))
    )
    stored = {(row.number, row.seq): row.hash for row in await connection.execute(lines)}
    gone = await heads_of_deleted(connection, numbers - there)
    missing = [
        one
        for one in told
        if stored.get(one[:2]) != one.hash and not _went_with_its_case(one, gone)
    ]
    return [Lost(one, _how(one, there, stored)) for one in missing]


def _went_with_its_case(one: Told, gone: Mapping[str, tuple[int, str]]) -> bool:
    """Say whether a line was one of a case that was deleted on its date, and not cut off before."""
    seq, digest = gone.get(one.case_number, (0, ""))
    return one.seq < seq or (one.seq == seq and one.hash == digest)


def _how(one: Told, there: AbstractSet[str], stored: Mapping[tuple[str, int], str]) -> Flaw:
    if one.case_number not in there:
        return Flaw.no_case
    return Flaw.changed if one[:2] in stored else Flaw.cut_off
