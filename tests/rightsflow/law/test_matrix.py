"""Every cell of the matrix is as a person wrote it down: 9 rights, 17 places, 5 situations."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rightsflow.law.go_ahead import GoAhead
from rightsflow.law.ground import Treatment
from rightsflow.law.hold import HoldKind
from rightsflow.law.matrix import Cell, cell, cells, facts_of
from rightsflow.law.places import PLACES, Place, Reached, Situation
from rightsflow.law.right import AskedRight, Outcome
from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.contexts import RecipientLetter

WRITTEN: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("matrix_expected.yaml").read_text(encoding="utf-8")
)
CLASS = {row: name for name, rows in WRITTEN["classes"].items() for row in rows}
LETTERS = {"", *Letter, *RecipientLetter}
OWN = tuple(place for place in PLACES if place.purpose)
COLUMNS = [(right, situation) for right in AskedRight for situation in Situation]


def entries(text: str | None) -> tuple[str, ...]:
    """Return the entries of a journal as they are written down."""
    return tuple(text.split(", ")) if text else ()


def expected(right: AskedRight, place: Place, situation: Situation) -> Cell:
    """Return a cell as it is written down, its plan as words alone."""
    program = place.reached is Reached.program
    if program and situation in {Situation.nothing_there, Situation.system_down}:
        return _whole(WRITTEN[situation])
    row = WRITTEN["rights"][right][CLASS[place.row]]
    gone, keeps = _gone(place, situation)
    plan, upheld = ([gone if one == "gone" else one for one in row.get(key, [])]
                    for key in ("plan", "upheld"))  # fmt: skip
    course, outcome = row["course"], row["outcome"]
    if keeps and right is AskedRight.erasure:
        outcome = "refused" if gone == "keep" else "partly_granted"
    if gone == "keep" and "gone" in row["plan"]:
        course = {"erased": "kept_whole", "withdrawn": "withdrawn_kept_whole"}[course]
    if gone == "keep" and "gone" in row.get("upheld", []):
        pytest.fail("no place keeps the whole of what an objection is about")
    how = _how(place, situation)
    if how == "silent":
        outcome = _in_silence(course, outcome)
    lines = WRITTEN["courses"][course]
    journal = entries(lines.get(how) or lines["program"])
    return Cell(
        waits_for=GoAhead(row["waits_for"]),
        holds=_holds(journal),
        outcome=outcome and Outcome(outcome),
        letter=row["letter"] if outcome else "",
        journal=journal,
        told=" ".join((*plan, "/", *upheld)),
    )


def _whole(row: dict[str, Any]) -> Cell:
    outcome = row.get("outcome")
    journal = entries(row["journal"])
    return Cell(
        holds=_holds(journal), outcome=outcome and Outcome(outcome), letter=row.get("letter", ""),
        journal=journal, told="/",
    )  # fmt: skip


def _gone(place: Place, situation: Situation) -> tuple[str, bool]:
    keeps = WRITTEN["keeps"].get(place.row) if situation is Situation.partly_kept else None
    if keeps:
        return ("keep" if "whole" in keeps else "blank"), True
    return ("blank" if place.row in WRITTEN["cleared"] else "erase"), False


def _how(place: Place, situation: Situation) -> str:
    if place.reached is Reached.colleague:
        return "silent" if situation is Situation.system_down else "colleague"
    return "by_hand" if situation is Situation.not_supported else "program"


def _in_silence(course: str, outcome: str) -> str | None:
    found: str | None = WRITTEN["silent_outcome"].get(course, "partly_granted")
    return outcome if found == "same" else found


def _holds(journal: tuple[str, ...]) -> tuple[HoldKind, ...]:
    opened = [one.partition(" ")[2] for one in journal if one.startswith("hold_opened")]
    return tuple(map(HoldKind, opened))


def comparable(made: Cell) -> Cell:
    """Return a cell with its plan as words alone."""
    words = [one.treatment.value for one in made.plan]
    words += ["/", *(one.treatment.value for one in made.upheld)]
    return Cell(
        waits_for=made.waits_for, holds=made.holds, outcome=made.outcome, letter=made.letter,
        journal=made.journal, told=" ".join(words),
    )  # fmt: skip


@pytest.mark.parametrize(("right", "situation"), COLUMNS)
def test_a_cell_is_as_it_is_written_down(right: AskedRight, situation: Situation) -> None:
    """Plan, whose word it waits for, holds, outcome, letter and journal, place by place."""
    made = {place.row: comparable(cell(right, place, situation)) for place in OWN}

    assert made == {place.row: expected(right, place, situation) for place in OWN}


@pytest.mark.parametrize(("right", "situation"), COLUMNS)
def test_recipients_are_told_as_it_is_written_down(right: AskedRight, situation: Situation) -> None:
    """Article 19: of what was corrected, erased or restricted, and of nothing else."""
    of = WRITTEN["recipients"]
    journal = entries(of["journal"][situation]) if right in of["told_on"] else ()
    for place in PLACES:
        if place.role:
            made = cell(right, place, situation)
            letter = of["letters"][place.row] if "notice_queued" in journal else ""
            assert (made.journal, made.letter) == (journal, letter)
            assert (made.plan, made.outcome, made.holds) == ((), None, _holds(journal))
            assert made.told


def test_where_no_data_is_nothing_happens_and_the_page_says_why() -> None:
    """The authority and security are part of every answer, and hold nobody's data."""
    for right, place, _, made in cells():
        if place.row in WRITTEN["no_data"]:
            assert made == Cell(told=place.told), (right, place.row)


