"""The mailbox as the intake sees it: what lies in it is work, what is done is moved away."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Literal, Protocol, Self

Destination = Literal["processed", "quarantine", "identity"]
"""`processed`: taken into the register; `quarantine`: could not be read, a person looks.

`identity`: taken in, and holds a scan of an identity document, so that people see which messages
go after some hours."""

LARGEST_MESSAGE_BYTES = 40_000_000
"""Above what common servers accept (35 to 36 MB), so that a real letter is never cut."""

LARGEST_HEADER_BYTES = 65_536
"""How much of the header is read of a message that is over its limit."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that waits in the mailbox.

    `uid` with `uidvalidity` names it in this mailbox for good. `received_at` (aware) is the
    server's own receipt time, from which the legal time limit runs, never the Date header.
    """

    uid: str
    uidvalidity: str
    received_at: datetime
    size_bytes: int


Arrivals = list[Arrived]
"""Named here because within a mailbox `list` is its verb."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as bytes; the header's beginning alone if it was over the limit.

    `whole` is False for such a cut one: it goes to a person and its deadline runs all the
    same. `raw` then ends anywhere within, or right after, the header.
    """

    uid: str
    raw: bytes
    whole: bool


class Shelf(Protocol):
    """A folder into which messages were moved, open to be emptied of some of them.

    Raises `TryAgain` and `Misconfigured` as a `Mailbox` does.
    """

    async def list(self) -> Arrivals:
        """Return what lies there, oldest first; nothing if there is no such folder yet."""
        ...

    def fetch(self, uids: Sequence[str]) -> AsyncIterator[Fetched]:
        """Yield messages as `Mailbox.fetch` does."""
        ...

    async def delete(self, uids: Sequence[str]) -> None:
        """Delete messages for good and no others; one that is gone already is no fault.

        Raises `NeedsPerson` where the server cannot delete some without others.
        """
        ...


class Mailbox(Protocol):
    """A mailbox. Several pollers may share it: what another has moved is skipped.

    Two that move the same message at the same moment may leave two copies in the folder,
    never none: IMAP promises no more. The register takes each message once all the same.

    Every method raises `TryAgain` if the mailbox is away or asks for patience, and
    `Misconfigured` if an operator has to correct a setting. UIDs are those of the last `list`.

    Few verbs and opaque words, so that a mailbox behind Microsoft Graph fits as well:

    | here | Graph (v1.0, header `Prefer: IdType="ImmutableId"`) |
    |---|---|
    | `uid` | the immutable id: it stays through moves and is never given again |
    | `uidvalidity` | the id of the folder: a folder made anew has another |
    | `received_at`, `size_bytes` | `receivedDateTime`, extended property 0x0E08 |
    | `list` | GET mailFolders/inbox/messages with `$select`, `$orderby`, page by page |
    | `fetch` | GET messages/{id}/$value, read up to the limit; 404 is left out |
    | `move` | POST messages/{id}/move, twenty to a `$batch`; 404 is no fault |
    | `used` | nothing: Graph tells no quota, None is the answer |
    | `shelf` | GET mailFolders/{id}/messages; DELETE messages/{id} and `permanentDelete` |
    | `check` | GET mailFolders/inbox; POST mailFolders where one is missing |
    | `TryAgain.wait_s` | `Retry-After` of 429 and 503 |
    """

    @property
    def name(self) -> str:
        """Return the mailbox's key in the register: stable, without password."""
        ...

    async def __aenter__(self) -> Self:
        """Return the mailbox; what it needs is opened on first use."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close what was opened."""
        ...

    async def list(self) -> Arrivals:
        """Return what waits, oldest first, whatever its flags: those are for people."""
        ...

    def fetch(self, uids: Sequence[str]) -> AsyncIterator[Fetched]:
        """Yield the messages in the order asked; one that is gone is left out."""
        ...

    async def move(self, uids: Sequence[str], to: Destination) -> None:
        """Move messages out of the mailbox; one that is gone already is no fault."""
        ...

    async def used(self) -> float | None:
        """Return the part of the quota that is used, 0 to 1; None where none is told."""
        ...

    def shelf(self, of: Destination) -> AbstractAsyncContextManager[Shelf]:
        """Open the folder into which messages were moved; what it needs is opened on first use."""
        ...

    async def delete_sent(self, message_ids: Sequence[str]) -> None:
        """Delete letters of ours where the mailbox's server keeps what was sent, if it does.

        `message_ids` as in the header, with angle brackets. Raises `NeedsPerson` like a shelf.
        """
        ...

    async def check(self) -> None:
        """Return if the mailbox can be read and moved in; else the error says the remedy."""
        ...
