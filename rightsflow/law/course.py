"""The course of a case, as its journal tells it: what is noted, in which order, for which plan.

For one request about one place. Articles 7(3) and 21(3) GDPR: what is stopped waits for nobody;
18(1): what is contested is restricted before it is decided; 12(6): all else waits for identity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rightsflow.law.action import Action
from rightsflow.law.go_ahead import GoAhead
from rightsflow.law.ground import MEANWHILE, Treatment
from rightsflow.law.hold import HoldKind
from rightsflow.law.places import Reached
from rightsflow.law.proof import stops_at_once
from rightsflow.law.right import AskedRight

ASKED_TO: Mapping[Treatment, str] = {
    Treatment.stop: "object",
    Treatment.restrict: "restrict",
    Treatment.correct: "rectify",
    Treatment.blank: "erase",
    Treatment.erase: "erase",
}
"""What a colleague is asked to do for what no program can."""

_OPENED = "hold_opened "


@dataclass(slots=True)
class Course:
    """What is noted, in its order; `silent`: no colleague ever answers.

    `stuck`: a file cannot be made without an answer, and no letter goes without the file.
    """

    silent: bool = False
    entries: tuple[str, ...] = ()
    stuck: bool = False
    _asked: bool = field(default=False, repr=False)

    @property
    def holds(self) -> tuple[HoldKind, ...]:
        """Return what waited for a person, in the order in which it was opened."""
        opened = [one for one in self.entries if one.startswith(_OPENED)]
        return tuple(HoldKind(one.removeprefix(_OPENED)) for one in opened)

    def note(self, *entries: str) -> None:
        """Note entries; what is noted twice in a row is one."""
        for one in entries:
            if self.entries[-1:] != (one,):
                self.entries += (one,)

    def ask(self, *deeds: str) -> None:
        """Ask a colleague."""
        for deed in deeds:
            self.note(f"task_asked {deed}")
            self._asked = True

    def wait(self) -> bool:
        """Wait for what colleagues were asked; say whether they answered."""
        if self._asked and self.silent:
            self.note(f"{_OPENED}{HoldKind.task_overdue}")
        elif self._asked:
            self.note("task_answered")
        answered, self._asked = not (self._asked and self.silent), False
        return answered

    def do(self, actions: Sequence[Action], *done: str) -> None:
        """Do something in the system, and note it so; or ask for it."""
        if any(not one.by_person for one in actions):
            self.note(*done)
        self.ask(*(ASKED_TO[one.treatment] for one in actions if one.by_person))


def waits_for_approval(right: AskedRight, planned: Sequence[Action]) -> bool:
    """Say whether a plan waits for an approver; a correction always does."""
    if right is AskedRight.rectification:
        return bool(planned)
    return any(one.waits_for is GoAhead.approval for one in planned)


def course_of(
    right: AskedRight,
    reached: Reached,
    planned: Sequence[Action],
    upheld: Sequence[Action],
    *,
    held: bool,
    silent: bool,
) -> Course:
    """Return how a request goes; `upheld` is its plan after a person found for the one who asked.

    `held`: something is there. `silent`: no colleague answers.
    """
    course = Course(silent=silent)
    if reached is Reached.program:
        course.note("asked")
    if held and stops_at_once(right):
        course.do(_of(planned, Treatment.stop), "stopped")
    if right is not AskedRight.marketing_objection or not held:
        course.note("identity_judged")
    if held:
        _planned(course, right)
        _decided(course, right, planned, upheld)
        _carried_out(course, right, reached, upheld or planned)
    return course


def _of(actions: Sequence[Action], *treatments: Treatment) -> list[Action]:
    return [one for one in actions if one.treatment in treatments]


def _planned(course: Course, right: AskedRight) -> None:
    """Note the plans: who it is and where it goes, and after a survey what is done."""
    course.note("planned")
    if right not in {AskedRight.access, AskedRight.marketing_objection}:
        course.note("surveyed", "planned")


def _decided(
    course: Course, right: AskedRight, planned: Sequence[Action], upheld: Sequence[Action]
) -> None:
    if not waits_for_approval(right, planned):
        return
    course.note(f"{_OPENED}{HoldKind.plan_approval}")
    if right is AskedRight.rectification:
        # Whoever approves writes down the fields first.
        course.note("planned")
    course.do([one for one in planned if _is_meanwhile(one)], "done")
    course.wait()
    course.note("decided")
    if upheld or right is AskedRight.rectification:
        course.note("planned")


def _is_meanwhile(action: Action) -> bool:
    return action.treatment is Treatment.restrict and action.right in MEANWHILE


def _carried_out(
    course: Course, right: AskedRight, reached: Reached, actions: Sequence[Action]
) -> None:
    if file := _file_of(right, actions):
        if reached is Reached.colleague:
            course.ask("locate")
        course.stuck = not course.wait()
        if not course.stuck:
            course.note("gathered", file)
        return
    deeds = [one for one in actions if one.is_deed and not _is_meanwhile(one)]
    lasting = [one for one in deeds if one.treatment is not Treatment.stop]
    course.do(lasting, "done", "verified")
    course.wait()
    if right is AskedRight.restriction and deeds:
        course.note(f"{_OPENED}{HoldKind.restriction}")


def _file_of(right: AskedRight, actions: Sequence[Action]) -> str:
    """Return what is noted when the file is made that the answer carries, if there is one."""
    if right is AskedRight.access:
        return "copy_made"
    return "export_made" if _of(actions, Treatment.export) else ""