def test_there_is_a_cell_for_each_right_place_and_situation() -> None:
    """None is left out because it is difficult."""
    assert len(list(cells())) == 9 * 17 * 5
    assert [place.row for place in PLACES] == [f"S{number}" for number in range(1, 18)]


def test_every_place_with_data_stands_in_exactly_one_class() -> None:
    """What is written down speaks of each of them."""
    rows = [row for of in WRITTEN["classes"].values() for row in of]
    assert sorted(rows) == sorted(place.row for place in OWN)
    assert {place.row for place in OWN if place.keeps} == set(WRITTEN["keeps"])


def _kept() -> Iterator[tuple[Place, date]]:
    for place in OWN:
        if of := WRITTEN["keeps"].get(place.row):
            yield place, date.fromisoformat(of.get("part") or of["whole"])


@pytest.mark.parametrize(("place", "until"), list(_kept()))
def test_what_is_kept_has_its_last_day(place: Place, until: date) -> None:
    """Day and duty, counted by hand, stand in the plan of an erasure."""
    [action] = cell(AskedRight.erasure, place, Situation.partly_kept).plan
    [why] = action.kept
    assert place.keeps is not None
    assert (why.name, why.until_on) == (place.keeps.duty, until)
    assert not set(action.fields) & set(place.keeps.fields)


def test_a_cell_in_which_nothing_is_other_than_in_another_says_why() -> None:
    """An impossible situation is explained, not skipped."""
    for right, place, situation, made in cells():
        by_program = place.reached is Reached.program
        impossible = (
            (situation is Situation.partly_kept and place.keeps is None)
            or (situation in {Situation.not_supported, Situation.nothing_there} and not by_program)
            or (place.purpose is None)
        )
        assert bool(made.told) >= impossible, (right, place.row, situation)


def test_what_no_verb_can_do_is_asked_of_a_colleague_and_never_noted_as_done() -> None:
    """Neither "done" nor "verified" nor "stopped" stands in a journal that no program earned."""
    for _, _, situation, made in cells():
        deeds = [one for one in made.done if one.is_deed]
        if deeds and all(one.by_person for one in deeds):
            assert not {"done", "verified", "stopped"} & set(made.journal)
        if situation is Situation.not_supported and deeds:
            assert made.by_hand
            assert any(entry.startswith("task_asked") for entry in made.journal)


def test_a_deed_of_a_program_is_followed_by_its_proof() -> None:
    """The last deed is verified, right after it."""
    for *_, made in cells():
        if "verified" in made.journal:
            at = made.journal.index("verified")
            assert made.journal[at - 1] == "done"
        goes = {Treatment.erase, Treatment.blank, Treatment.correct}
        if any(one.treatment in goes and not one.by_person for one in made.done):
            assert "verified" in made.journal


def test_nothing_that_is_erased_was_not_approved() -> None:
    """`decided` stands before the deed."""
    goes = {Treatment.erase, Treatment.blank}
    for *_, made in cells():
        if goes & {one.treatment for one in made.done}:
            assert "decided" in made.journal
            assert made.waits_for is GoAhead.approval
            last = [one for one in made.journal if one in {"decided", "done", "task_asked erase"}]
            assert last[-1] != "decided"


def test_letters_exist() -> None:
    """Each letter that a cell names is one that can be written."""
    assert {made.letter for *_, made in cells()} <= LETTERS


def test_a_place_without_data_has_no_facts() -> None:
    """Nobody plans over what is not there."""
    (authority,) = [place for place in PLACES if place.row == "S16"]
    with pytest.raises(ValueError, match="S16"):
        facts_of(authority, Situation.found)
