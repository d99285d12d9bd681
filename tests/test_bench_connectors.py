"""The benchmark of connectors measures work that was done, and what `sql` promises of it."""

import pytest

from bench.connectors.counting import counting
from bench.connectors.measuring import exponent, measure, requests_per_100_pages
from bench.connectors.targets import NOTES, TARGETS, filled, people


async def test_more_people_at_once_take_no_more_statements() -> None:
    """One query where the system can: asked about twenty as about one, and erased alike."""
    everybody = people(21)
    async with filled(TARGETS["sql, SQLite"], everybody) as stage:
        one, twenty = await measure(stage, [everybody[:1], everybody[1:]], 20)

    assert (one.rows, twenty.rows) == (1 + NOTES, 20 * (1 + NOTES))
    assert one.gathered.asked == twenty.gathered.asked > 0
    assert one.erased
    assert twenty.erased
    assert twenty.erased.asked < 2 * one.erased.asked


@pytest.mark.parametrize("name", ["http, a double", "dynamics, a double"])
async def test_what_a_double_is_asked_is_counted(name: str) -> None:
    """Whole people are erased, no more of them than told, by as many requests as the page says."""
    if not TARGETS[name].there():
        pytest.skip("the token server cannot be installed")
    everybody = people(4)
    async with filled(TARGETS[name], everybody) as stage:
        pages = await requests_per_100_pages(stage)
        one, three = await measure(stage, [everybody[:1], everybody[1:]], 2)

    rows = 1 + NOTES + (name != "http, a double")
    assert (one.rows, three.rows) == (rows, 3 * rows)
    assert one.erased
    assert three.erased
    assert pages
    assert (one.erased_people, three.erased_people) == (1, 2)
    assert one.erased.asked >= three.erased.asked / 2 > rows
    if name == "http, a double":
        assert (one.erased.asked, three.erased.asked, pages) == (32, 64, 100)


async def test_whatever_is_asked_is_counted_and_nothing_afterwards() -> None:
    """The count ends with its block."""
    everybody = people(1)
    async with filled(TARGETS["sql, SQLite"], everybody) as stage:
        with counting() as asked:
            async with stage.connector() as connector:
                await connector.check()
        during = asked.times
        async with stage.connector() as connector:
            await connector.check()
    assert asked.times == during > 0


def test_growth_is_a_power_of_the_people() -> None:
    """Four times the cost for four times the people is 1; the same cost is 0."""
    assert exponent(5, 20, 4) == 1
    assert exponent(5, 5, 100) == 0
    assert exponent(1, 16, 4) == 2
