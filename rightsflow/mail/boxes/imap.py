"""A mailbox on an IMAP server. UIDs hold only under one UIDVALIDITY, which is watched."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from rightsflow.backoff import Backoff
from rightsflow.errors import TryAgain
from rightsflow.imap import ImapClient, ImapServer, Session
from rightsflow.imap.looking import Criterion
from rightsflow.imap.session import Selected
from rightsflow.mail.boxes.port import (
    LARGEST_HEADER_BYTES,
    LARGEST_MESSAGE_BYTES,
    Arrivals,
    Arrived,
    Destination,
    Fetched,
)

Result = TypeVar("Result")
Item = TypeVar("Item")

_BATCH = 50
"""Messages asked for in one command; one by one takes five times as long."""

_GROUP_BYTES = 32_000_000
"""What one command may bring into memory, a single larger message apart."""


class ImapMailbox:
    """A mailbox over IMAP, over one connection that is opened again after a loss."""

    def __init__(  # noqa: PLR0913 - each folder has a name
        self,
        server: ImapServer,
        *,
        folder: str = "INBOX",
        processed: str = "Processed",
        quarantine: str = "Quarantine",
        identity: str = "Identity",
        sent: str | None = None,
        limit_bytes: int = LARGEST_MESSAGE_BYTES,
        backoff: Backoff | None = None,
    ) -> None:
        """Take the server and its folders; messages over `limit_bytes` yield their header.

        `sent`: where the server keeps letters that leave by it, if it does. `backoff` remembers
        how long the server wants to be left alone.
        """
        self._server = server
        self._sent = sent
        self._backoff = backoff
        self._folder = folder
        self._destinations: dict[Destination, str] = {
            "processed": processed,
            "quarantine": quarantine,
            "identity": identity,
        }
        self._limit_bytes = limit_bytes
        self._client = ImapClient(server, backoff)
        self._epoch = 0
        self._uidvalidity = ""

    @property
    def name(self) -> str:
        """Return user, host and folder as the mailbox's key."""
        return f"imap://{self._server.username}@{self._server.host}/{self._folder}"

    async def __aenter__(self) -> Self:
        """Return the mailbox; the first use connects."""
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Log out."""
        await self._client.__aexit__(kind, error, traceback)

    async def list(self) -> Arrivals:
        """Return what waits, oldest first: one command if there is nothing."""
        return await self._client.run(self._list)

    async def fetch(self, uids: Sequence[str]) -> AsyncIterator[Fetched]:
        """Yield the messages in the order asked; one that is gone is left out."""
        for batch in _batches(uids):
            sizes = await self._run(partial(Session.sizes, uids=batch))
            for group in _groups(batch, sizes, self._limit_bytes):
                whole = sizes[group[0]] <= self._limit_bytes
                verb = partial(_whole if whole else _beginnings, uids=group)
                parts = await self._run(verb)
                for uid in (uid for uid in group if uid in parts):
                    yield Fetched(uid, parts[uid], whole=whole)

    async def move(self, uids: Sequence[str], to: Destination) -> None:
        """Move messages to the folder, which is made if missing; gone ones are no fault."""
        for batch in _batches(uids):
            await self._run(partial(_move, uids=batch, folder=self._destinations[to]))

    async def used(self) -> float | None:
        """Return the part of the quota that is used (RFC 9208); None where none is told."""
        return await self._client.run(lambda session: session.used(self._folder))

    def shelf(self, of: Destination) -> "ImapShelf":
        """Open the folder into which messages were moved, over a connection of its own."""
        return self._shelf(self._destinations[of])

    async def delete_sent(self, message_ids: Sequence[str]) -> None:
        """Delete letters of ours from the folder `sent`; without one nothing is kept there."""
        if self._sent is None or not message_ids:
            return
        async with self._shelf(self._sent) as shelf:
            await shelf.delete(await shelf.find(message_ids))

    def _shelf(self, folder: str) -> "ImapShelf":
        return ImapShelf(
            self._server, folder=folder, limit_bytes=self._limit_bytes, backoff=self._backoff
        )

    async def check(self) -> None:
        """Return if the mailbox can be read and moved in; the error says the remedy."""
        await self._client.run(self._check)

    async def _run(self, verb: Callable[[Session], Result]) -> Result:
        return await self._client.run(lambda session: verb(self._in_folder(session)))

    def _in_folder(self, session: Session) -> Session:
        """Select the folder again after a loss; refuse UIDs that may now be others' names."""
        if self._epoch != self._client.epoch:
            selected = self._select(session)
            if self._uidvalidity not in {"", selected.uidvalidity}:
                message = "The mailbox was numbered anew by its server: it is to be listed again."
                raise TryAgain(message)
            self._epoch, self._uidvalidity = self._client.epoch, selected.uidvalidity
        return session

    def _select(self, session: Session) -> Selected:
        return session.select(self._folder)

    def _list(self, session: Session) -> Arrivals:
        selected = self._select(session)
        self._epoch, self._uidvalidity = self._client.epoch, selected.uidvalidity
        if not selected.messages:
            return []
        arrived = [
            Arrived(one.uid, selected.uidvalidity, one.received_at, one.size_bytes)
            for one in session.overview()
        ]
        return sorted(arrived, key=lambda one: (one.received_at, int(one.uid)))

    def _check(self, session: Session) -> None:
        session.check_may_move()
        session.select(self._folder)
        for folder in self._destinations.values():
            session.ensure_folder(folder)


class ImapShelf(ImapMailbox):
    """A folder into which messages were moved, or in which the server keeps what was sent."""

    async def delete(self, uids: Sequence[str]) -> None:
        """Delete messages for good, and no others."""
        for batch in _batches(uids):
            await self._run(partial(Session.delete, uids=batch))

    async def find(self, message_ids: Sequence[str]) -> list[str]:
        """Return the UIDs of messages with one of these Message-IDs."""
        wanted = [Criterion("HEADER Message-ID", one.encode("ascii")) for one in message_ids]
        found: list[str] = []
        for some in _batches(wanted):
            found += await self._client.run(partial(self._find, one_of=some))
        return found

    def _select(self, session: Session) -> Selected:
        return session.select(session.ensure_folder(self._folder))

    def _find(self, session: Session, one_of: Sequence[Criterion]) -> list[str]:
        selected = session.open(session.ensure_folder(self._folder), writing=True)
        if selected is None:
            return []
        self._epoch, self._uidvalidity = self._client.epoch, selected.uidvalidity
        return [uid for first in selected.windows for uid in session.search(one_of, first)]


def _whole(session: Session, uids: Sequence[str]) -> dict[str, bytes]:
    return session.bodies(uids)


def _beginnings(session: Session, uids: Sequence[str]) -> dict[str, bytes]:
    return session.headers(uids, LARGEST_HEADER_BYTES)


def _move(session: Session, uids: Sequence[str], folder: str) -> None:
    session.move(uids, session.ensure_folder(folder))


def _batches(some: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(some), _BATCH):
        yield some[start : start + _BATCH]


def _groups(uids: Sequence[str], sizes: dict[str, int], limit_bytes: int) -> Iterator[list[str]]:
    """Yield neighbours that may be fetched together; one over the limit stays alone."""
    group: list[str] = []
    for uid in (uid for uid in uids if uid in sizes):
        together = sum(sizes[one] for one in group) + sizes[uid]
        if group and (
            together > _GROUP_BYTES or sizes[group[-1]] > limit_bytes or sizes[uid] > limit_bytes
        ):
            yield group
            group = []
        group.append(uid)
    if group:
        yield group
