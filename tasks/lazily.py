"""Something costly, opened when it is first wanted and closed with the desk."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Generic, TypeVar

T = TypeVar("T")


class Lazily(Generic[T]):
    """Opens `make()` once; `stack` closes it."""

    def __init__(
        self, make: Callable[[], AbstractAsyncContextManager[T]], stack: AsyncExitStack
    ) -> None:
        self._make = make
        self._stack = stack
        self._turn = asyncio.Lock()
        self._opened: T | None = None

    async def get(self) -> T:
        """Return it, opened."""
        async with self._turn:
            if self._opened is None:
                self._opened = await self._stack.enter_async_context(self._make())
            return self._opened
