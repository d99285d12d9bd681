"""The contract, third part: what a connector says when it cannot do its work."""

import asyncio

import pytest

from rightsflow.conformance.asking import (
    error_of,
    gathered,
    located,
    names_nobody,
    planted,
    rule,
    subjects,
    until_error,
    wanted_of,
)
from rightsflow.conformance.stage import Stage, Trouble
from rightsflow.connector import Incomplete
from rightsflow.errors import TryAgain

SLACK_S = 5
"""For starting and stopping on a busy machine, beyond patience and time limit."""


class Fails:
    """Every failure says what happens next, and names nobody."""

    async def test_a_system_that_answers_is_well(self, stage: Stage) -> None:
        """A check that finds nothing says what it asked."""
        await planted(stage)
        async with stage.connector() as connector:
            health = await connector.check()
        rule(not health.problems, "a well system has no problems", *health.problems)
        rule(bool(health.detail), "a check says what it asked")

    async def test_a_record_that_is_gone_is_said_to_be_gone(self, stage: Stage) -> None:
        """Its case is named; what the others are given is whole."""
        gone, kept, *_ = people = await planted(stage)
        async with stage.connector() as connector:
            wanted = wanted_of(await located(connector, subjects([gone, kept])))
            theirs = [one for one in wanted if one.case_number == kept.case_number]
            whole = sorted(one.record for one in await gathered(connector, theirs))
            await stage.remove(gone)
            found, error = await until_error(connector.gather(wanted))
        named = error.case_numbers if isinstance(error, Incomplete) else frozenset()
        rule(named == {gone.case_number}, "Incomplete names the case whose record is gone")
        given = sorted(one.record for one in found if one.case_number == kept.case_number)
        rule(given == whole, "the other cases are given everything first")
        rule(names_nobody(error, people), "an error names nobody")

    async def test_a_wrong_credential_is_a_problem_and_not_a_pause(self, stage: Stage) -> None:
        """No waiting cures it, so it is said by check, and holds the case otherwise."""
        if not stage.has_credential:
            pytest.skip("the system does not ask who we are")
        people = await planted(stage)
        async with stage.connector(Trouble.wrong_credential) as connector:
            health = await connector.check()
            error = await error_of(connector.locate(subjects(people)))
        rule(bool(health.problems), "check reports a wrong credential")
        rule(error is not None, "locate does not answer for a system that refuses")
        rule(not isinstance(error, TryAgain), "a refusal is not tried again")
        rule(names_nobody(error, people), "an error names nobody")

    async def test_a_dead_system_is_tried_again_later(self, stage: Stage) -> None:
        """After its patience, and never with a shorter answer."""
        people = await planted(stage)
        async with stage.connector() as connector:
            wanted = wanted_of(await located(connector, subjects(people)))
        clock = asyncio.get_running_loop().time
        async with stage.connector(Trouble.dead) as connector:
            settings = connector.system.connection
            limit_s = settings.get("patience_s", 1) + settings.get("timeout_s", 10) + SLACK_S
            for stream in (connector.locate(subjects(people)), connector.gather(wanted)):
                began = clock()
                error = await error_of(stream)
                rule(isinstance(error, TryAgain), "a system that does not answer is asked later")
                rule(clock() - began < limit_s, "a connector waits no longer than its patience")
                rule(names_nobody(error, people), "an error names nobody")
            with pytest.raises(TryAgain):
                await connector.check()
