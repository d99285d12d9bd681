"""How the lines of a journal are bound to each other, and which of them does not fit.

Pure: it knows neither database nor case. The hash of a line is SHA-256 over the JSON of a list
of seven values: the hash of the line before (of the first: an empty text), the number of the
line, the row number of the case, the moment in UTC, who, what, and the detail. The JSON has its
keys sorted, no spaces, and everything beyond ASCII escaped. Whoever has the lines
can reckon it again; `docs/how-to/authority.md` shows how.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Flaw(StrEnum):
    """What is wrong with a journal at the line that is named with it."""

    changed = "changed"
    missing = "missing"
    cut_off = "cut_off"
    added = "added"
    no_case = "no_case"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a journal as it is stored; `hash` is 64 hexadecimal digits."""

    seq: int
    at: datetime
    actor: str
    event: str
    detail: Mapping[str, str | int | bool | None]
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of the newest line, as the case row holds them; 0 and empty at first."""

    seq: int
    hash: str


class Chain:
    """Follows the journal of one case from its first line, one line at a time."""

    def __init__(self, case_id: int) -> None:
        self._case_id = case_id
        self._head = Head(0, "")

    def flaw(self, line: Line, noted: Head) -> Flaw | None:
        """Take the next line; say what is wrong with it. `noted` is the head in the case row."""
        expected = self._head.seq + 1
        if line.seq != expected:
            return Flaw.missing
        if line.seq > noted.seq:
            return Flaw.added
        bound = hash_of(self._head.hash, self._case_id, line)
        if line.hash != bound or (line.seq == noted.seq and bound != noted.hash):
            return Flaw.changed
        self._head = Head(line.seq, bound)
        return None

    @property
    def next_seq(self) -> int:
        """Return the number that the next line must have."""
        return self._head.seq + 1

    def end(self, noted: Head) -> Flaw | None:
        """Say whether the last line that was taken is the newest that the case row holds."""
        if self._head == noted:
            return None
        return Flaw.cut_off if self._head.seq < noted.seq else Flaw.changed


def first_flaw(case_id: int, lines: Iterable[Line], noted: Head) -> tuple[int, Flaw] | None:
    """Return the first line that does not fit, and why; None if the journal is whole."""
    chain = Chain(case_id)
    for line in lines:
        if flaw := chain.flaw(line, noted):
            return chain.next_seq, flaw
    flaw = chain.end(noted)
    return (chain.next_seq, flaw) if flaw else None


def hash_of(before: str, case_id: int, line: Line) -> str:
    """Return the hash of a line that follows the one with the hash `before`."""
    body = [
        before,
        line.seq,
        case_id,
        written(line.at),
        line.actor,
        line.event,
        dict(line.detail),
    ]
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def written(at: datetime) -> str:
    """Return a moment as it goes into the hash: ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat()
