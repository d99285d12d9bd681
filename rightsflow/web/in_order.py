"""Work on several things at once and get the results in the order asked for."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def in_order(
    work: Callable[[T], Awaitable[R]], things: Iterable[T], *, at_once: int
) -> AsyncGenerator[R, None]:
    """Yield `work(thing)` for each thing; at most `at_once` are begun and not yet yielded."""
    begun: deque[asyncio.Future[R]] = deque()
    try:
        for thing in things:
            begun.append(asyncio.ensure_future(work(thing)))
            if len(begun) == at_once:
                yield await begun.popleft()
        while begun:
            yield await begun.popleft()
    finally:
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
