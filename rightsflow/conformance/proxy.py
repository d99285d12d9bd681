"""A proxy that makes trouble on purpose, to be put before any HTTP server on this machine.

It listens at a port for each trouble, so one stage can open its system well and ill at a time:

    proxy = await FaultyProxy.before("http://127.0.0.1:8001/3.1")
    proxy.url(Trouble.slow)

`slow` understands no HTTP and serves any protocol over TCP.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Self, TypeAlias, TypeVar
from urllib.parse import urlsplit, urlunsplit

import h11

from rightsflow.conformance.listening import LOOPBACK, listening
from rightsflow.conformance.stage import RETRY_AFTER_S, Trouble

Changes: TypeAlias = Callable[[str, str], bool]
"""Tells from method and path whether a request changes something."""

Head = TypeVar("Head", h11.Request, h11.Response)

_CHUNK_BYTES = 65_536
_HELD_BACK = {b"connection", b"accept-encoding", b"expect"}
_REPLACED = {b"connection", b"content-length", b"transfer-encoding", b"keep-alive"}
_SIGN_IN = b"<!doctype html><title>Sign in</title><p>Your session has ended."


class FaultyProxy:
    """Passes requests on, or does with them what a trouble says; `asked` counts them."""

    makes = frozenset(
        {
            Trouble.slow,
            Trouble.broken,
            Trouble.truncated,
            Trouble.strange,
            Trouble.rate_limited,
            Trouble.lying,
        }
    )
    """The troubles that it makes."""

    def __init__(self, url: str, changes: Changes) -> None:
        """Take the server's address; use `before`, which also listens."""
        self._to = urlsplit(url)
        self._changes = changes
        self._ports: dict[Trouble, int] = {}
        self._stack = AsyncExitStack()
        self.asked: Counter[Trouble] = Counter()

    @classmethod
    async def before(cls, url: str, changes: Changes | None = None) -> Self:
        """Listen before a server without TLS; `changes` decides about what `lying` keeps back.

        Without it, whatever is neither GET nor HEAD changes something.
        """
        proxy = cls(url, changes or (lambda method, _path: method not in {"GET", "HEAD"}))
        for trouble in (Trouble.none, *sorted(cls.makes)):
            serve = partial(proxy._serve, trouble)
            proxy._ports[trouble] = await proxy._stack.enter_async_context(listening(serve))
        return proxy

    def url(self, trouble: Trouble = Trouble.none) -> str:
        """Return the address at which a trouble is made."""
        return urlunsplit(self._to._replace(netloc=f"{LOOPBACK}:{self.port(trouble)}"))

    def port(self, trouble: Trouble) -> int:
        """Return the port at which a trouble is made."""
        return self._ports[trouble]

    async def close(self) -> None:
        """Let go of whoever still waits, and listen no more."""
        await self._stack.aclose()

    async def _serve(
        self, trouble: Trouble, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.asked[trouble] += 1
        try:
            if trouble is Trouble.slow:
                await asyncio.Event().wait()
            request, content = await _message(h11.Connection(h11.SERVER), h11.Request, reader)
            status, headers, body = await self._answer(trouble, request, content)
            said = _said(status, headers, body)
            writer.write(said[: len(said) // 2] if trouble is Trouble.broken else said)
            await writer.drain()
        except (OSError, EOFError, h11.RemoteProtocolError):
            return

    async def _answer(
        self, trouble: Trouble, request: h11.Request, content: bytes
    ) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        html = [(b"content-type", b"text/html")]
        if trouble is Trouble.strange:
            return 200, html, _SIGN_IN
        if trouble is Trouble.rate_limited:
            return 429, [(b"retry-after", str(RETRY_AFTER_S).encode())], b""
        changing = self._changes(request.method.decode(), request.target.decode())
        if trouble is Trouble.lying and changing:
            return 204, [], b""
        answer, body = await self._passed_on(request, content)
        cut = trouble is Trouble.truncated and answer.status_code < 300  # noqa: PLR2004 - 2xx: it went well
        return answer.status_code, list(answer.headers), body[: len(body) // 2] if cut else body

    async def _passed_on(self, request: h11.Request, content: bytes) -> tuple[h11.Response, bytes]:
        reader, writer = await asyncio.open_connection(self._to.hostname, self._to.port or 80)
        try:
            connection = h11.Connection(h11.CLIENT)
            # The server is called by the name that the client used: its links lead through here.
            kept = [(name, value) for name, value in request.headers if name not in _HELD_BACK]
            asked = h11.Request(
                method=request.method,
                target=request.target,
                headers=[*kept, (b"connection", b"close")],
            )
            writer.write(_bytes(connection, asked, content))
            await writer.drain()
            answer, body = await _message(connection, h11.Response, reader)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        return answer, body


async def _message(
    connection: h11.Connection, kind: type[Head], reader: asyncio.StreamReader
) -> tuple[Head, bytes]:
    """Read one message to its end; raises `EOFError` or h11's error if there is none."""
    head: Head | None = None
    content = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_CHUNK_BYTES))
        elif isinstance(event, kind):
            head = event
        elif isinstance(event, h11.Data):
            content += event.data
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return head, bytes(content)
        elif not isinstance(event, h11.InformationalResponse):
            raise EOFError


def _bytes(connection: h11.Connection, head: h11.Event, content: bytes) -> bytes:
    events = [head, *([h11.Data(data=content)] if content else []), h11.EndOfMessage()]
    return b"".join(connection.send(event) or b"" for event in events)


def _said(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> bytes:
    kept = [(name, value) for name, value in headers if name not in _REPLACED]
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode())]  # noqa: PLR2004 - No Content
    lines = [b"%s: %s" % one for one in [*kept, *length, (b"connection", b"close")]]
    return b"\r\n".join([b"HTTP/1.1 %d So" % status, *lines, b"", body])
