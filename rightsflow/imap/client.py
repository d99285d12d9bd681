"""The IMAP client for async callers: one thread, one connection, errors sorted."""

import asyncio
import imaplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

from rightsflow.backoff import Backoff
from rightsflow.errors import RightsflowError, TryAgain
from rightsflow.imap.server import ImapServer, connect, hang_up
from rightsflow.imap.session import Session
from rightsflow.imap.throttling import busy, goodbye

Result = TypeVar("Result")


class ImapClient:
    """Runs verbs over an IMAP connection in a thread of its own.

    The connection is opened by the first verb and again after it was lost; a verb itself is
    never repeated here. `epoch` counts connections, so that a caller knows that whatever it
    had selected is selected no more. While the server wants to be left alone, it is.
    """

    def __init__(self, server: ImapServer, backoff: Backoff | None = None) -> None:
        """Take the server, and what remembers how long to stay away; nothing is opened yet."""
        self._server = server
        self._backoff = backoff
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="imap")
        self._imap: imaplib.IMAP4 | None = None
        self.epoch = 0

    async def __aenter__(self) -> Self:
        """Return the client; the first verb connects."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Log out and end the thread."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._log_out)
        finally:
            self._thread.shutdown(wait=False)

    async def run(self, verb: Callable[[Session], Result]) -> Result:
        """Return what the verb returns.

        Raises `Misconfigured` for what an operator has to correct and `TryAgain` if the
        server is away, silent, busy (then with `wait_s`) or lost on the way.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._obey, verb)

    def _obey(self, verb: Callable[[Session], Result]) -> Result:
        if self._backoff is None:
            return self._do(verb)
        self._backoff.check()
        with self._backoff.noted():
            return self._do(verb)

    def _do(self, verb: Callable[[Session], Result]) -> Result:
        try:
            if self._imap is None:
                self._imap = connect(self._server)
                self.epoch += 1
            return verb(Session(self._imap))
        except RightsflowError:
            raise
        except (OSError, EOFError, imaplib.IMAP4.error) as error:
            said = goodbye(self._imap) if self._imap is not None else ""
            throttled = busy(f"{error} {said}")
            self._drop()
        except BaseException:
            self._drop()
            raise
        # Raised outside the handler: the server's words may hold an address.
        if throttled is not None:
            raise throttled
        message = (
            f"The IMAP server {self._server.host}:{self._server.port} did not answer as it "
            "should. Check that it runs, that host, port and security are right, and the network."
        )
        raise TryAgain(message)

    def _drop(self) -> None:
        if self._imap is not None:
            hang_up(self._imap)
            self._imap = None

    def _log_out(self) -> None:
        imap, self._imap = self._imap, None
        if imap is None:
            return
        try:
            imap.logout()
        except (OSError, imaplib.IMAP4.error):
            hang_up(imap)
