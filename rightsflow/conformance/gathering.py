"""The contract, second part: the copy is complete, plain and streamed."""

import math
import os
import tracemalloc

import pytest

from rightsflow.belonging import Belonging
from rightsflow.conformance.asking import (
    found_of,
    gathered,
    located,
    planted,
    rule,
    subjects,
    wanted_of,
)
from rightsflow.conformance.people import Person
from rightsflow.conformance.stage import MANY_VARIABLE, Stage

MANY_BYTES = 10_000_000
"""What the many records hold together, however many they are."""

MOST_BYTES = 4 * 2**20
"""Memory that gathering may take at its peak."""

CHUNK_BYTES = 64 * 2**10
"""The largest piece in which a document is read."""


class Gathers:
    """What is wanted comes whole, in bounded memory."""

    async def test_every_wanted_record_comes_with_all_below_it(self, stage: Stage) -> None:
        """The copy is complete: each note stands in it, letter for letter."""
        people = await planted(stage)
        async with stage.connector() as connector:
            wanted = wanted_of(await located(connector, subjects(people)))
            found = await gathered(connector, wanted)
        came = {(one.case_number, one.record) for one in found}
        for each in wanted:
            missed = [one for one in each.records if (each.case_number, one) not in came]
            rule(not missed, "every wanted record is gathered")
        for one in people if stage.has_notes else []:
            values = [
                v for f in found if f.case_number == one.case_number for v in f.values.values()
            ]
            rule(all(values.count(note) == 1 for note in one.notes), "each note comes once")

    async def test_only_what_is_wanted_or_hangs_below_it_is_gathered(self, stage: Stage) -> None:
        """By the data map; a connector that links records by itself says so (`gathers_wider`)."""
        people = await planted(stage, 3)
        async with stage.connector() as connector:
            wanted = wanted_of(await located(connector, subjects(people[:1])))
            found = await gathered(connector, wanted)
            belonging = Belonging(connector, wanted)
        rule(all(map(belonging.has, found)), "nothing is gathered that nobody wanted")

    async def test_findings_are_plain_values_of_mapped_collections(self, stage: Stage) -> None:
        """A finding can be written as JSON, and says where it stands in the data map."""
        people = await planted(stage)
        async with stage.connector() as connector:
            matches = await located(connector, subjects(people))
            found = await gathered(connector, wanted_of(matches))
            system = connector.system
        for match in (one.match for one in matches):
            rule(match.system == system.system, "a match names its system")
            rule(match.record.partition(":")[0] in system.collections, "and collection:key")
        names = {one.match.record for one in matches} | {one.record for one in found}
        known = [address for p in people for address in (p.email.casefold(), p.mark)]
        told = [name for name in names if any(one in name.casefold() for one in known)]
        rule(not told, "a record's name holds no personal data")
        for one in found:
            rule(one.collection in system.collections, "a finding names a mapped collection")
            rule(one.record.startswith(f"{one.collection}:"), "a record is collection:key")
            rule(all(map(_is_plain, one.values.values())), "values are plain: text, number, truth")
            rule(not any(p.mark in repr(one) for p in people), "a finding's repr hides its values")

    async def test_a_very_large_value_comes_whole(self, stage: Stage) -> None:
        """Nothing is cut off silently."""
        if not stage.has_notes:
            pytest.skip("the system has nothing below a person")
        long = Person("long@example.com", "mark9998x", ("ż" * stage.largest_chars,))
        await stage.plant([long])
        async with stage.connector() as connector:
            found = await found_of(connector, [long])
        values = [value for one in found for value in one.values.values()]
        rule(long.notes[0] in values, "a large value comes as it is stored")

    async def test_many_records_take_bounded_memory(self, stage: Stage) -> None:
        """Findings are streamed: memory does not grow with their number."""
        if not stage.has_notes:
            pytest.skip("the system has nothing below a person")
        many = max(stage.many_records, int(os.environ.get(MANY_VARIABLE, "0")))
        text = "x" * (MANY_BYTES // many)
        rich = Person("rich@example.com", "mark9999x", tuple(f"{n} {text}" for n in range(many)))
        await stage.plant([rich])
        count = 0
        async with stage.connector() as connector:
            wanted = wanted_of(await located(connector, subjects([rich])))
            tracemalloc.start()
            async for one in connector.gather(wanted):
                count += text in str(one.values)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        rule(count == many, "every record is gathered, however many there are")
        rule(peak < MOST_BYTES, f"{many} records are streamed, not collected ({peak} bytes)")

    async def test_a_document_is_read_in_pieces(self, stage: Stage) -> None:
        """The document of a person, byte for byte, as often as it is read."""
        if not stage.has_documents:
            pytest.skip("the system has no documents")
        people = await planted(stage)
        async with stage.connector() as connector:
            found = await found_of(connector, people)
            for one in people:
                documents = [
                    f.document for f in found if f.case_number == one.case_number and f.document
                ]
                for document in documents * 2:
                    pieces = [piece async for piece in document.content()]
                    rule(b"".join(pieces) == one.document, "a document comes as it is stored")
                    rule(max(map(len, pieces)) <= CHUNK_BYTES, "and in pieces of 64 KiB at most")
                rule(bool(documents), "a person's document is found")


def _is_plain(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, (str, int, bool))
