"""What a question and its receipt tell in lists: one row each.

Fields without a representation hold personal data; everything else is codes, numbers, dates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rightsflow.law.decision import Decision
from rightsflow.law.ground import MEANWHILE, Treatment
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Outcome, Right
from rightsflow.law.subject import IdentifierKind
from rightsflow.letters.parts import PartTold

_MEANWHILE = frozenset(one.right for one in MEANWHILE)
_AS_IT_IS = frozenset({Treatment.keep, Treatment.leave, Treatment.go_on})


def aware(*moments: datetime | None) -> None:
    """Refuse moments whose day cannot be known; raises `ValueError`."""
    if any(at is not None and at.tzinfo is None for at in moments):
        problem = "moments carry their time zone"
        raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class Option:
    """A decision that can be taken: by how many, one of them the officer, and what it wants.

    `grounds` may be chosen for it, by right; `texts_wanted` still have to be written,
    `texts_possible` may be.
    """

    decision: Decision
    approvers: int = 1
    officer: bool = False
    grounds: tuple[tuple[Right, RefusalGround], ...] = ()
    texts_wanted: tuple[TextKind, ...] = ()
    texts_possible: tuple[TextKind, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestFact:
    """A right that is asked, until when; `outcome` None: still open."""

    right: Right
    due_on: date
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class FoundFact:
    """What a system found: records that are surely the person's, and perhaps."""

    system: str
    exact: int
    candidates: int


@dataclass(frozen=True, slots=True)
class RecordFact:
    """A record to be confirmed; `number` is what the form names it by."""

    number: int
    system: str
    record: str = field(repr=False)
    identifier: IdentifierKind
    verified: bool


@dataclass(frozen=True, slots=True)
class OthersFact:
    """A field that may name other people: as a text names it, what it is, of how many records."""

    place: str
    title: str
    records: int


@dataclass(frozen=True, slots=True)
class RightPlan:
    """The plan for one right: its actions in the words of the mail, still to be done or done.

    `if_upheld`: what follows if an objection is upheld. `correctable` are the fields that may be
    corrected: `system.collection.field`, and what that is. `meanwhile`: parts that are restricted
    only while somebody checks or weighs; they end `notice_days` days after the answer.
    """

    right: Right
    marketing: bool = False
    parts: tuple[PartTold, ...] = ()
    if_upheld: tuple[PartTold, ...] = ()
    correctable: tuple[tuple[str, str], ...] = ()
    notice_days: int = 0

    @property
    def meanwhile(self) -> tuple[PartTold, ...]:
        """Return what is restricted while a person checks or weighs."""
        return tuple(part for part in self.parts if _is_meanwhile(self.right, part))

    @property
    def weighed(self) -> tuple[PartTold, ...]:
        """Return what a person weighs or reviews."""
        return tuple(part for part in self.parts if part.treatment is Treatment.review)

    @property
    def done(self) -> tuple[PartTold, ...]:
        """Return what is done by program."""
        return self._done(self.parts)

    @property
    def by_hand(self) -> tuple[PartTold, ...]:
        """Return what a colleague does by hand."""
        return self._by_hand(self.parts)

    @property
    def stays(self) -> tuple[PartTold, ...]:
        """Return what stays as it is."""
        return self._stays(self.parts)

    @property
    def done_if_upheld(self) -> tuple[PartTold, ...]:
        """Return what is done by program if the objection is upheld."""
        return self._done(self.if_upheld)

    @property
    def by_hand_if_upheld(self) -> tuple[PartTold, ...]:
        """Return what a colleague does by hand if the objection is upheld."""
        return self._by_hand(self.if_upheld)

    @property
    def stays_if_upheld(self) -> tuple[PartTold, ...]:
        """Return what is kept although the objection is upheld; what goes on is told above."""
        kept = self._stays(self.if_upheld)
        return tuple(part for part in kept if part.treatment is not Treatment.go_on)

    def _done(self, parts: Iterable[PartTold]) -> tuple[PartTold, ...]:
        return tuple(
            part
            for part in parts
            if part.treatment not in _AS_IT_IS
            and part.treatment is not Treatment.review
            and not part.open
            and not _is_meanwhile(self.right, part)
        )

    def _by_hand(self, parts: Iterable[PartTold]) -> tuple[PartTold, ...]:
        return tuple(part for part in parts if part.open and not _is_meanwhile(self.right, part))

    def _stays(self, parts: Iterable[PartTold]) -> tuple[PartTold, ...]:
        return tuple(part for part in parts if part.treatment in _AS_IT_IS)


def _is_meanwhile(right: Right, part: PartTold) -> bool:
    return part.treatment is Treatment.restrict and right in _MEANWHILE


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text that an approver wrote already; `at` is aware."""

    kind: TextKind
    text: str = field(repr=False)
    by: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        aware(self.at)


@dataclass(frozen=True, slots=True)
class FirstApproval:
    """What a first approver decided; a second one is wanted for the same."""

    who: str
    decision: Decision
    ground: RefusalGround | None = None


class Follows(StrEnum):
    """What happens after a decision."""

    case_goes_on = "case_goes_on"
    plan_carried_out = "plan_carried_out"
    copy_is_made = "copy_is_made"
    letter_goes_out = "letter_goes_out"
    extension_sent = "extension_sent"
    fee_quote_sent = "fee_quote_sent"
    refusal_sent = "refusal_sent"
    rest_is_granted = "rest_is_granted"
    scope_is_asked = "scope_is_asked"
    not_identified_sent = "not_identified_sent"
    clock_is_suspended = "clock_is_suspended"
    systems_asked_again = "systems_asked_again"
    rest_is_told = "rest_is_told"
    lifting_announced = "lifting_announced"
    recipient_has_done_it = "recipient_has_done_it"
    recipient_waited_for = "recipient_waited_for"
    recipient_left_out = "recipient_left_out"


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Whom a task is about, by what the system knows them, and which data is meant.

    `records` name records of the system, none: all that there is. `changes` are titles of
    fields with the values that they are to have; `recipients` whom to tell.
    """

    names: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    records: tuple[str, ...] = field(default=(), repr=False)
    changes: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    recipients: tuple[str, ...] = field(default=(), repr=False)
