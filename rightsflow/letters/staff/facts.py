"""What a question and its receipt tell in lists: one row each.

Fields without a representation hold personal data; everything else is codes, numbers, dates.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rightsflow.law.decision import Decision
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Outcome, Right
from rightsflow.law.subject import IdentifierKind


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


class PlanAction(StrEnum):
    """What a plan does with the records of a system."""

    gather = "gather"
    erase = "erase"
    rectify = "rectify"
    restrict = "restrict"
    stop = "stop"
    keep = "keep"


@dataclass(frozen=True, slots=True)
class PlanFact:
    """One line of the plan; `action` is one of `PlanAction`."""

    system: str
    action: str
    records: int


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
    lifting_announced = "lifting_announced"
