"""What each letter is told: values only, so that the same values give the same letter."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from rightsflow.law.right import Right
from rightsflow.letters.choose import Letter
from rightsflow.settings import Controller


@dataclass(frozen=True, slots=True)
class Frame:
    """What every letter says: who writes, in which case, when it was received and is due.

    `received_at` is aware: the moment our server received the request. `rights` are all that
    were asked in the case. `today_on` is the day of the letter where the controller is.
    Raises `ValueError` for a naive `received_at`.
    """

    controller: Controller
    language: str
    case_number: str
    received_at: datetime
    due_on: date
    rights: tuple[Right, ...]
    today_on: date

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        if self.received_at.tzinfo is None:
            problem = "received_at carries its time zone"
            raise ValueError(problem)

    @property
    def overdue(self) -> bool:
        """Return whether the letter goes out after the legal time limit."""
        return self.today_on > self.due_on


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """We received it. `sure` False: a person reads the letter, `rights` may be empty."""

    frame: Frame
    sure: bool


class Doubt(StrEnum):
    """Why we cannot be sure who asks (Article 12(6) GDPR: reasonable doubts, named)."""

    sender_not_authenticated = "sender_not_authenticated"
    address_not_on_file = "address_not_on_file"
    posted_request = "posted_request"


@dataclass(frozen=True, slots=True)
class IdentityQuery:
    """Was it you? `answer_by_on` is the last day for an answer; the legal date runs on."""

    frame: Frame
    doubt: Doubt
    answer_by_on: date


class PendingText(StrEnum):
    """Why a part of the case is still open."""

    by_person = "by_person"
    being_read = "being_read"
    system_unreachable = "system_unreachable"


@dataclass(frozen=True, slots=True)
class Pending:
    """A part of the case that a person still handles, and the date of its answer.

    `right` None: a part that asks for none of the rights, or for one not yet recognised.
    `text_code` is one of `PendingText`.
    """

    right: Right | None
    text_code: str
    due_on: date


@dataclass(frozen=True, slots=True)
class SystemAnswer:
    """A system's title in the language of the letter, and how many records it holds.

    `records` None: it could not be asked yet; its part follows.
    """

    title: str
    records: int | None


@dataclass(frozen=True, slots=True)
class AccessReply:
    """The copy of the data (Article 15(3) GDPR).

    `withheld`: other persons' data was left out, which is a partial refusal (Article 12(4)).
    `copy_kept_days` counts from the day the case is closed. `handover_phone` empty: the
    person replies to arrange how the passphrase is handed over.
    """

    frame: Frame
    systems: tuple[SystemAnswer, ...]
    pending: tuple[Pending, ...]
    copy_kept_days: int
    handover_phone: str
    withheld: bool = False


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


Context: TypeAlias = Acknowledgement | IdentityQuery | AccessReply | NothingHeld

KIND: dict[Letter, type[Context]] = {
    Letter.acknowledgement: Acknowledgement,
    Letter.identity_query: IdentityQuery,
    Letter.access_reply: AccessReply,
    Letter.nothing_held: NothingHeld,
}
"""What each letter is made from."""
