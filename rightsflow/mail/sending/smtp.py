"""Letters handed to a mail server (RFC 5321), over one connection for many letters."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Self

import aiosmtplib

from rightsflow.backoff import Backoff
from rightsflow.errors import RightsflowError, TryAgain
from rightsflow.mail.sending.codes import CLOSING, codes
from rightsflow.mail.sending.port import Accepted, Deferred, Outgoing, Unclear
from rightsflow.mail.sending.replies import letter_fault
from rightsflow.mail.sending.server import FAULTS, SmtpServer, connect

_PATIENCE = re.compile(r"\b4\.7\.\d|throttl|too many", re.IGNORECASE)

_BARE_ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+@[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+"
)
"""One address without name, comment or quotes: nothing that could be read as another one."""


class SmtpSender:
    """Sends through one server; TLS with a checked certificate unless it is this machine.

    While the server wants to be left alone, it is: letters are deferred without asking it.
    """

    def __init__(
        self, server: SmtpServer, backoff: Backoff | None = None, *, checks_as: str = ""
    ) -> None:
        """Take the server, and what remembers how long to stay away; nothing is opened yet.

        `checks_as`: the address as whose sender the server is asked by `check`.
        """
        self._server = server
        self._backoff = backoff
        self._checks_as = checks_as if checks_as.isascii() else ""
        self._smtp: aiosmtplib.SMTP | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Return the sender; the first letter connects."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Say goodbye and close the connection."""
        async with self._turn:
            smtp = self._smtp
            try:
                if smtp is not None and smtp.is_connected:
                    await smtp.quit()
            except aiosmtplib.SMTPException:
                return
            finally:
                # Also what the server has closed: its socket would stay open here.
                self._drop()

    async def send(self, letter: Outgoing) -> Accepted:
        """Hand a letter over.

        Raises `Deferred` if it surely was not taken over, `Rejected` if the server refused
        it, `Unclear` if the connection was lost after its content had begun to travel, and
        `Misconfigured` for certificate or login.
        """
        async with self._turn:
            self._obey()
            with self._noted():
                return await self._handed_over(letter)

    async def _handed_over(self, letter: Outgoing) -> Accepted:
        handing_over = False
        try:
            smtp = await self._announced(letter)
            handing_over = True
            reply = await smtp.data(letter.content)
        except FAULTS as error:
            fault = letter_fault(error, self._server.host, handing_over=handing_over)
        except asyncio.CancelledError:
            self._drop()  # the conversation stopped half-way
            raise
        else:
            return Accepted(codes(reply.code, reply.message))
        await self._start_over(fault)
        # Raised outside the handler: the server's words name the recipient.
        raise fault

    async def was_accepted(self, message_id: str) -> bool | None:  # noqa: ARG002 - the port's
        """Return None: a mail server does not tell what it took over."""
        return None

    async def discard(self, message_ids: Sequence[str]) -> None:
        """Delete nothing: what a mail server took over is here no more."""

    async def check(self) -> None:
        """Connect, log in, and name our address as the sender of a letter that is not sent.

        Raises `Misconfigured`, `Rejected` for the address, or `Deferred` if the server is away.
        """
        async with self._turn:
            self._obey()
            with self._noted():
                await self._asked()

    async def _asked(self) -> None:
        try:
            smtp = await self._connected()
            if self._checks_as:
                await smtp.mail(self._checks_as)
            await smtp.rset()
        except FAULTS as error:
            self._drop()
            fault = letter_fault(error, self._server.host, handing_over=False)
        else:
            return
        raise fault

    def _obey(self) -> None:
        if self._backoff is None:
            return
        try:
            self._backoff.check()
        except TryAgain as error:
            fault = Deferred(str(error), wait_s=error.wait_s)
        else:
            return
        raise fault

    def _noted(self) -> AbstractContextManager[None]:
        return nullcontext() if self._backoff is None else self._backoff.noted()

    async def _announced(self, letter: Outgoing) -> aiosmtplib.SMTP:
        """Return the connection once sender and recipient are accepted.

        Tries once more if the server had closed the idle connection: nothing has left yet.
        """
        reused = self._smtp is not None and self._smtp.is_connected
        try:
            return await _announce(await self._connected(), letter)
        except (ConnectionError, TimeoutError, aiosmtplib.SMTPSenderRefused) as error:
            code, said = getattr(error, "code", CLOSING), getattr(error, "message", "")
            # Idle or long-used is one thing, told to be patient another (4.7.x).
            closing = code == CLOSING and not _PATIENCE.search(said)
            if not (reused and closing):
                raise
            self._drop()
        return await _announce(await self._connected(), letter)

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._smtp is None or not self._smtp.is_connected:
            self._smtp = await connect(self._server)
        return self._smtp

    async def _start_over(self, fault: RightsflowError) -> None:
        """Leave the connection ready for the next letter, or none at all."""
        if self._smtp is None or isinstance(fault, Unclear):
            self._drop()
            return
        try:
            await self._smtp.rset()
        except FAULTS:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


async def _announce(smtp: aiosmtplib.SMTP, letter: Outgoing) -> aiosmtplib.SMTP:
    addresses = [letter.recipient] + ([letter.envelope_sender] if letter.envelope_sender else [])
    if not all(_BARE_ADDRESS.fullmatch(address) for address in addresses):
        problem = "not one bare address"
        raise ValueError(problem)
    international = not all(address.isascii() for address in addresses)
    if international and not smtp.supports_extension("smtputf8"):
        problem = "SMTPUTF8 is not offered"
        raise aiosmtplib.SMTPNotSupported(problem)
    options = ["SMTPUTF8"] if international else []
    encoding = "utf-8" if international else "ascii"
    await smtp.mail(letter.envelope_sender, options=options, encoding=encoding)
    await smtp.rcpt(letter.recipient, encoding=encoding)
    return smtp
