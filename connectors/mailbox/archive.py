"""The folders of a mailbox over one connection, asked again for a while if nobody answers."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_before_delay,
    wait_exponential_jitter,
)

from connectors.mailbox.message import WANTED, Message, message_of
from connectors.mailbox.records import Place, folder_digest
from connectors.mailbox.settings import MailboxConnection
from rightsflow.errors import NeedsPerson, TryAgain
from rightsflow.imap import ImapClient, Session
from rightsflow.imap.answers import Heading
from rightsflow.imap.looking import Criterion, Opened
from rightsflow.mime import limits

Result = TypeVar("Result")

Verb: TypeAlias = Callable[[Session, Opened], Result]
"""What is asked of an opened folder."""

BATCH = 50
"""Messages whose headers are asked for at once; at most 64 KiB come of each."""

PIECE_BYTES = 64 * 2**10
"""Of a message, what is fetched at a time."""

SMALL_BYTES, TOGETHER_BYTES = 64 * 2**10, 2**20
"""Messages up to the first size are fetched several at once, up to the second in all."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the server names it, and what stands for it in records."""

    name: str
    digest: str


class FolderGone(TryAgain):
    """A folder that was listed cannot be opened: it was deleted a moment ago."""


class MessageGone(NeedsPerson):
    """A message was deleted or moved while it was read. Locate it again."""


class Archive:
    """Asks one mailbox. A verb that fails in passing is repeated for `patience_s` at most."""

    def __init__(self, settings: MailboxConnection) -> None:
        """Make ready to ask; raises `Misconfigured` if a secret is missing."""
        self.settings = settings
        self._client = ImapClient(settings.imap_server(settings.oauth_folder))
        self._at: tuple[int, str, bool] | None = None
        self._opened: Opened | None = None
        self._is_closed = False

    async def close(self) -> None:
        """Log out; once is enough."""
        if not self._is_closed:
            self._is_closed = True
            await self._client.__aexit__(None, None, None)

    async def run(self, verb: Callable[[Session], Result]) -> Result:
        """Return what a verb returns; raises as `ImapClient.run` does."""
        async for attempt in AsyncRetrying(
            stop=stop_before_delay(self.settings.patience_s),
            wait=wait_exponential_jitter(
                multiplier=FIRST_PAUSE_S, max=LONGEST_PAUSE_S, jitter=FIRST_PAUSE_S
            ),
            retry=retry_if_exception(_is_passing),
            reraise=True,
        ):
            with attempt:
                return await self._client.run(verb)
        raise TryAgain

    async def within(self, folder: Folder, verb: Verb[Result], *, writing: bool = False) -> Result:
        """Return what a verb returns in a folder, which is opened first where it is not.

        Raises `FolderGone` if it cannot be opened, `NeedsPerson` if it may not be.
        """

        def obey(session: Session) -> Result:
            at = (self._client.epoch, folder.name, writing)
            if self._at != at or self._opened is None:
                self._at, self._opened = None, session.open(folder.name, writing=writing)
                if self._opened is None:
                    raise FolderGone
                self._at = at
            return verb(session, self._opened)

        return await self.run(obey)

    async def folders(self, *, everywhere: bool = False) -> list[Folder]:
        """Return the folders that are searched; `everywhere`: all that may be, Trash as well.

        Raises `NeedsPerson` if one that the data map names is not there.
        """
        settings = self.settings
        there = await self.run(lambda session: session.folders())
        if settings.folders - set(there):
            message = "A folder that the data map names is not in the mailbox. Correct folders."
            raise NeedsPerson(message)
        searched = there if everywhere or not settings.folders else sorted(settings.folders)
        return [
            Folder(name, folder_digest(name))
            for name in searched
            if name not in settings.not_folders
        ]

    async def opened(self, folder: Folder) -> Opened:
        """Return a folder as it is now; raises as `within` does."""
        return await self.within(folder, lambda _, opened: opened)

    async def at(self, places: Iterable[Place]) -> AsyncGenerator[tuple[Folder, list[str]]]:
        """Yield folders with the UIDs of places that may still be there; the others are gone."""
        wanted: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            wanted[place.folder].append(place)
        for folder in await self.folders(everywhere=True) if wanted else ():
            if mine := wanted.get(folder.digest):
                validity = (await self.opened(folder)).uidvalidity
                uids = [one.uid for one in mine if one.uidvalidity == validity]
                if uids:
                    yield folder, sorted(uids, key=int)

    async def place(self, folder: Folder, uid: str) -> Place:
        """Return where a message of a folder lies."""
        return Place(folder.digest, (await self.opened(folder)).uidvalidity, uid)

    async def search(
        self, folder: Folder, criteria: Sequence[Criterion]
    ) -> AsyncGenerator[list[str]]:
        """Yield, by window, the UIDs that meet one of the criteria."""
        for first in (await self.opened(folder)).windows:
            if found := await self.within(folder, _search(criteria, first)):
                yield found

    async def messages(self, folder: Folder, uids: Iterable[str]) -> AsyncGenerator[list[Message]]:
        """Yield the messages that are there, in batches; one that is gone is left out."""
        wanted = list(uids)
        for at in range(0, len(wanted), BATCH):
            found = await self.within(folder, _headings(wanted[at : at + BATCH]))
            yield [message_of(one) for one in found]

    async def small(self, folder: Folder, uids: Sequence[str]) -> dict[str, bytes]:
        """Return whole messages by UID, few enough and small; one that is gone is left out."""
        return await self.within(folder, lambda session, _: session.bodies(uids)) if uids else {}

    async def raw(self, folder: Folder, message: Message) -> bytes | None:
        """Return a whole message; None if it is beyond what is parsed.

        Raises `MessageGone`.
        """
        if message.size_bytes > limits.MESSAGE_BYTES:
            return None
        gathered = bytearray()
        async for piece in self.pieces(folder, message.uid):
            gathered += piece
            if len(gathered) > limits.MESSAGE_BYTES:
                return None
        return bytes(gathered)

    async def pieces(self, folder: Folder, uid: str) -> AsyncGenerator[bytes]:
        """Yield a raw message piece by piece; raises `MessageGone`."""
        offset = 0
        while True:
            piece = await self.within(folder, _piece(uid, offset))
            if piece is None:
                raise MessageGone
            if piece:
                yield piece
            if len(piece) < PIECE_BYTES:
                return
            offset += len(piece)


def _search(criteria: Sequence[Criterion], first: int) -> Verb[list[str]]:
    return lambda session, _: session.search(criteria, first)


def _headings(uids: Sequence[str]) -> Verb[list[Heading]]:
    return lambda session, _: session.headings(uids, WANTED, limits.HEADER_BYTES)


def _piece(uid: str, offset: int) -> Verb[bytes | None]:
    return lambda session, _: session.piece(uid, offset, PIECE_BYTES)


def _is_passing(error: BaseException) -> bool:
    """Tell whether asking again at once may help: not where the server told us to stay away."""
    return isinstance(error, TryAgain) and not error.wait_s
