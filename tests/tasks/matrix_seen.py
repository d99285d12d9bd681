"""A cell of the matrix, who tries it out, and how its case and its letter are to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment
from rightsflow.law.matrix import Cell, cell
from rightsflow.law.places import PLACES, Place, Situation
from rightsflow.law.right import AskedRight, Outcome
from rightsflow.letters.choose import Letter
from tests.tasks.letters_seen import Seen

PLACE: Mapping[str, Place] = {place.row: place for place in PLACES}

_DONE_WORDS = {
    Treatment.stop: "stopped on", Treatment.restrict: "restricted on",
    Treatment.correct: "corrected on", Treatment.erase: "erased on",
    Treatment.blank: "cleared on", Treatment.export: "in the file",
    Treatment.exclude: "not in the file",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tried:
    """A cell that is tried out, and who does."""

    right: AskedRight
    place: Place
    situation: Situation

    @property
    def address(self) -> str:
        """Return the address of the person who stands in that place."""
        return f"{self.right.replace('_', '.')}.{self.place.system}@example.org"

    @property
    def cell(self) -> Cell:
        """Return what is expected."""
        return cell(self.right, self.place, self.situation)


def tried(situation: Situation, *names: str) -> list[Tried]:
    """Return cells of one situation, named like `erasure S2`."""
    pairs = [name.split() for name in names]
    return [Tried(AskedRight(right), PLACE[row], situation) for right, row in pairs]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a case went: its outcome, the kinds of letters to the person, its journal, its plan."""

    outcome: Outcome | None
    letters: tuple[str, ...]
    journal: tuple[str, ...]
    plan: tuple[tuple[Any, ...], ...]


def comparable(actions: Sequence[Action]) -> tuple[tuple[Any, ...], ...]:
    """Return a plan without the names of records."""
    return tuple(
        (one.treatment.value, one.article, one.records, one.by_person, one.kept) for one in actions
    )


def expected(one: Tried) -> Ended:
    """Return how the case of a cell is to go."""
    of = one.cell
    plan = () if one.right is AskedRight.access else comparable(of.done)
    return Ended(of.outcome, (of.letter,) if of.letter else (), of.journal, plan)


def told(one: Tried, mail: Seen) -> None:
    """Expect that a letter tells the place, each treatment, and of what is kept the last day."""
    assert mail.recipient == one.address
    if one.cell.letter != Letter.rights_reply:
        return
    place = one.place.title
    lines = [line for line in mail.text.splitlines() if place[1:] in line]
    assert lines
    for action in one.cell.done:
        assert _says(action, mail.text), (one.right, one.place.row, action.treatment)


def _says(action: Action, text: str) -> bool:
    days = [f"{kept.until_on:%-d %B %Y}" for kept in action.kept if kept.until_on]
    word = _DONE_WORDS.get(action.treatment)
    goes_on = f"Purpose {action.purpose}"
    if action.treatment is Treatment.go_on:
        return goes_on in text
    return (word is None or word in text) and all(day in text for day in days)
