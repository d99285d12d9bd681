"""One thing after the other: one that fails is told of in the log, and stops no other."""

from collections.abc import Awaitable, Callable, Iterable

from tasks.describe import describe


async def one_by_one(keys: Iterable[int], act: Callable[[int], Awaitable[int]]) -> int:
    """Act on each row; return the sum of what `act` returned."""
    done = 0
    for key in keys:
        try:
            done += await act(key)
        except Exception as error:  # noqa: BLE001 - of one case: nothing of it stops the rest
            describe(error)
    return done
