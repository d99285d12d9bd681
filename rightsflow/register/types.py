"""Column types and the closed lists of words that the register stores."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values and turn the rest into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            problem = "a naive datetime has no place in the register"
            raise ValueError(problem)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite does not store."""
        if value is not None and dialect.name == "sqlite":
            return value.replace(tzinfo=UTC)
        return value


class Stage(StrEnum):
    """How far a case has come (`docs/reference/case.md`)."""

    received = "received"
    located = "located"
    identified = "identified"
    planned = "planned"
    carried_out = "carried_out"
    verified = "verified"
    told_on = "told_on"
    answered = "answered"
    closed = "closed"


class Channel(StrEnum):
    """How a request came in; `sweep`: nobody asked, the sweep found somebody who is back."""

    mail = "mail"
    post = "post"
    phone = "phone"
    portal = "portal"
    sweep = "sweep"


class Step(StrEnum):
    """What a work item does, in the order in which a request goes through them; few do all.

    `stop` is done at once, `mark` as soon as the person is identified, `act` after approval;
    `lift` takes the mark of a restriction off again, on the day that the person was told.
    """

    locate = "locate"
    stop = "stop"
    identify = "identify"
    survey = "survey"
    plan = "plan"
    mark = "mark"
    gather = "gather"
    assemble = "assemble"
    act = "act"
    verify = "verify"
    answer = "answer"
    lift = "lift"


class ItemState(StrEnum):
    """Whether a work item is to do, done, waits for a person, or for other parts of its case."""

    open = "open"
    done = "done"
    held = "held"
    waits = "waits"


TO_DO: Final = (ItemState.open, ItemState.waits)
"""What is neither done nor waits for a person."""


class Audience(StrEnum):
    """Whom a letter is for: the one who asked, the controller's own people, or a recipient."""

    requester = "requester"
    staff = "staff"
    recipient = "recipient"


class LetterState(StrEnum):
    """How far a letter has come; `sending` is committed before anything leaves."""

    queued = "queued"
    sending = "sending"
    sent = "sent"
    held = "held"
    cancelled = "cancelled"


class MessageState(StrEnum):
    """Whether a message was only stored yet, or read and acted on."""

    arrived = "arrived"
    settled = "settled"
