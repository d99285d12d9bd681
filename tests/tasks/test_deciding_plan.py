"""What becomes of a plan that waits for a person: carried out, in part, or asked about."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register.results import newest_plans
from tasks.notaccepted import Why
from tasks.person import people_of
from tasks.planning import Planned, plan_of, store
from tests.acceptance.people import ZANETA
from tests.tasks.deciding_kit import Office, open_office, refused
from tests.tasks.written import ACCESS, EVIDENCE, GROUNDED, LEAD, REASON, TWO_RIGHTS

PLAN, LARGE = HoldKind.plan_approval, HoldKind.large_copy
PART: dict[str, Any] = {"ground": RefusalGround.others_rights, "systems": ("documents",)}


@pytest.fixture
async def large(tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office in which two records are much data."""
    async with open_office(tmp_path, decisions={"large_copy_records": 2}) as opened:
        yield opened


async def test_a_plan_that_waits_is_carried_out_as_it_was_shown(careful: Office) -> None:
    """Nothing is asked of any system before, and nothing else is done after."""
    await careful.ask(ZANETA, ACCESS)
    assert list(await careful.holds()) == [PLAN]
    assert await careful.events("gathered") == []
    assert await careful.decide(Decision.approve, PLAN)
    copy = await careful.letter(Letter.access_reply)
    assert (copy.recipient, copy.with_data, copy.state) == (ZANETA.email, True, "sent")
    assert [request.outcome for request in await careful.requests()] == [Outcome.granted]


async def test_a_plan_that_changed_meanwhile_voids_the_approval(careful: Office) -> None:
    """Both the form that was under way, and a first approval that waits for its second."""
    await careful.ask(ZANETA, ACCESS)
    await careful.write(GROUNDED)
    assert not await careful.decide(Decision.refuse_partly, PLAN, by="lead", **PART)
    form = await careful.form(Decision.refuse_partly, PLAN, by="officer", **PART)
    await _change_plan(careful, lambda body: {**body, "gather": {"crm": ["contacts:1"]}})
    with refused(Why.changed_meanwhile):
        await careful.hand_in(form)
    assert await careful.decided() == [("lead", "refuse_partly", "void")]
    assert len(await careful.events("approval_void")) == 1
    await careful.work()
    assert "contacts:1" in (await careful.newest(StaffMail.decision_wanted, LEAD)).text
    assert await careful.events("gathered") == []


async def test_the_rest_is_granted_at_once(careful: Office) -> None:
    """Recital 63: a ground limits the answer, and the letter names what, why, and remedies."""
    await careful.ask(ZANETA, ACCESS)
    await careful.write(GROUNDED)
    await careful.both_decide(Decision.refuse_partly, PLAN, **PART)
    told = await careful.letter(Letter.partial_refusal)
    assert (told.recipient, told.with_data) == (ZANETA.email, True)
    for word in ("Candidates' documents", REASON, "15(4)"):
        assert word in told.text
    assert EVIDENCE not in told.text
    assert {row.detail["system"] for row in await careful.events("gathered")} == {"crm"}
    assert [request.outcome for request in await careful.requests()] == [Outcome.partly_granted]
    assert await careful.holds() == {}


@pytest.mark.parametrize("systems", [(), ("crm", "documents"), ("payroll",)])
async def test_a_part_is_some_systems_of_the_plan_and_not_all(
    careful: Office, systems: tuple[str, ...]
) -> None:
    """Withholding everything is a refusal, and this ground permits none."""
    await careful.ask(ZANETA, ACCESS)
    await careful.write(GROUNDED)
    with refused(Why.no_such_system):
        fields = PART | {"systems": systems}
        await careful.decide(Decision.refuse_partly, PLAN, **fields)


@pytest.mark.parametrize("ground", [RefusalGround.excessive, RefusalGround.legal_claims])
async def test_only_a_ground_that_limits_withholds_a_part(
    careful: Office, ground: RefusalGround
) -> None:
    """What is excessive is so as a whole."""
    await careful.ask(ZANETA, ACCESS)
    await careful.write(GROUNDED)
    with refused(Why.no_ground):
        await careful.decide(Decision.refuse_partly, PLAN, **PART | {"ground": ground})


