"""What the letters are told that a person decided on: more time, a fee, a refusal, an end.

Texts that an approver wrote are data: never a template, never markup; they may have paragraphs.
"""

from dataclasses import dataclass, field
from datetime import date

from rightsflow.law.extension import Criterion
from rightsflow.law.fee import FeeRule, Quote, free_again_on
from rightsflow.law.refusal import RefusalGround, TextKind, row_for
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.frame import Frame, Pending, SystemAnswer
from rightsflow.letters.replies import AccessReply

BOTH_ELEMENTS = (TextKind.objective, TextKind.subjective)
"""What shows that a request is excessive (C-526/24)."""


@dataclass(frozen=True, slots=True)
class Extension:
    """We need more time, and why (Article 12(3) GDPR).

    `frame.due_on` is the first last day, `due_on` the new one, `months` the months added.
    `criteria`: what makes it complicated, each with its number. `reason`: the approver's own
    words, or nothing. `done`: systems asked; `records` None: not yet. `disclose`: identity is
    confirmed, so the letter may say what was found. `received_on`: when the right that is due
    last was asked for, where that was later than the letter's own day of receipt.
    """

    frame: Frame
    due_on: date
    months: int
    criteria: tuple[tuple[Criterion, int], ...]
    reason: str = field(repr=False)
    done: tuple[SystemAnswer, ...]
    pending: tuple[Pending, ...]
    disclose: bool = False
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """What it would cost, told before any work is charged (Articles 12(5)(a), 15(3) GDPR).

    A further copy wants `first_copy_on`; an excessive request wants the texts `objective` and
    `subjective`. `records` and `systems` (titles) are the scope that was assessed.
    """

    frame: Frame
    rule: FeeRule
    right: Right
    first_copy_on: date | None
    quote: Quote
    records: int
    systems: tuple[str, ...]
    valid_until_on: date
    how_to_pay: str
    texts: tuple[tuple[TextKind, str], ...] = field(repr=False)
    pending: tuple[Pending, ...]

    @property
    def said(self) -> tuple[tuple[TextKind, str], ...]:
        """Return what was written for the letter, in the order of the law."""
        return _said(self.texts, BOTH_ELEMENTS if self.rule is FeeRule.excessive else ())

    @property
    def free_again_on(self) -> date | None:
        """Return the day from which the same copy is free again, where one was given."""
        return free_again_on(self.first_copy_on) if self.first_copy_on else None


@dataclass(frozen=True, slots=True)
class Refused:
    """A right that is refused: ground, provision such as `17(3)(e)`, and what was written.

    `stays`: what of the data stays where the rest was erased, as system and place.
    """

    right: Right
    ground: RefusalGround
    article: str
    texts: tuple[tuple[TextKind, str], ...] = field(repr=False)
    stays: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> tuple[tuple[TextKind, str], ...]:
        """Return what was written for the letter, in the order of the law; no evidence."""
        row = row_for(self.right, self.ground)
        return _said(self.texts, row.texts if row else ())


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why (Article 12(4) GDPR). `done` was answered before.

    `extended`: the time limit was prolonged, which never serves a plain refusal.
    """

    frame: Frame
    refused: tuple[Refused, ...]
    done: tuple[tuple[Right, Outcome], ...]
    pending: tuple[Pending, ...]
    extended: bool = False


@dataclass(frozen=True, slots=True)
class WithheldPart:
    """What is left out of a copy, by the title of its system, and why."""

    title: str
    ground: RefusalGround
    article: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialRefusal(AccessReply):
    """The copy, without the parts that are withheld (Articles 12(4), 15(4) GDPR)."""

    parts: tuple[WithheldPart, ...]


@dataclass(frozen=True, slots=True)
class NotIdentified:
    """We cannot establish who asks (Articles 11(2), 12(2) GDPR). Says nothing of data held.

    `asked_on` None: there was no way in which we could have asked.
    """

    frame: Frame
    asked_on: date | None
    pending: tuple[Pending, ...]


@dataclass(frozen=True, slots=True)
class OverdueApology:
    """The time limit ends today or is over: what is done, and what is open until when.

    The dates of `pending` are estimates and may lie after `frame.due_on`.
    """

    frame: Frame
    done: tuple[tuple[Right, Outcome], ...]
    pending: tuple[Pending, ...]


@dataclass(frozen=True, slots=True)
class RestrictionLifting:
    """A restriction will end on `lift_on`, told before it does (Article 18(3) GDPR)."""

    frame: Frame
    lift_on: date
    reason: str = field(repr=False)


def _said(
    texts: tuple[tuple[TextKind, str], ...], wanted: tuple[TextKind, ...]
) -> tuple[tuple[TextKind, str], ...]:
    return tuple((kind, text) for one in wanted for kind, text in texts if kind is one)
