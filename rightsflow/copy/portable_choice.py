"""What an export has and what stays out of it, each with its reason (Article 20 GDPR).

The plan of the case says what is exported; the data map is asked again, and what it no longer
allows stays out, too. Nothing stays out without being named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rightsflow.copy.findings import Found
from rightsflow.copy.job import PortableJob
from rightsflow.copy.scan import Heap, Scanned
from rightsflow.law.ground import Treatment
from rightsflow.law.portability import Excluded, why_excluded
from rightsflow.law.right import AskedRight
from rightsflow.law.third_persons import DOCUMENT, Why


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column, or `@document`, of which something stays out: why, and of how many records."""

    column: str
    reason: Excluded
    count: int


@dataclass(frozen=True, slots=True)
class Exported:
    """A collection that is exported: which columns, and what of it stays out.

    `first` is the number of its first document.
    """

    heap: Heap
    one: Scanned
    columns: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    first: int = 1

    @property
    def system(self) -> str:
        """Return the name of the system."""
        return self.heap.pile.system.system

    def found(self) -> Iterator[Found]:
        """Yield its findings, redacted; raises `Damaged`."""
        return self.heap.pile.of(self.one.name)

    @property
    def path(self) -> str:
        """Return its place in the export, without an ending."""
        return f"data/{self.system}/{self.one.name}"

    def named(self) -> Iterator[tuple[Found, str]]:
        """Yield its findings with the names of their documents, or empty."""
        number = self.first
        for found in self.found():
            stored = found.document
            yield found, f"files/{number:04}{stored.suffix}" if stored else ""
            number += stored is not None

    def standard(self, kind: str) -> dict[str, str]:
        """Return the columns that fill a field of `vcard` or `resume`, with that field."""
        named = {column: self.one.map.fields[column].standard or "" for column in self.columns}
        begin = f"{kind}:"
        return {c: name.removeprefix(begin) for c, name in named.items() if name.startswith(begin)}


@dataclass(frozen=True, slots=True)
class Stays:
    """A collection with findings that is not exported, and why."""

    heap: Heap
    one: Scanned
    reason: Excluded

    @property
    def system(self) -> str:
        """Return the name of the system."""
        return self.heap.pile.system.system


def choose(job: PortableJob, heaps: Sequence[Heap]) -> tuple[list[Exported], list[Stays]]:
    """Return what is exported and what stays out, in the order of systems and collections."""
    planned = {
        (action.system, action.collection)
        for action in job.actions
        if action.right is AskedRight.portability and action.treatment is Treatment.export
    }
    exported: list[Exported] = []
    stays: list[Stays] = []
    number = 1
    for heap in heaps:
        for one in heap.collections.values():
            is_planned = (heap.pile.system.system, one.name) in planned
            reason = _reason(heap, one, is_planned=is_planned)
            if reason is None:
                exported.append(replace(_exported(job, heap, one), first=number))
                number += one.document_count
            else:
                stays.append(Stays(heap, one, reason))
    return exported, stays


def _reason(heap: Heap, one: Scanned, *, is_planned: bool) -> Excluded | None:
    ground = heap.pile.system.purposes[one.map.purpose].ground
    reason = why_excluded(ground, one.map.given, one.map.erasing)
    return reason or (None if is_planned else Excluded.not_asked)


def _exported(job: PortableJob, heap: Heap, one: Scanned) -> Exported:
    prefix = f"{heap.pile.system.system}.{one.name}."
    why = {column: _why(job, one, prefix, column) for column in (*one.map.fields, *one.filled)}
    left_out = [
        LeftOut(column, reason, one.filled[column])
        for column, reason in why.items()
        if reason and one.filled[column]
    ]
    for (column, reason), count in one.redacted.items():
        if column == DOCUMENT or reason is Why.blacked_out:
            left_out.append(LeftOut(column, Excluded(reason), count))
    columns = tuple(column for column, reason in why.items() if reason is None)
    return Exported(heap, one, columns, tuple(left_out))


def _why(job: PortableJob, one: Scanned, prefix: str, column: str) -> Excluded | None:
    field = one.map.fields.get(column)
    if field is None:
        return Excluded.not_described
    if field.third_party:
        return Excluded.third_party
    if prefix + column in job.withheld:
        return Excluded.withheld
    return Excluded.held_back if prefix + column in job.held_back else None
