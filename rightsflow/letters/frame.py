"""What letters are made of: the frame around each, the parts still open, what systems answered."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rightsflow.law.right import Right
from rightsflow.settings import Controller


@dataclass(frozen=True, slots=True)
class Frame:
    """What every letter says: who writes, in which case, when it was received and is due.

    `received_at` is aware: the moment our server received the request. `rights` are all that
    were asked in the case. `today_on` is the day of the letter where the controller is.
    `marketing`: an objection among the rights is to direct marketing (Article 21(2) GDPR).
    Raises `ValueError` for a naive `received_at`.
    """

    controller: Controller
    language: str
    case_number: str
    received_at: datetime
    due_on: date
    rights: tuple[Right, ...]
    today_on: date
    marketing: bool = False

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        if self.received_at.tzinfo is None:
            problem = "received_at carries its time zone"
            raise ValueError(problem)

    @property
    def overdue(self) -> bool:
        """Return whether the letter goes out after the legal time limit."""
        return self.today_on > self.due_on


class Doubt(StrEnum):
    """Why we cannot be sure who asks (Article 12(6) GDPR: reasonable doubts, named)."""

    sender_not_authenticated = "sender_not_authenticated"
    address_not_on_file = "address_not_on_file"
    posted_request = "posted_request"


class PendingText(StrEnum):
    """Why a part of the case is still open."""

    by_person = "by_person"
    being_read = "being_read"
    system_unreachable = "system_unreachable"
    waits_for_identity = "waits_for_identity"
    waits_for_fee = "waits_for_fee"
    copy_being_made = "copy_being_made"
    late = "late"


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
