"""A connector may be anybody's plug-in: its errors lose their words, and its silence has an end."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from rightsflow.connector import Connector, Incomplete
from rightsflow.errors import Misconfigured, NeedsPerson, RightsflowError, TryAgain
from tasks.describe import describe

T = TypeVar("T")

LONGEST_SILENCE_S = 600
"""Between two things that a system says. A connector's own patience ends long before."""

_OURS = "connectors."


class NotAsked(NeedsPerson):
    """A system told of something that it was not asked about."""


class Silent(TryAgain):
    """A system says nothing; it is asked again later."""


@contextmanager
def own_words(connector: Connector) -> Iterator[None]:
    """Let errors of a plug-in pass by their kind and place, in words of ours.

    What our own connectors say is tested to name nobody; what others say is not known.
    """
    try:
        yield
    except (NotAsked, Silent):
        raise
    except RightsflowError as error:
        if type(connector).__module__.startswith(_OURS):
            raise
        raise _in_own_words(connector, error).with_traceback(error.__traceback__) from None
    except (asyncio.CancelledError, SystemExit, KeyboardInterrupt) as error:
        task = asyncio.current_task()
        if isinstance(error, asyncio.CancelledError) and task and task.cancelling():
            raise
        message = (
            f"System {connector.system.system} wanted to end the work ({type(error).__name__})."
        )
        raise NeedsPerson(message) from None


def _in_own_words(connector: Connector, error: RightsflowError) -> RightsflowError:
    name = connector.system.system
    if isinstance(error, Incomplete):
        return Incomplete(f"System {name} no longer has some records.", error.case_numbers)
    if isinstance(error, TryAgain):
        return TryAgain(f"System {name} cannot be asked now.", wait_s=error.wait_s)
    if isinstance(error, Misconfigured):
        return Misconfigured(f"System {name} is not set up rightly. Run rightsflow check.")
    return NeedsPerson(f"System {name} wants a person to look. Run rightsflow check.")


def refuse_unless(connector: Connector, fits: bool) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise `NotAsked` unless what a system told fits what it was asked."""
    if not fits:
        message = f"System {connector.system.system} told of something it was not asked about."
        raise NotAsked(message)


@asynccontextmanager
async def patience(connector: Connector) -> AsyncIterator[None]:
    """Wait for a system as long as any can take; raises `Silent` after that."""
    with _said_in_time(connector):
        async with asyncio.timeout(LONGEST_SILENCE_S):
            yield


@contextmanager
def _said_in_time(connector: Connector) -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        message = f"System {connector.system.system} said nothing for {LONGEST_SILENCE_S} seconds."
        raise Silent(message) from None


async def steadily(connector: Connector, stream: AsyncIterator[T]) -> AsyncGenerator[T]:
    """Yield what comes, as long as it keeps coming; raises `TryAgain` if it does not."""
    try:
        while True:
            async with patience(connector):
                one = await anext(stream)
            yield one
    except StopAsyncIteration:
        return
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()


@asynccontextmanager
async def entered(connector: Connector) -> AsyncIterator[Connector]:
    """Open a connector; one that cannot be closed again ends nobody's work."""
    with own_words(connector):
        async with patience(connector):
            opened = await connector.__aenter__()
    try:
        yield opened
    finally:
        try:
            with own_words(connector):
                async with patience(connector):
                    await connector.__aexit__(None, None, None)
        except Exception as error:  # noqa: BLE001 - whatever it is, the work is done
            describe(error)
