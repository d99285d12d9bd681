"""Sending as the outbox sees it: accepted, or one of three errors that say what is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from rightsflow.errors import NeedsPerson, TryAgain


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A composed letter. Addresses are bare (`name@example.com`); `envelope_sender` may be "".

    `message_id` is fixed before the first attempt; `content` is what `compose` returned.
    """

    message_id: str
    sender: str
    recipient: str = field(repr=False)
    envelope_sender: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The mail server took the letter over; `server_reply` is its codes, no free text."""

    server_reply: str


class Deferred(TryAgain):
    """The letter was surely not taken over; it may be sent again without harm."""


class Rejected(NeedsPerson):
    """The mail server refused the letter for good, so that another attempt is no use."""


class Unclear(NeedsPerson):
    """The connection was lost while the letter was handed over: nobody knows if it left.

    A letter that carries personal data is not sent again before a person has looked.
    """


class Sender(Protocol):
    """A way out for letters; one at a time over one connection."""

    async def __aenter__(self) -> Self:
        """Return the sender; what it needs is opened by the first letter."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close what was opened."""
        ...

    async def send(self, letter: Outgoing) -> Accepted:
        """Hand a letter over; raises `Deferred`, `Rejected`, `Unclear` or `Misconfigured`."""
        ...

    async def was_accepted(self, message_id: str) -> bool | None:
        """Tell whether a letter was taken over before; None where that cannot be known."""
        ...

    async def discard(self, message_ids: Sequence[str]) -> None:
        """Delete letters that were laid down instead of being sent; others are not here."""
        ...

    async def check(self) -> None:
        """Return if letters could be sent now; raises `TryAgain` or `Misconfigured`."""
        ...
