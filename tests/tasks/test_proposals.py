"""Proposing an extension to a person while there is time for it; nothing is extended by itself."""

from datetime import date

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from tests.acceptance.people import ZANETA
from tests.tasks.deciding_kit import Office
from tests.tasks.written import ACCESS, CONSENT, DAY, DUE_ON, ERASURE, LEAD, MARKETING

SOON_ON = date(2026, 11, 25)
"""A week before the due date."""

PLAN, PROPOSED = HoldKind.plan_approval, HoldKind.extension


async def test_a_complicated_case_is_proposed_a_week_before(careful: Office) -> None:
    """With what makes it complicated, to the approvers, and not before."""
    await careful.ask(ZANETA, ACCESS)
    await careful.on(SOON_ON - DAY)
    assert list(await careful.holds()) == [PLAN]
    await careful.on(SOON_ON)
    assert (await careful.holds())[PROPOSED].reasons == ("several_systems",)
    mail = await careful.newest(StaffMail.decision_wanted, LEAD)
    assert "extend" in mail.text
    assert (await careful.holds())[PROPOSED].ref in mail.text


async def test_nothing_is_extended_by_itself(careful: Office) -> None:
    """A proposal is a question to a person."""
    await careful.ask(ZANETA, ACCESS)
    for days in range(8):
        await careful.on(SOON_ON + days * DAY)
    assert await careful.letters(Letter.extension) == []
    assert (await careful.case()).due_on == DUE_ON


async def test_a_proposal_that_was_taken_is_settled(careful: Office) -> None:
    """Its hold ends; the plan's stays."""
    await careful.ask(ZANETA, ACCESS)
    await careful.on(SOON_ON)
    await careful.decide(Decision.extend, PROPOSED)
    assert list(await careful.holds()) == [PLAN]
    assert (await careful.case()).due_on == date(2027, 2, 2)


async def test_a_proposal_that_was_declined_is_not_made_again(careful: Office) -> None:
    """One no is enough."""
    await careful.ask(ZANETA, ACCESS)
    await careful.on(SOON_ON)
    await careful.decide(Decision.release, PROPOSED)
    await careful.on(SOON_ON + DAY)
    assert list(await careful.holds()) == [PLAN]
    assert await careful.letters(Letter.extension) == []


@pytest.mark.parametrize("asked", [ERASURE, MARKETING, CONSENT])
async def test_what_cannot_be_extended_is_not_proposed(office: Office, asked: str) -> None:
    """One right in no system is not complicated; what is to be stopped at once never waits."""
    if asked != ERASURE:
        await office.ask(ZANETA, ERASURE)
    number = await office.ask(ZANETA, asked)
    await office.on(SOON_ON)
    assert list(await office.holds(number)) == [HoldKind.right_by_person]


async def test_the_answer_is_wanted_before_the_window_closes(careful: Office) -> None:
    """After the first due day no notice extends anything."""
    await careful.ask(ZANETA, ACCESS)
    await careful.on(DUE_ON)
    assert (await careful.holds())[PROPOSED].answer_by_on == DUE_ON
    await careful.on(DUE_ON + 40 * DAY)
    assert PROPOSED not in await careful.holds()


async def test_an_answered_case_is_not_proposed(office: Office) -> None:
    """There is nothing to be late with."""
    await office.ask(ZANETA, ACCESS)
    await office.on(SOON_ON)
    assert await office.holds() == {}
