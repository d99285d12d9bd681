"""How often one system may be asked: turns are spread evenly, by everybody who asks it.

The generic cell rate algorithm (ITU-T I.371): one moment is kept, before which nobody may ask.
Each turn moves it on by one interval, and up to a burst of turns may lie ahead of the clock.
"""

import asyncio
from typing import Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from rightsflow.errors import TryAgain

LONGEST_AWAY_S = 86_400
"""No system's word is obeyed for longer: a misread number must not end the asking for good."""


class Rate(BaseModel):
    """At most so many `requests` in `per_s` seconds, as the system's own documentation says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests: int = Field(ge=1, le=100_000)
    per_s: float = Field(default=1, gt=0, le=86_400)

    @property
    def interval_s(self) -> float:
        """Return the time between two turns, in seconds."""
        return self.per_s / self.requests


class Limiter(Protocol):
    """Gives turns to ask one system."""

    async def turn(self, patience_s: float) -> None:
        """Wait until the system may be asked once more.

        Raises `TryAgain`, which says for how long, if that is more than `patience_s` away; the
        turn is then nobody's.
        """

    async def stay_away(self, wait_s: float) -> None:
        """Give no turn for so many seconds, because the system said so; never shortens a wait.

        More than `LONGEST_AWAY_S` is not obeyed.
        """


@runtime_checkable
class Limited(Protocol):
    """A connector that waits for its turn before each question.

    `limiter` counts for this process alone at first; whoever opens the connector puts one in its
    place that all workers share, before it is entered.
    """

    limiter: Limiter

    @property
    def rate(self) -> Rate | None:
        """Return how often its system may be asked, if its data map says so."""


def next_turn(free_at: float, now: float, rate: Rate) -> tuple[float, float]:
    """Return how many seconds to wait for a turn, and the moment that the next one counts from.

    `free_at` and `now` are seconds of one clock. A burst is what the rate allows in `per_s`.
    """
    begins_at = max(free_at, now)
    burst_s = rate.per_s - rate.interval_s
    return max(0.0, begins_at - burst_s - now), begins_at + rate.interval_s


class Unlimited:
    """For a system whose map names no rate: what it says itself is obeyed all the same."""

    def __init__(self) -> None:
        """Begin with no wait."""
        self._until = 0.0

    async def turn(self, patience_s: float) -> None:
        """Wait as long as the system said."""
        wait_s = max(0.0, self._until - _now())
        refuse_beyond(wait_s, patience_s)
        await asyncio.sleep(wait_s)

    async def stay_away(self, wait_s: float) -> None:
        """Note what the system said."""
        self._until = max(self._until, _now() + away_for(wait_s))


class LocalLimiter:
    """Turns for one process alone."""

    def __init__(self, rate: Rate) -> None:
        """Begin with a full burst."""
        self._rate = rate
        self._free_at = 0.0

    async def turn(self, patience_s: float) -> None:
        """Take the next turn, and wait for it."""
        now = _now()
        wait_s, free_at = next_turn(self._free_at, now, self._rate)
        refuse_beyond(wait_s, patience_s)
        self._free_at = free_at
        await asyncio.sleep(wait_s)

    async def stay_away(self, wait_s: float) -> None:
        """Let the first turn begin when the wait is over."""
        burst_s = self._rate.per_s - self._rate.interval_s
        self._free_at = max(self._free_at, _now() + away_for(wait_s) + burst_s)


def away_for(wait_s: float) -> float:
    """Return how many seconds of a wait that a system named are obeyed: 0 to `LONGEST_AWAY_S`."""
    return wait_s if 0 <= wait_s <= LONGEST_AWAY_S else LONGEST_AWAY_S * (wait_s > 0)


def limiter_for(rate: Rate | None) -> Limiter:
    """Return a limiter for this process alone."""
    return LocalLimiter(rate) if rate else Unlimited()


def refuse_beyond(wait_s: float, patience_s: float) -> None:
    """Raise `TryAgain` with the wait if it is longer than `patience_s`."""
    if wait_s > patience_s:
        message = f"The system may be asked again in {wait_s:.0f} seconds, not before."
        raise TryAgain(message, wait_s=wait_s)


def _now() -> float:
    return asyncio.get_running_loop().time()
