"""What holds for any cell, with a few thousand other people in the same tables.

Seeded, so that a failure comes again: who asks for what is drawn, and everybody else is compared
row by row.
"""

import random
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from rightsflow.connector import Subject
from rightsflow.law.ground import Treatment
from rightsflow.law.places import Place, Situation
from rightsflow.law.right import AskedRight
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.tasks.matrix_kit import NAME, PROGRAMS, MatrixOffice, open_matrix_office
from tests.tasks.matrix_seen import Tried

OTHERS = 400
"""Other people in each of the ten places; their records are like those of the one who asks."""

_CHANGES = frozenset(AskedRight) - {AskedRight.access, AskedRight.portability}
_EMAIL, _COLUMNS = 2, ("id", "name", "email", "note", "since_on", "restricted_on", "ended_at")

Rows = Mapping[Place, list[tuple[object, ...]]]


def drawn(seed: int, count: int) -> list[Tried]:
    """Return cells of rights that change something, drawn by lot."""
    lot = random.Random(seed)  # noqa: S311 - a test
    pairs = [(right, place) for right in sorted(_CHANGES) for place in PROGRAMS]
    return [Tried(*pair, Situation.found) for pair in lot.sample(pairs, count)]


@pytest.fixture(params=[4, 17])
async def crowded(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[MatrixOffice, list[Tried], Rows]]:
    """Give an office full of people, those who ask among them, and all rows as they were."""
    cells = drawn(request.param, 8)
    async with open_matrix_office(tmp_path) as office:
        for place in PROGRAMS:
            theirs = [one.address for one in cells if one.place is place]
            # One address is another's with a letter more, in front or behind.
            alike = [alike for own in theirs for alike in (f"x{own}", f"{own}.pl", f"x.{own}")]
            others = [f"p{number}.{place.system}@example.net" for number in range(OTHERS)]
            everybody = [*others, *theirs, *alike]
            random.Random(request.param).shuffle(everybody)  # noqa: S311 - a test
            office.put(place, *everybody)
        before = {place: office.stored(place) for place in PROGRAMS}
        await office.try_out(cells)
        yield office, cells, before


async def test_nothing_outside_the_plan_changes_and_the_second_run_changes_nothing(
    crowded: tuple[MatrixOffice, list[Tried], Rows],
) -> None:
    """Whole databases are compared: by person, by column, and once more after another run.

    Then every system is asked anew, as for a new request: who was erased is found by nobody.
    """
    office, cells, before = crowded
    after = {place: office.stored(place) for place in PROGRAMS}
    for place in PROGRAMS:
        own = {one.address: one for one in cells if one.place is place}
        there = {row[0]: row for row in after[place]}
        assert len(after[place]) <= len(before[place])
        for row in before[place]:
            now = there.get(row[0])
            if row[_EMAIL] not in own:
                assert now == row
            else:
                assert _changed(row, now) == _wanted(own[str(row[_EMAIL])])
    entries = len(await office.events())
    letters = len(await office.letters())
    await office.work()
    assert {place: office.stored(place) for place in PROGRAMS} == after
    assert (len(await office.events()), len(await office.letters())) == (entries, letters)
    await _erased_people_are_found_by_nobody_and_others_still_are(office, cells)


def _changed(before: tuple[object, ...], now: tuple[object, ...] | None) -> set[str]:
    """Return the columns that are other than before; all of them where the record is gone."""
    if now is None:
        return set(_COLUMNS)
    return {name for name, old, new in zip(_COLUMNS, before, now, strict=True) if old != new}


def _wanted(one: Tried) -> set[str]:
    """Return the columns that a plan is about."""
    columns = {
        Treatment.erase: set(_COLUMNS), Treatment.blank: {"name", "email", "note", "since_on"},
        Treatment.correct: {"name"}, Treatment.restrict: {"restricted_on"},
        Treatment.stop: {"ended_at"},
    }  # fmt: skip
    changed = [columns.get(action.treatment, set()) for action in one.cell.done]
    return set().union(*changed)


async def _erased_people_are_found_by_nobody_and_others_still_are(
    office: MatrixOffice, cells: list[Tried]
) -> None:
    goes = {Treatment.erase, Treatment.blank}
    gone = {one.address for one in cells if goes & {a.treatment for a in one.cell.done}}
    assert gone
    people = {one.address for one in cells} | {f"x.{address}" for address in gone}
    subjects = [Subject(one, (Identifier(IdentifierKind.email, one),)) for one in sorted(people)]
    found = set()
    for system in office.desk.systems:
        async with office.desk.fresh(system) as fresh:
            found |= {one.case_number async for one in fresh.locate(subjects)}
    assert found == people - gone
    for place in PROGRAMS:
        stored = office.stored(place)
        assert all(name for _, name, email, *_ in stored if email)
        assert {name for _, name, email, *_ in stored if email} >= {NAME}
