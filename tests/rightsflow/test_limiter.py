"""A system is asked no more often than it allows."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.errors import TryAgain
from rightsflow.limiter import LocalLimiter, Rate, Unlimited, limiter_for, next_turn

RATES = st.builds(Rate, requests=st.integers(1, 50), per_s=st.floats(0.1, 100))


@given(rate=RATES, asked_after=st.lists(st.floats(0, 20), min_size=1, max_size=120))
def test_no_window_sees_more_turns_than_twice_the_rate(
    rate: Rate, asked_after: list[float]
) -> None:
    """A burst of one window, then evenly: never more than a burst and what refills."""
    now, free_at, turns = 0.0, 0.0, []
    for pause_s in asked_after:
        now += pause_s
        wait_s, free_at = next_turn(free_at, now, rate)
        turns.append(now + wait_s)
    for first in turns:
        within = [turn for turn in turns if first <= turn < first + rate.per_s]
        assert len(within) <= 2 * rate.requests


@given(rate=RATES)
def test_a_first_burst_waits_for_nothing_and_the_next_turn_does(rate: Rate) -> None:
    """As many as the rate allows go at once; one more waits one interval."""
    free_at = 0.0
    for _ in range(rate.requests):
        wait_s, free_at = next_turn(free_at, 0.0, rate)
        assert wait_s == pytest.approx(0, abs=1e-6)
    wait_s, _ = next_turn(free_at, 0.0, rate)
    assert wait_s == pytest.approx(rate.interval_s, rel=1e-6)


async def test_a_turn_too_far_away_is_refused_and_stays_free() -> None:
    """Work comes back by schedule rather than hold a worker; nobody loses the turn."""
    limiter = LocalLimiter(Rate(requests=1, per_s=60))
    await limiter.turn(1)
    for _ in range(3):
        with pytest.raises(TryAgain) as refused:
            await limiter.turn(1)
        assert 50 < refused.value.wait_s <= 60


@pytest.mark.parametrize("rate", [None, Rate(requests=5)], ids=["no rate", "a rate"])
async def test_what_a_system_says_is_obeyed(rate: Rate | None) -> None:
    """A wait that it named goes before everything; a shorter one later does not end it."""
    limiter = limiter_for(rate)
    await limiter.stay_away(120)
    await limiter.stay_away(1)

    with pytest.raises(TryAgain) as refused:
        await limiter.turn(30)

    assert 115 < refused.value.wait_s <= 121


async def test_a_short_wait_is_waited_for() -> None:
    """The turn begins when the wait is over."""
    limiter = Unlimited()
    await limiter.stay_away(0.05)
    began = asyncio.get_running_loop().time()

    await limiter.turn(1)

    assert asyncio.get_running_loop().time() - began >= 0.045
