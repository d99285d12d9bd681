"""What the files inside the archive are called: names that tell nothing about the person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rightsflow.copy.findings import Found
from rightsflow.copy.scan import Heap, Scanned

DATA = "data.json"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Files:
    """The numbers of tables and of each collection's first document, counted through the copy."""

    first: dict[tuple[str, str], int]
    documents: int
    tables: dict[tuple[str, str], int]

    def table(self, system: str, collection: str) -> str:
        """Return the name of a collection's table; the manifest says what it holds.

        Names stand in clear even in an encrypted archive: one such as "scores" would tell.
        """
        return f"tables/{self.tables[system, collection]:04}.csv"

    def document(self, system: str, collection: str, at: int, suffix: str) -> str:
        """Return the name of a collection's document, `at` from 0."""
        return f"documents/{self.first[system, collection] + at:04}{suffix}"

    def named(
        self, system: str, collection: str, findings: Iterator[Found]
    ) -> Iterator[tuple[Found, str]]:
        """Yield the findings of a collection with the names of their documents, or empty."""
        at = 0
        for found in findings:
            if found.document is None:
                yield found, ""
                continue
            yield found, self.document(system, collection, at, found.document.suffix)
            at += 1


def name_files(heaps: Sequence[Heap]) -> Files:
    """Give each document its number, in the order of systems, collections and findings."""
    first: dict[tuple[str, str], int] = {}
    tables: dict[tuple[str, str], int] = {}
    number = 1
    for heap, one in all_of(heaps):
        first[heap.pile.system.system, one.name] = number
        tables[heap.pile.system.system, one.name] = len(tables) + 1
        number += one.document_count
    return Files(first, number - 1, tables)


def all_of(heaps: Sequence[Heap]) -> Iterator[tuple[Heap, Scanned]]:
    """Yield every collection with findings, with its system."""
    for heap in heaps:
        for one in heap.collections.values():
            yield heap, one
