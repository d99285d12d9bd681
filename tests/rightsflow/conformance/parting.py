"""A system in memory whose notes are records below the people, and others that mix them up."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rightsflow.conformance import Person, Trouble
from rightsflow.connector import Finding, Incomplete, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Change, Expected, Order, Receipt, Value
from tests.rightsflow.conformance.memory import MAP, TITLE, Memory
from tests.rightsflow.conformance.remembering import Changing, ChangingStage

NOTES = {
    "title": TITLE,
    "parent": {"collection": "people", "on": {"person_id": "id"}},
    "purpose": "test",
    "fields": {"note": {"title": TITLE, "category": "notes"}},
}
WITH_NOTES: dict[str, Any] = {**MAP, "collections": {**MAP["collections"], "notes": NOTES}}  # type: ignore[dict-item]


class Parting(Changing):
    """Keeps notes apart from their person, and changes only what is ordered.

    A note is `notes:PERSON.PLACE`; where one was, an empty place stays.
    """

    def __init__(self, people: list[Person], trouble: Trouble) -> None:
        """Take who is held, and what is wrong; what was set is the stage's."""
        super().__init__(people, trouble)
        self.system = SystemMap.model_validate(WITH_NOTES)
        self.columns: dict[int, dict[str, Value]] = {}

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield the person, with the document, and each note."""
        self.ask([])
        gone = set()
        for one in wanted:
            for record in one.records:
                key = int(record.partition(":")[2])
                person = self.people[key]
                if not person.mark:
                    gone.add(one.case_number)
                    continue
                values = {"email": person.email, "name": person.name, **self.columns.get(key, {})}
                yield Finding(one.case_number, "people", record, values, self.document(person))
                for place, note in enumerate(person.notes):
                    if note:
                        below = f"notes:{key}.{place}"
                        yield Finding(one.case_number, "notes", below, {"note": note})
        if gone:
            message = "records are gone"
            raise Incomplete(message, frozenset(gone))

    def receipt(self, order: Order, now: datetime, word: str) -> Receipt:
        """Carry out one order, notes first."""
        counts = {"removed": 0, word: 0, "gone": 0}
        held = 0
        all_ = [(change, record) for change in order.changes for record in change.records]
        for change, record in sorted(all_, key=lambda one: one[0].collection):
            done = self.carry_out(change, record, word)
            held += done == "held"
            counts[done] = counts.get(done, 0) + 1
        counts.pop("held", None)
        given: Any = counts
        return Receipt(
            order.case_number, now, retained={"notes_below": held} if held else {}, **given
        )

    def carry_out(self, change: Change, record: str, word: str) -> str:
        """Change one record; return what it counts as."""
        key, _, place = record.partition(":")[2].partition(".")
        if not self.holds(record):
            return "gone"
        if change.values is not None:
            self.set(int(key), change.values)
            return word
        if place:
            self.remove_note(int(key), int(place))
            return "removed"
        return self.remove_person(int(key))

    def holds(self, record: str) -> bool:
        """Tell whether there is such a record."""
        key, _, place = record.partition(":")[2].partition(".")
        person = self.people[int(key)]
        if not place:
            return bool(person.mark)
        return int(place) < len(person.notes) and bool(person.notes[int(place)])

    def remove_note(self, key: int, place: int) -> None:
        """Leave an empty place."""
        if self.trouble is not Trouble.lying:
            person = self.people[key]
            notes = (*person.notes[:place], "", *person.notes[place + 1 :])
            self.people[key] = replace(person, notes=notes)

    def remove_person(self, key: int) -> str:
        """Remove whoever has no notes any more."""
        if any(self.people[key].notes) and self.trouble is not Trouble.lying:
            return "held"
        self.remove(key)
        return "removed"

    def set(self, key: int, values: Mapping[str, Value]) -> None:
        """Set columns of a person."""
        self.columns.setdefault(key, {}).update(values)

    def by_record(self, one: Expected) -> list[str]:
        """Return a place for each record that is not as it should be."""
        return [
            change.collection
            for order in one.orders
            for change in order.changes
            for record in change.records
            if self.holds(record) and not self.is_set(record, change.values)
        ]

    def is_set(self, record: str, values: Mapping[str, Value] | None) -> bool:
        """Tell whether a record that is there holds what was set."""
        stands = self.columns.get(int(record.partition(":")[2].partition(".")[0]), {})
        return values is not None and values.items() <= stands.items()


class Positional(Parting):
    """Names a note by its position."""

    def remove_note(self, key: int, place: int) -> None:
        """Close the gap."""
        person = self.people[key]
        notes = tuple(note for at, note in enumerate(person.notes) if at != place)
        self.people[key] = replace(person, notes=notes)


class Renaming(Positional):
    """Names a note by its position, and remembers which orders it has seen."""

    def carry_out(self, change: Change, record: str, word: str) -> str:
        """Do nothing twice."""
        if record in self.log:
            return "gone"
        self.log.append(record)
        return super().carry_out(change, record, word)


class Cascading(Parting):
    """Lets notes go with their person."""

    def remove_person(self, key: int) -> str:
        """Ask for nobody's orders."""
        self.remove(key)
        return "removed"


class Feigning(Cascading):
    """Lets notes go with their person, and says that all of them stay."""

    def remove_person(self, key: int) -> str:
        """Count it as kept."""
        super().remove_person(key)
        return "held"


class FirstColumn(Parting):
    """Sets the first of several columns."""

    def set(self, key: int, values: Mapping[str, Value]) -> None:
        """Forget the others."""
        super().set(key, dict(list(values.items())[:1]))


class LastRead(Parting):
    """Verifies the last of several columns."""

    def is_set(self, record: str, values: Mapping[str, Value] | None) -> bool:
        """Look at one."""
        return super().is_set(record, values and dict(list(values.items())[-1:]))


class CountingColumns(Parting):
    """Counts columns in place of records."""

    def receipt(self, order: Order, now: datetime, word: str) -> Receipt:
        """Multiply."""
        real = super().receipt(order, now, word)
        columns = [len(change.values or ()) for change in order.changes]
        return replace(real, changed=real.changed * max(columns, default=1))


class PartingStage(ChangingStage):
    """People with notes below them, and two columns that can be set."""

    sets = ("people", "title", "city")

    def __init__(self, opens: type[Memory] = Parting) -> None:
        """Take the kind of connector that is tried."""
        super().__init__(opens)
        self.columns: dict[int, dict[str, Value]] = {}

    def connector(self, trouble: Trouble = Trouble.none) -> Memory:
        """Open it, with what was set in it."""
        made = super().connector(trouble)
        if isinstance(made, Parting):
            made.columns = self.columns
        return made
