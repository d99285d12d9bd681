"""Which fields of which systems may be about other people: left out at once, or looked at first.

The data map says it of columns and documents; a person releases them case by case, because only
who reads a text knows whom it names (Article 15(4) GDPR, recital 63).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rightsflow.datamap.model import SystemMap
from rightsflow.law.third_persons import DOCUMENT, Chosen, Decided, decided

Counts = Mapping[str, Mapping[str, int]]
"""How many records were found, by system and collection."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A field with findings that waits for a person's release; `column` may be `@document`.

    `records` is how many records the collection has for the case, at most so many values.
    """

    system: str
    collection: str
    column: str
    records: int

    @property
    def place(self) -> str:
        """Return its name in a job: `system.collection.column`."""
        return f"{self.system}.{self.collection}.{self.column}"


def needing_release(systems: Mapping[str, SystemMap], counts: Counts) -> list[Waiting]:
    """Return the fields that a person must look at before a copy can show them.

    Only fields of collections in which something was found; none: the copy waits for nobody.
    """
    return [
        Waiting(name, collection, column, records)
        for name in systems
        for collection, records in counts.get(name, {}).items()
        if records
        for column in _may_name_others(systems[name], collection)
    ]


def held_back(systems: Mapping[str, SystemMap]) -> frozenset[str]:
    """Return every place of the data map that is held back until a person has released it."""
    return frozenset(
        f"{name}.{collection}.{column}"
        for name, system in systems.items()
        for collection in system.collections
        for column in _may_name_others(system, collection)
    )


def third_party(systems: Mapping[str, SystemMap]) -> frozenset[str]:
    """Return every column that is another person's data: left out of every copy."""
    return frozenset(
        f"{name}.{collection}.{column}"
        for name, system in systems.items()
        for collection, about in system.collections.items()
        for column, field in about.fields.items()
        if field.third_party
    )


def left_out(systems: Mapping[str, SystemMap], chosen: Sequence[Chosen] = ()) -> Decided:
    """Return what a copy leaves out after what a person has chosen; nothing chosen: all that waits.

    Columns that are another person's data stay out whatever is chosen. Raises `ValueError` as
    `decided` does.
    """
    after = decided(held_back(systems), chosen)
    return replace(after, withheld=after.withheld | third_party(systems))


def _may_name_others(system: SystemMap, collection: str) -> Iterator[str]:
    about = system.collections.get(collection)
    if about is None:
        return
    for column, field in about.fields.items():
        if field.may_name_others and not field.third_party:
            yield column
    if about.document_may_name_others:
        yield DOCUMENT
