"""How far a plan is: nothing is told as done of which no receipt says so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.ground import Treatment
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import AskedRight
from tasks.person import person_within
from tasks.planning import plan_of
from tasks.planshown import HowFar, PlanSeen, plans_seen
from tests.acceptance.people import TUYET
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.test_plan_mails import OBJECTION
from tests.tasks.written import ERASURE, GROUNDED, MARKETING, RESTRICTION, TWO_RIGHTS

pytestmark = pytest.mark.asyncio
APPROVAL = HoldKind.plan_approval


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def seen(office: AbleOffice) -> list[PlanSeen]:
    """Return the plans of the newest case."""
    case = await office.case()
    async with office.desk.register.read() as connection:
        body = await plan_of(connection, await person_within(connection, office.desk, case))
        return await plans_seen(connection, office.desk.systems, body, await office.requests())


async def how_far(office: AbleOffice) -> dict[Treatment, set[HowFar]]:
    """Return how far the only plan of the newest case is, by treatment."""
    (plan,) = await seen(office)
    found: dict[Treatment, set[HowFar]] = {}
    for one in plan.actions:
        found.setdefault(one.action.treatment, set()).add(one.how_far)
    return found


async def test_an_erasure_waits_for_approval_and_then_is_verified(able: AbleOffice) -> None:
    """Done and asked again, both with their moments; nothing is left."""
    await able.ask(TUYET, ERASURE)
    (plan,) = await seen(able)
    assert plan.hold == (await able.holds())[APPROVAL].ref
    assert {one.how_far for one in plan.actions} == {HowFar.waits_for_approval}
    await able.decide(Decision.approve, APPROVAL)
    (plan,) = await seen(able)
    assert plan.hold == ""
    assert {one.how_far for one in plan.actions} == {HowFar.verified}
    assert all(one.done_at and one.verified_at and one.left_in == () for one in plan.actions)


async def test_what_is_left_over_is_named_by_its_place(able: AbleOffice) -> None:
    """Done is not verified: table and column are told, and nobody."""
    able.write_rows("INSERT INTO history (what) VALUES (?)", f"mail changed to {TUYET.email}")
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    (plan,) = await seen(able)
    crm = [one for one in plan.actions if one.action.system == "crm"]
    assert {(one.how_far, one.verified_at, one.left_in) for one in crm} == {
        (HowFar.left_over, None, ("history.what",))
    }


async def test_what_is_left_over_is_shown_where_it_was_to_go(able: AbleOffice) -> None:
    """An invoice stays by law: the place of a residue does not stand in its row."""
    able.write_rows("UPDATE placements SET invoice = 'FV/7' WHERE contact_id = ?", TUYET.number)
    able.write_rows("INSERT INTO history (what) VALUES (?)", f"mail changed to {TUYET.email}")
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    (plan,) = await seen(able)
    crm = [one for one in plan.actions if one.action.system == "crm" and one.action.is_deed]
    assert {(one.action.treatment, one.left_in) for one in crm} >= {
        (Treatment.erase, ("history.what",)),
        (Treatment.blank, None),
    }
    assert (Treatment.blank, ("history.what",)) not in {
        (one.action.treatment, one.left_in) for one in crm
    }


async def test_what_is_contested_is_restricted_while_the_rest_waits(able: AbleOffice) -> None:
    """Marketing has stopped, the mark stands, and the rest is weighed."""
    await able.ask(TUYET, OBJECTION)
    assert await how_far(able) == {
        Treatment.stop: {HowFar.verified},
        Treatment.restrict: {HowFar.verified},
        Treatment.review: {HowFar.waits_for_approval},
        Treatment.go_on: {HowFar.nothing_to_do},
    }
    (plan,) = await seen(able)
    told = {(one.system, one.collection, one.treatment) for one in plan.if_upheld}
    await able.decide(Decision.approve, APPROVAL)
    (plan,) = await seen(able)
    assert plan.if_upheld == ()
    assert told == {
        (one.action.system, one.action.collection, one.action.treatment) for one in plan.actions
    }


async def test_what_was_refused_is_not_done(able: AbleOffice) -> None:
    """And is not told as something still to do."""
    await able.ask(TUYET, ERASURE)
    await able.write(GROUNDED)
    refusal = {"ground": RefusalGround.legal_obligation, "rights": (AskedRight.erasure,)}
    await able.both_decide(Decision.refuse, APPROVAL, **refusal)
    assert set().union(*(await how_far(able)).values()) == {HowFar.not_done}


async def test_what_a_colleague_does_by_hand_is_never_told_as_done(able: AbleOffice) -> None:
    """The folder has no mark: its receipt says nothing of what a person did."""
    await able.ask(TUYET, RESTRICTION)
    (plan,) = await seen(able)
    by_system = {one.action.system: one for one in plan.actions}
    assert by_system["crm"].how_far is HowFar.done, "asked again when all have done their part"
    assert by_system["documents"].how_far is HowFar.by_hand
    assert by_system["documents"].done_at is None


async def test_a_copy_is_counted_by_what_it_gathers(able: AbleOffice) -> None:
    """Beside another right it is a plan of its own."""
    await able.ask(TUYET, TWO_RIGHTS)
    access, erasure = sorted(await seen(able), key=lambda one: one.request.right)
    assert {(one.action.collection, one.action.records) for one in access.actions} == {
        ("contacts", 1),
        ("documents", 1),
    }
    assert {one.how_far for one in access.actions} == {HowFar.verified}
    assert erasure.hold
    assert not access.hold


async def test_marketing_has_stopped_without_anybody_s_word(able: AbleOffice) -> None:
    """It was asked again before its receipt was written."""
    await able.ask(TUYET, MARKETING)
    assert (await how_far(able))[Treatment.stop] == {HowFar.verified}
