"""The benchmark of connectors measures work that was done, and what `sql` promises of it."""

from bench.connectors.counting import counting
from bench.connectors.measuring import exponent, measure
from bench.connectors.targets import NOTES, TARGETS, filled, people


async def test_more_people_at_once_take_no_more_statements() -> None:
    """One query where the system can: asked about twenty as about one, and erased alike."""
    everybody = people(21)
    async with filled(TARGETS["sql, SQLite"], everybody) as stage:
        one, twenty = await measure(stage, [everybody[:1], everybody[1:]])

    assert (one.rows, twenty.rows) == (1 + NOTES, 20 * (1 + NOTES))
    assert one.gathered.asked == twenty.gathered.asked > 0
    assert one.erased
    assert twenty.erased
    assert twenty.erased.asked < 2 * one.erased.asked


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
