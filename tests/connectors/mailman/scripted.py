"""A server that answers as a test says: for what a real Mailman does on bad days alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

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
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/3.1"


@asynccontextmanager
async def silent() -> AsyncIterator[str]:
    """Give the address of a server that takes every connection and never answers."""
    end = asyncio.Event()

    async def wait(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await end.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/3.1"
        end.set()
