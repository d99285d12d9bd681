"""The refresh token that a server put in the place of the one before (RFC 6749 6, RFC 9700 4.14).

It lies in a file that only its owner reads, replaced as a whole. Its name comes from what the
operator gave, so whoever gives a new one begins anew. A lock lets one process at a time
exchange it: a server that sees an old one twice takes it for a theft and ends both.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr

from rightsflow.errors import Misconfigured
from rightsflow.oauth.account import Account
from rightsflow.wholefile import replace_file

_PRIVATE = 0o600


class Kept:
    """The newest refresh token of an account."""

    def __init__(self, folder: Path, account: Account) -> None:
        """Take the folder of such files; nothing is read yet."""
        self._given = account.refresh_token
        self._file = folder / f"{account.digest}.refresh-token"

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Be the only process that exchanges this token; waits, and ends with the process."""
        path = self._file.with_suffix(".lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE)
        except OSError as error:
            message = (
                f"The folder {path.parent.name} of refresh tokens cannot be written "
                f"({error.strerror}). Grant the right."
            )
            raise Misconfigured(message) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def read(self) -> SecretStr | None:
        """Return the newest token: the kept one, or else the one that was given."""
        try:
            kept = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return self._given
        except (OSError, UnicodeDecodeError) as error:
            message = (
                f"The kept refresh token {self._file.name} cannot be read "
                f"({type(error).__name__}). Correct its rights, or delete it and give a new one."
            )
            raise Misconfigured(message) from None
        return SecretStr(kept)

    def replace(self, token: str) -> None:
        """Keep a newer token; on return it survives a power cut."""
        replace_file(self._file, token.encode())
