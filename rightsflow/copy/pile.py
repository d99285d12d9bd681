"""What one system holds about the person of a case, read from the vault as often as needed."""

from collections.abc import Iterator

from rightsflow.copy.findings import Found, found_item, lines, read_line, starts
from rightsflow.copy.job import Answer, Asked, Job
from rightsflow.copy.redaction import Redaction
from rightsflow.datamap.model import Collection

_SMALL_BYTES = 512 * 1024
"""Findings of this size are read once and kept; larger ones are read again each time."""


class Pile:
    """The findings of one system: in order, all of them or those of one collection."""

    def __init__(self, job: Job, asked: Asked) -> None:
        self.system = asked.system
        self.asked = asked
        self.redaction = Redaction(job, asked.system)
        self._job = job
        self._vault = job.vault
        self._held = asked.answer is Answer.held
        self._is_small = not self._held or self._size() <= _SMALL_BYTES
        self._kept: list[Found] | None = None

    def __iter__(self) -> Iterator[Found]:
        """Yield every finding; raises `Damaged`."""
        return iter(self._small()) if self._is_small else map(self._read, self._lines())

    def of(self, collection: str) -> Iterator[Found]:
        """Yield the findings of one collection; raises `Damaged`."""
        if self._is_small:
            return (found for found in self._small() if found.collection == collection)
        begin = starts(collection)
        return (self._read(line) for line in self._lines() if line.startswith(begin))

    def map_of(self, collection: str) -> Collection:
        """Return what the data map says about a collection."""
        return self.system.collections[collection]

    def _lines(self) -> Iterator[bytes]:
        job = self._job
        return lines(self._vault, job.key, job.case_number, self.system.system)

    def _size(self) -> int:
        return self._vault.size(self._job.case_number, found_item(self.system.system))

    def _small(self) -> list[Found]:
        if self._kept is None:
            self._kept = [self._read(line) for line in self._lines()] if self._held else []
        return self._kept

    def _read(self, line: bytes) -> Found:
        return self.redaction.of(read_line(line))
