"""A web server on loopback that answers as a test says, and remembers what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from rightsflow.conformance.listening import listening


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """Return the path as it came, still encoded."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """Return the query, decoded."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))


@dataclass(frozen=True)
class Reply:
    """What is answered: text and bytes as they are, anything else as JSON."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Server:
    """Where it listens, and what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


Script = Callable[[Asked], Reply]


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[Server]:
    """Give a server that answers each request by the script."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")[:-2]
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        method, target, _ = first.split()
        asked = Asked(method, target, headers, body)
        server.asked.append(asked)
        reply = script(asked)
        content = reply.body if isinstance(reply.body, bytes) else _text(reply.body).encode()
        told = {"Content-Length": str(len(content)), "Connection": "close"} | reply.headers
        fields = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        writer.write(f"HTTP/1.1 {reply.status} So\r\n{fields}\r\n".encode() + content)
        await writer.drain()

    async with listening(serve) as port:
        server = Server(f"http://127.0.0.1:{port}")
        yield server


def _text(body: object) -> str:
    return body if isinstance(body, str) else json.dumps(body)