async def test_a_part_is_withheld_on_a_ground(careful: Office) -> None:
    """Without one nothing is withheld, and those that there are are named."""
    await careful.ask(ZANETA, ACCESS)
    with refused(Why.ground_missing):
        await careful.decide(Decision.refuse_partly, PLAN, **PART | {"ground": None})


@pytest.mark.parametrize("missing", [TextKind.reason, TextKind.evidence])
async def test_a_part_is_withheld_for_a_written_reason(careful: Office, missing: TextKind) -> None:
    """Article 12(4): the reasons go into the letter, the evidence stays with the case."""
    await careful.ask(ZANETA, ACCESS)
    await careful.write({kind: text for kind, text in GROUNDED.items() if kind is not missing})
    with refused(Why.text_missing):
        await careful.decide(Decision.refuse_partly, PLAN, by="lead", **PART)


async def test_a_ground_for_a_part_never_refuses_the_whole(careful: Office) -> None:
    """Article 15(4) limits the copy (recital 63)."""
    await careful.ask(ZANETA, ACCESS)
    await careful.write(GROUNDED)
    with refused(Why.ground_for_part_only):
        await careful.decide(Decision.refuse, PLAN, ground=RefusalGround.others_rights)


async def test_a_copy_that_is_refused_waits_for_nothing_more(careful: Office) -> None:
    """The other right has a hold of its own."""
    await careful.ask(ZANETA, TWO_RIGHTS)
    await careful.write(GROUNDED | {TextKind.why_not_a_fee: "No fee would help."})
    fields = {"ground": RefusalGround.manifestly_unfounded, "rights": (AskedRight.access,)}
    await careful.both_decide(Decision.refuse, PLAN, **fields)
    assert list(await careful.holds()) == [HoldKind.right_by_person]
    asked = {request.right: request.outcome for request in await careful.requests()}
    assert asked == {Right.access: Outcome.refused, Right.erasure: None}


@pytest.mark.parametrize("decision", [Decision.approve, Decision.refuse_partly])
async def test_without_a_plan_there_is_nothing_to_carry_out(
    careful: Office, decision: Decision
) -> None:
    """A plan that names no record is none."""
    await careful.ask(ZANETA, ACCESS)
    await careful.write(GROUNDED)
    await _change_plan(careful, lambda body: {**body, "gather": {}})
    with refused(Why.no_plan):
        await careful.decide(decision, PLAN, **PART)


async def test_scope_is_asked_about_once_and_the_hold_stays(large: Office) -> None:
    """Recital 63: the question goes out, and everything is sent unless it is answered."""
    await large.ask(ZANETA, ACCESS)
    for _ in range(2):
        await large.decide(Decision.ask_scope, LARGE)
    asked = await large.letter(Letter.scope_query)
    assert (asked.recipient, asked.state, asked.with_data) == (ZANETA.email, "sent", False)
    assert list(await large.holds()) == [LARGE]
    await large.decide(Decision.approve, LARGE)
    assert len(await large.letters(Letter.access_reply)) == 1


async def test_scope_is_not_asked_about_where_little_is_held(large: Office) -> None:
    """The question would only delay."""
    await large.ask(ZANETA, ACCESS)
    desk, policy = large.desk, large.desk.settings.decisions
    more = policy.model_copy(update={"large_copy_records": 3})
    large.desk = replace(desk, settings=desk.settings.model_copy(update={"decisions": more}))
    with refused(Why.not_much_data):
        await large.decide(Decision.ask_scope, LARGE)


async def _change_plan(office: Office, change: Any) -> None:  # noqa: ANN401 - a function of a plan
    case = await office.case()
    person = (await people_of(office.desk, [case.id]))[case.id]
    (request, *_) = await office.requests()
    async with office.desk.register.write() as connection:
        body = await plan_of(connection, person)
        await store(connection, office.desk, [Planned(person, request.id, change(body))])
        assert case.id in await newest_plans(connection, [case.id])
