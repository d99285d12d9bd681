"""Every right, in every place, in every situation: what is done, what waits, how it is told.

Made from the tables of the law and nothing else, for one person whose data lies in one place. A
page for people to read is drawn from it, and the pipeline is tested against it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rightsflow.law.action import Action, Ask
from rightsflow.law.course import course_of, waits_for_approval
from rightsflow.law.facts import CollectionFacts, DutyFacts, HeldFacts, RecordFacts
from rightsflow.law.go_ahead import GoAhead
from rightsflow.law.ground import Treatment
from rightsflow.law.hold import HoldKind
from rightsflow.law.outcome import outcome_of
from rightsflow.law.places import FIELDS, PLACES, Place, Reached, Situation
from rightsflow.law.plan import plan
from rightsflow.law.right import AskedRight, Outcome
from rightsflow.law.telling import told_elsewhere

TODAY = date(2026, 11, 28)
SINCE_ON = date(2026, 1, 31)
"""The day of the page, and that from which periods run: ends of what is kept depend on them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What happens for a right in a place in a situation.

    `plan` is what is drawn up, `upheld` what it becomes where a person found for the one who
    objected. `holds` are the kinds of what waits for a person, in their order. `outcome` None: not
    known before a hold has its answer. `letter` names the kind that answers, empty where none goes
    out yet. `journal` are the entries of the case, in order, with what they are about. `told`
    explains a cell in which nothing is planned, or nothing else than in another.
    """

    plan: tuple[Action, ...] = ()
    upheld: tuple[Action, ...] = ()
    waits_for: GoAhead = GoAhead.nobody
    holds: tuple[HoldKind, ...] = ()
    outcome: Outcome | None = None
    letter: str = ""
    journal: tuple[str, ...] = ()
    told: str = ""

    @property
    def treatments(self) -> tuple[Treatment, ...]:
        """Return what is planned, in the order of doing."""
        return tuple(one.treatment for one in self.plan)

    @property
    def done(self) -> tuple[Action, ...]:
        """Return what is done in the end."""
        return self.upheld or self.plan

    @property
    def by_hand(self) -> bool:
        """Say whether a colleague is asked to do some of it."""
        return any(one.by_person and one.is_deed for one in self.done)


def cells() -> Iterator[tuple[AskedRight, Place, Situation, Cell]]:
    """Yield every cell, right by right and place by place."""
    for right in AskedRight:
        for place in PLACES:
            for situation in Situation:
                yield right, place, situation, cell(right, place, situation)


def cell(right: AskedRight, place: Place, situation: Situation) -> Cell:
    """Return what happens for a right in a place in a situation."""
    if place.purpose is None:
        return _elsewhere(right, place, situation)
    if situation is Situation.system_down and place.reached is Reached.program:
        away = HoldKind.system_unreachable
        return Cell(holds=(away,), journal=(f"hold_opened {away}",), told=_AWAY)
    held = facts_of(place, situation)
    planned = plan([ask_of(right, place)], [held], TODAY)
    upheld: tuple[Action, ...] = ()
    if any(one.treatment is Treatment.review for one in planned):
        upheld = plan([ask_of(right, place, upheld=True)], [held], TODAY)
    return _course(right, place, situation, planned, upheld)


_AWAY = "Nothing is planned before it was asked; it is asked again and again."
_SILENT = "Nobody answers: an approver is told, and the letter says what is not done yet."
_NOTHING_KEPT = "Nothing outlasts an erasure here."
_UNSEEN = "Planned as if something were there: only a colleague can see that there is nothing."
_NO_VERB_NEEDED = "A copy changes nothing in a system."
_ALWAYS_BY_HAND = "No program reaches it: always done by a colleague."


def _course(
    right: AskedRight,
    place: Place,
    situation: Situation,
    planned: tuple[Action, ...],
    upheld: tuple[Action, ...],
) -> Cell:
    silent = situation is Situation.system_down
    here = bool(facts_of(place, situation).records)
    outcome: Outcome | None = outcome_of(right, upheld or planned)
    course = course_of(right, place.reached, planned, upheld, held=here, silent=silent)
    by_hand = {one.system for one in upheld or planned if one.by_person and one.is_deed}
    if silent and by_hand:
        outcome = outcome_of(right, upheld or planned, by_hand)
    if course.stuck:
        outcome = None
    return Cell(
        plan=planned,
        upheld=upheld,
        waits_for=_waits_for(right, planned),
        holds=course.holds,
        outcome=outcome,
        letter="" if outcome is None else _letter(right, planned, held=here),
        journal=course.entries,
        told=_told(right, place, situation, late=HoldKind.task_overdue in course.holds),
    )


def _told(right: AskedRight, place: Place, situation: Situation, *, late: bool) -> str:
    by_colleague = place.reached is Reached.colleague
    match situation:
        case Situation.partly_kept if place.keeps is None:
            return _NOTHING_KEPT
        case Situation.nothing_there if by_colleague:
            return _UNSEEN
        case Situation.not_supported if by_colleague:
            return _ALWAYS_BY_HAND
        case Situation.not_supported if right in {AskedRight.access, AskedRight.portability}:
            return _NO_VERB_NEEDED
        case _:
            return _SILENT if late else ""


def ask_of(right: AskedRight, place: Place, *, upheld: bool = False) -> Ask:
    """Return the request; of a correction a person has written down one field."""
    field = f"{place.system}.records.{FIELDS[0]}"
    named = {field} if right is AskedRight.rectification else set()
    return Ask(right, fields=frozenset(named), upheld=upheld)


def facts_of(place: Place, situation: Situation) -> HeldFacts:
    """Return what is held in a place; raises ValueError where nothing of ours is."""
    if place.purpose is None:
        problem = f"{place.row} holds nothing that a right could be used on"
        raise ValueError(problem)
    able = place.reached is Reached.program and situation is not Situation.not_supported
    kept = place.keeps if situation is Situation.partly_kept else None
    of = CollectionFacts(
        system=place.system,
        name="records",
        purpose=place.purpose,
        fields=FIELDS,
        links=frozenset({"id"}),
        erasing=place.erasing,
        given=place.given,
        duties=(DutyFacts(kept.duty, "since_on", kept.fields),) if kept else (),
        stops=(place.purpose,) if place.stops and place.reached is Reached.program else (),
        marked=place.reached is Reached.program,
        can=_DEEDS if able else frozenset(),
    )
    # Only a colleague can see whether something is there: it is planned as if it were.
    seen = place.reached is Reached.program
    if seen and situation is Situation.nothing_there:
        return HeldFacts(of)
    return HeldFacts(of, (RecordFacts("records:1", dates={"since_on": SINCE_ON} if seen else {}),))


_DEEDS = frozenset(
    {Treatment.stop, Treatment.restrict, Treatment.correct, Treatment.blank, Treatment.erase}
)
"""What a system that may be written to can do."""


def _waits_for(right: AskedRight, planned: tuple[Action, ...]) -> GoAhead:
    if waits_for_approval(right, planned):
        return GoAhead.approval
    if right is AskedRight.marketing_objection:
        return GoAhead.nobody
    waits = {one.waits_for for one in planned}
    return GoAhead.identity if GoAhead.identity in waits else GoAhead.nobody


def _letter(right: AskedRight, planned: tuple[Action, ...], *, held: bool) -> str:
    if not planned or not held:
        return "nothing_held"
    return "access_reply" if right is AskedRight.access else "rights_reply"


def _elsewhere(right: AskedRight, place: Place, situation: Situation) -> Cell:
    told = told_elsewhere(right, place, situation)
    return Cell(holds=told.holds, letter=told.letter, journal=told.entries, told=told.why)
