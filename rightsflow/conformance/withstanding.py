"""The contract, fifth part: a server that is slow, cuts its answers, limits us or lies."""

import asyncio
from functools import partial

import pytest

from rightsflow.conformance.asking import (
    error_of,
    located,
    names_nobody,
    planted,
    rule,
    subjects,
    wanted_of,
)
from rightsflow.conformance.failing import SLACK_S
from rightsflow.conformance.ordering import (
    counts_all,
    done,
    expected_of,
    left,
    needs,
    order_for,
    told_of,
)
from rightsflow.conformance.people import Person
from rightsflow.conformance.stage import RETRY_AFTER_S, Stage, Trouble
from rightsflow.connector import Connector
from rightsflow.deeds import Capability, Order
from rightsflow.errors import RightsflowError, TryAgain

ERASE = Capability.erase
HEARD_S = 10
"""What may have passed since the system named a wait."""


class Withstands:
    """Troubles that the stage says it can make: none of them passes for an answer."""

    async def test_a_slow_system_is_not_waited_for(self, stage: Stage) -> None:
        """It is asked again later, after the patience and the time limit of the settings."""
        await _gives_no_answer(stage, Trouble.slow, TryAgain)

    async def test_an_answer_that_breaks_off_is_none(self, stage: Stage) -> None:
        """The connection ends in the middle: what came before is no shorter answer."""
        await _gives_no_answer(stage, Trouble.broken, TryAgain)

    async def test_a_truncated_page_is_no_answer(self, stage: Stage) -> None:
        """The page is as long as it says, and still not whole."""
        await _gives_no_answer(stage, Trouble.truncated)

    async def test_a_page_of_somebody_else_is_no_answer(self, stage: Stage) -> None:
        """A sign-in page with status 200 does not say that the system holds nothing."""
        await _gives_no_answer(stage, Trouble.strange)

    async def test_a_system_that_limits_us_is_left_alone(self, stage: Stage) -> None:
        """For as long as it says: whoever schedules the work is told."""
        for error in await _gives_no_answer(stage, Trouble.rate_limited, TryAgain):
            wait_s = error.wait_s if isinstance(error, TryAgain) else 0
            heard = RETRY_AFTER_S - HEARD_S <= wait_s <= RETRY_AFTER_S
            rule(heard, "TryAgain says how long the system wants to be left alone")

    async def test_a_deed_whose_answer_breaks_off_is_finished_by_repeating(
        self, stage: Stage
    ) -> None:
        """Nobody knows what was done: what is gone counts as gone, and the rest is done."""
        people, orders = await _ordered(stage, Trouble.broken)
        async with stage.connector(Trouble.broken) as connector:
            error = await _error_of_deed(connector, orders)
            rule(error is not None, "a deed whose answer breaks off has no receipt")
            rule(names_nobody(error, people), "an error names nobody")
        async with stage.connector() as connector:
            counts_all(orders, await done(connector, ERASE, orders))
            expected = expected_of(people, orders, everywhere=True)
            rule(not await left(connector, expected), "repeated, a deed is finished")

    async def test_a_deed_that_is_only_claimed_is_found_out(self, stage: Stage) -> None:
        """A delete that is answered with success has often deleted nothing."""
        people, orders = await _ordered(stage, Trouble.lying)
        expected = expected_of(people, orders, everywhere=True)
        async with stage.connector(Trouble.lying) as connector:
            error = await _error_of_deed(connector, orders)
            rule(names_nobody(error, people), "an error names nobody")
            found = {one.case_number for one in await left(connector, expected) if one.records}
        rule(found == {one.case_number for one in people}, "what was only claimed is found out")


async def _gives_no_answer(
    stage: Stage, trouble: Trouble, kind: type[RightsflowError] = RightsflowError
) -> list[BaseException]:
    """Locate and gather in trouble; return the errors, which are of this kind."""
    _makes(stage, trouble)
    people = await planted(stage, 3)
    async with stage.connector() as connector:
        wanted = wanted_of(await located(connector, subjects(people)))
    clock, errors = asyncio.get_running_loop().time, []
    async with stage.connector(trouble) as connector:
        settings = connector.system.connection
        limit_s = settings.get("patience_s", 1) + settings.get("timeout_s", 10) + SLACK_S
        for ask in (
            partial(connector.locate, subjects(people)),
            partial(connector.gather, wanted),
        ):
            began = clock()
            error = await error_of(ask())
            rule(isinstance(error, kind), f"no answer comes from a system that is {trouble}")
            rule(clock() - began < limit_s, "a connector waits no longer than its patience")
            rule(names_nobody(error, people), "an error names nobody")
            errors += [error] if error else []
        await _is_not_well(connector, trouble)
    return errors


async def _is_not_well(connector: Connector, trouble: Trouble) -> None:
    try:
        health = await connector.check()
    except RightsflowError:
        return
    rule(bool(health.problems), f"check does not call a system well that is {trouble}")


async def _ordered(stage: Stage, trouble: Trouble) -> tuple[list[Person], list[Order]]:
    """Return people and the orders to erase them."""
    needs(stage, ERASE)
    _makes(stage, trouble)
    people = await planted(stage, 3)
    async with stage.connector() as connector:
        told = await told_of(connector, people)
    return people, [order_for(one.case_number, told[one.case_number]) for one in people]


async def _error_of_deed(connector: Connector, orders: list[Order]) -> BaseException | None:
    try:
        await done(connector, ERASE, orders)
    except RightsflowError as error:
        return error
    return None


def _makes(stage: Stage, trouble: Trouble) -> None:
    if trouble not in stage.troubles:
        pytest.skip(f"the stage cannot make its system {trouble}")
