"""Letters laid into a Maildir. Its file names come from Message-IDs, so none is there twice."""

import asyncio
import hashlib
import os
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rightsflow.mail.boxes.folder import require_maildir
from rightsflow.mail.sending.port import Accepted, Deferred, Outgoing

_NAME_CHARACTERS = 40
"""160 bits of SHA-256 in hexadecimal: no two Message-IDs share a name."""

_PRIVATE = 0o600

_TAKEN = Accepted("250 2.0.0")


class MaildirSender:
    """Delivers into a folder with `new`, `cur` and `tmp`, as a mail server would."""

    def __init__(self, path: Path) -> None:
        """Take the folder."""
        self._path = path

    async def __aenter__(self) -> Self:
        """Return the sender; nothing is opened."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close nothing: no file stays open."""

    async def send(self, letter: Outgoing) -> Accepted:
        """Deliver a letter unless one with its Message-ID lies there; `Deferred` if it cannot."""
        return await asyncio.to_thread(self._send, letter)

    async def was_accepted(self, message_id: str) -> bool | None:
        """Tell whether a letter with this Message-ID lies in the folder."""
        return await asyncio.to_thread(self._lies_there, _name(message_id))

    async def discard(self, message_ids: Sequence[str]) -> None:
        """Delete letters that lie in the folder; those that somebody took away are no fault."""
        if message_ids:
            await asyncio.to_thread(self._discard, frozenset(map(_name, message_ids)))

    def place_of(self, message_id: str) -> Path:
        """Return where a letter with this Message-ID is laid down."""
        return self._path / "new" / _name(message_id)

    async def check(self) -> None:
        """Return if the folder can be written; else raise `Misconfigured`."""
        await asyncio.to_thread(require_maildir, self._path)

    def _send(self, letter: Outgoing) -> Accepted:
        require_maildir(self._path)
        name = _name(letter.message_id)
        if self._lies_there(name):
            return _TAKEN
        draft = self._path / "tmp" / f"{name}.{secrets.token_hex(8)}"
        try:
            _write(draft, letter.content)
            # Unlike a rename, a link never takes the place of what another process delivered.
            os.link(draft, self._path / "new" / name)
            _sync_folder(self._path / "new")
        except FileExistsError:
            return _TAKEN
        except OSError as error:
            message = f"The letter could not be written: {error.strerror}. Check disk and rights."
            raise Deferred(message) from error
        finally:
            draft.unlink(missing_ok=True)
        return _TAKEN

    def _discard(self, names: Collection[str]) -> None:
        require_maildir(self._path)
        for part in ("new", "cur"):
            for path in (self._path / part).iterdir():
                if path.name.partition(":")[0] in names:
                    path.unlink(missing_ok=True)

    def _lies_there(self, name: str) -> bool:
        if (self._path / "new" / name).exists():
            return True
        with os.scandir(self._path / "cur") as read:
            return any(item.name.partition(":")[0] == name for item in read)


def _name(message_id: str) -> str:
    return hashlib.sha256(message_id.strip().encode()).hexdigest()[:_NAME_CHARACTERS]


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=_PRIVATE, exist_ok=False)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
