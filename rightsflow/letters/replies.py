"""What the letters of the usual course are told: receipt, questions, the copy, a person's reply."""

from dataclasses import dataclass, field
from datetime import date

from rightsflow.law.fee import Quote
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.frame import Doubt, Frame, Pending, SystemAnswer


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """We received it. `sure` False: a person reads the letter, `rights` may be empty.

    `scan_hours`: a scan of an identity document came with it, and is deleted so many hours after
    it arrived; None: none came.
    """

    frame: Frame
    sure: bool
    scan_hours: int | None = None


@dataclass(frozen=True, slots=True)
class IdentityQuery:
    """Was it you? `answer_by_on` is the last day for an answer; the legal date runs on."""

    frame: Frame
    doubt: Doubt
    answer_by_on: date


@dataclass(frozen=True, slots=True)
class ScopeQuery:
    """Everything, or a part? (Recital 63 GDPR.) It goes to the verified address alone.

    `systems`: an overview of what is held, so that there is something to choose from.
    """

    frame: Frame
    systems: tuple[SystemAnswer, ...]
    answer_by_on: date


@dataclass(frozen=True, slots=True)
class Reminder:
    """A question of ours was not answered yet: `of` says which, sent on `sent_on`."""

    frame: Frame
    of: Letter
    sent_on: date
    answer_by_on: date


@dataclass(frozen=True, slots=True)
class AccessReply:
    """The copy of the data (Article 15(3) GDPR).

    `withheld`: other persons' data was left out, which is a partial refusal (Article 12(4)).
    `copy_kept_days` counts from the day the case is closed. `handover_phone` empty: the
    person replies to arrange how the passphrase is handed over. `fee` and `fee_accepted_on`
    come together: the copy is not free, and on that day the person accepted what it costs.
    """

    frame: Frame
    systems: tuple[SystemAnswer, ...]
    pending: tuple[Pending, ...]
    copy_kept_days: int
    handover_phone: str
    withheld: bool = False
    fee_accepted_on: date | None = None
    fee: Quote | None = None


@dataclass(frozen=True, slots=True)
class NothingHeld:
    """We hold nothing (Article 15(1) GDPR), and this is how we searched.

    `identifiers` are what the person gave us to search by; `systems` are titles;
    `case_kept_days` counts from the day the case is closed.
    """

    frame: Frame
    identifiers: tuple[str, ...] = field(repr=False)
    systems: tuple[str, ...]
    pending: tuple[Pending, ...]
    case_kept_days: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A right that a person of the team handled, and what they wrote about it."""

    right: Right
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PersonReply:
    """What a person did by hand, in their own words. `done` was answered before."""

    frame: Frame
    answers: tuple[Answered, ...]
    done: tuple[tuple[Right, Outcome], ...]
    pending: tuple[Pending, ...]


@dataclass(frozen=True, slots=True)
class RequestWithdrawn:
    """The person took the request back, for these rights; what is left is pending."""

    frame: Frame
    rights: tuple[Right, ...]
    pending: tuple[Pending, ...]
