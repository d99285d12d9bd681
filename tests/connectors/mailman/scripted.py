"""A server that answers as a test says: for what a real Mailman does on bad days alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import httpx

from rightsflow.conformance.listening import listening
from tests.servers.mailman import MailmanServer

Reply: TypeAlias = tuple[int, Any]
"""A status, and a body: text as it is, anything else as JSON."""

SYSTEM: Reply = (200, {"mailman_version": "GNU Mailman 3.3.10 (Tom Sawyer)"})
NOTHING: Reply = (200, {"start": 0, "total_size": 0})


@asynccontextmanager
async def answering(script: Callable[[str], Reply]) -> AsyncIterator[str]:
    """Give the address of a server that answers each path below /3.1/ by the script."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        status, body = script(head.split()[1].removeprefix("/3.1/"))
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        fields = f"Content-Length: {len(content)}\r\nLocation: /\r\nConnection: close"
        writer.write(f"HTTP/1.1 {status} So\r\n{fields}\r\n\r\n".encode() + content)
        await writer.drain()

    async with listening(serve) as port:
        yield f"http://127.0.0.1:{port}/3.1"


@asynccontextmanager
async def silent() -> AsyncIterator[str]:
    """Give the address of a server that takes every connection and never answers."""

    async def wait(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with listening(wait) as port:
        yield f"http://127.0.0.1:{port}/3.1"


@asynccontextmanager
async def dying(server: MailmanServer, changes: int, *, heard: bool) -> AsyncIterator[str]:
    """Give the address of a real Mailman that dies at a change, after so many others.

    `heard`: the last change is still made, and its answer is lost.
    """
    left = changes
    auth = (server.username, server.password)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal left
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path = head.split()[:2]
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:-2])
        content = await reader.readexactly(int(fields.get("content-length", 0)))
        changing = method != "GET" and "members/find" not in path
        if left >= 0 and not (changing and left == 0 and not heard):
            url = server.url.removesuffix("/3.1") + path
            kind = {"Content-Type": fields["content-type"]} if content else {}
            answer = await client.request(method, url, content=content, headers=kind)
            if not (changing and left == 0):
                length = f"Content-Length: {len(answer.content)}\r\n" if answer.content else ""
                said = f"HTTP/1.1 {answer.status_code} So\r\n{length}Connection: close\r\n\r\n"
                writer.write(said.encode() + answer.content)
                await writer.drain()
        left -= changing

    async with (
        httpx.AsyncClient(auth=auth, trust_env=False) as client,
        listening(serve) as port,
    ):
        yield f"http://127.0.0.1:{port}/3.1"
