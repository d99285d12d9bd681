"""A server of a test leaves nothing open."""

import asyncio

from rightsflow.conformance.listening import LOOPBACK, listening


async def test_whoever_is_still_served_at_the_end_is_cut_off() -> None:
    """A connection that were left open would be a warning in whichever test runs then."""
    begun, writers = asyncio.Event(), []

    async def wait(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        begun.set()
        await asyncio.Event().wait()

    async with listening(wait) as port:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        await asyncio.wait_for(begun.wait(), 5)

    assert await asyncio.wait_for(reader.read(), 5) == b""
    # The transport has let go of its socket.
    assert writers[0].get_extra_info("socket").fileno() == -1
    writer.close()
    await writer.wait_closed()
