"""How findings lie in the vault: one line of JSON each, documents beside them.

The item `found/<system>` holds the lines, `document/<system>/<n>` the documents. Connectors
answer for many cases at once; each case has its own key, and so its own files. At most one
chunk of 64 KiB a case is in memory, however much is found.
"""

import asyncio
import hashlib
import json
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any

from rightsflow.connector import Document, Finding
from rightsflow.copy.vault import Sink, Vault
from rightsflow.deeds import Value
from rightsflow.errors import Damaged
from rightsflow.law.third_persons import Why

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_UNKNOWN_SUFFIX = ".bin"
_WAITING = 8
"""So many threads wait for the disk."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A document in the vault: its item, what it is called, and what was written."""

    item: str
    title: str = field(repr=False)
    suffix: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding read back from the vault.

    `redacted` says of each column (or `@document`) from which something was left out why, and
    how much.
    """

    collection: str
    record: str
    values: dict[str, Value] = field(repr=False)
    document: Stored | None = None
    redacted: Mapping[str, tuple[Why, int]] = field(default_factory=dict)


class FindingsWriter:
    """Writes what one system holds about many cases; `keys` are the keys of these cases.

    Nothing is visible before `close`; what an earlier, interrupted run left is replaced.
    """

    def __init__(self, vault: Vault, system: str, keys: Mapping[str, bytes]) -> None:
        self._vault = vault
        self._system = system
        self._keys = keys
        self._sinks: dict[str, Sink] = {}
        self._documents: Counter[str] = Counter()
        self._counts: dict[str, Counter[str]] = {case: Counter() for case in keys}
        self._dropped: set[str] = set()

    async def add(self, finding: Finding) -> None:
        """Write one finding and, in chunks, its document.

        Raises what reading the document raises, and KeyError for a case that was not asked
        about. `drop` that case then, and the others go on: what still comes for it is ignored.
        """
        case = finding.case_number
        if case in self._dropped:
            return
        self._counts[case][finding.collection] += 1
        stored = await self._store(case, finding.document) if finding.document else None
        sink = self._sinks.get(case)
        if sink is None:
            sink = self._vault.sink(self._keys[case], case, found_item(self._system))
            self._sinks[case] = sink
        sink.write(_line(finding, stored))

    async def close(self) -> dict[str, dict[str, int]]:
        """Put everything on the disk; return case, collection and how many records."""
        await asyncio.to_thread(self._commit)
        return {case: dict(counts) for case, counts in self._counts.items()}

    def drop(self, case_number: str) -> None:
        """Forget a case whose findings are not whole; it has no place in what `close` returns."""
        if sink := self._sinks.pop(case_number, None):
            sink.abandon()
        self._counts.pop(case_number, None)
        self._dropped.add(case_number)

    def abandon(self) -> None:
        """Forget every case."""
        for case in list(self._counts):
            self.drop(case)

    async def _store(self, case: str, document: Document) -> Stored:
        self._documents[case] += 1
        item = document_item(self._system, self._documents[case])
        digest, size = hashlib.sha256(), 0
        sink = self._vault.sink(self._keys[case], case, item)
        try:
            async for chunk in document.content():
                sink.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            await asyncio.to_thread(sink.commit)
        except BaseException:
            sink.abandon()
            raise
        suffix = document.suffix.lower()
        suffix = suffix if _SUFFIX.fullmatch(suffix) else _UNKNOWN_SUFFIX
        return Stored(item, document.title, suffix, size, digest.hexdigest())

    def _commit(self) -> None:
        """Wait for the disk for many cases at once: it takes them in one go."""
        with ThreadPoolExecutor(_WAITING) as threads:
            deque(threads.map(self._commit_case, self._counts), maxlen=0)

    def _commit_case(self, case: str) -> None:
        if sink := self._sinks.pop(case, None):
            sink.commit()
        else:
            self._vault.discard(case, found_item(self._system))
        self._forget_documents_after(case, self._documents[case])

    def _forget_documents_after(self, case: str, number: int) -> None:
        """Remove documents of an earlier run that found more than this one."""
        while self._vault.exists(case, item := document_item(self._system, number + 1)):
            self._vault.discard(case, item)
            number += 1


def found_item(system: str) -> str:
    """Return the item with the findings of a system."""
    return f"found/{system}"


def document_item(system: str, number: int) -> str:
    """Return the item with the document of that number, from 1."""
    return f"document/{system}/{number:04}"


def lines(vault: Vault, key: bytes, case_number: str, system: str) -> Iterator[bytes]:
    """Yield the findings of a system as lines of JSON; raises `Damaged`."""
    begun: list[bytes] = []
    for chunk in vault.read(key, case_number, found_item(system)):
        end, *more = chunk.split(b"\n")
        begun.append(end)
        if more:
            yield b"".join(begun)
            *whole, rest = more
            yield from whole
            begun = [rest]
    if any(begun):
        problem = "Findings in the vault end in the middle."
        raise Damaged(problem)


def read_line(line: bytes) -> Found:
    """Read back one line."""
    data = json.loads(line.decode())
    document = data.pop("document", None)
    return Found(**data, document=Stored(**document) if document else None)


def starts(collection: str) -> bytes:
    """Return how each line of a collection begins, so that others need not be read."""
    return b'{"collection":' + _json(collection) + b","


def read_findings(vault: Vault, key: bytes, case_number: str, system: str) -> Iterator[Found]:
    """Yield the findings of a system one by one; raises `Damaged`."""
    return map(read_line, lines(vault, key, case_number, system))


def _line(finding: Finding, stored: Stored | None) -> bytes:
    data: dict[str, Any] = {"collection": finding.collection, "record": finding.record}
    data["values"] = {name: _faithful(value) for name, value in finding.values.items()}
    if stored:
        data["document"] = asdict(stored)
    return _json(data) + b"\n"


def _faithful(value: Value) -> Value:
    """Return the value as JSON can hold it: it has no infinity and no "not a number"."""
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def _json(data: dict[str, Any] | str) -> bytes:
    """Return JSON in UTF-8; half characters, which UTF-8 has not, as escapes."""
    with suppress(UnicodeEncodeError):
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return json.dumps(data, separators=(",", ":")).encode()
