"""Decisions: what they rest on, and when two approvers have decided the same."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow import sealing
from rightsflow.law.decision import Decision
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Outcome, Right
from rightsflow.register import (
    case_requests,
    changes,
    decisions,
    results,
    statements,
    waiting,
)
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.decisions import RULES, Content, Decided, DecisionState
from rightsflow.register.results import Found
from rightsflow.register.tables import decision
from rightsflow.register.waiting import OpenHold
from tests.rightsflow.register.rows import DUE, NOW, asked, held, new_case, opened, rows_of

REFUSAL = Content(
    Decision.refuse, RefusalGround.excessive, {"rights": ["access"], "records": 3, "months": None}
)
WAITS, STANDS = DecisionState.waits_for_second, DecisionState.stands
KEY = sealing.new_key()

Change = Callable[[AsyncConnection, Case, Request], Awaitable[object]]


async def found_first(connection: AsyncConnection, case: Case, request: Request) -> None:
    """Let a system tell of a record."""
    found = Found(case.id, request.id, "crm", 1, 0, None)
    await results.record_found(connection, [found], NOW)


async def another_found(connection: AsyncConnection, case: Case, request: Request) -> None:
    """Let the system be asked again and tell of one record, which may be another."""
    found = Found(case.id, request.id, "crm", 1, 0, None)
    await results.record_found(connection, [found], NOW + timedelta(hours=1))


async def more_found(connection: AsyncConnection, case: Case, request: Request) -> None:
    """Let the system be asked again and tell of a candidate too."""
    found = Found(case.id, request.id, "crm", 1, 1, None)
    await results.record_found(connection, [found], NOW)


async def nothing_found(connection: AsyncConnection, case: Case, request: Request) -> None:
    """Let a system tell that it holds nothing."""
    found = Found(case.id, request.id, "ats", 0, 0, None)
    await results.record_found(connection, [found], NOW)


async def planned(connection: AsyncConnection, case: Case, _: Request) -> None:
    """Store a new plan."""
    await results.add_plans(connection, {case.id: (b"another plan", b"sealed")}, NOW)


async def written(connection: AsyncConnection, case: Case, _: Request) -> None:
    """Let an approver write a text."""
    await statements.add(connection, case, KEY, {TextKind.reason: "r"}, by="iod", at=NOW)


async def written_anew(connection: AsyncConnection, case: Case, request: Request) -> None:
    """Let an approver write the text again, in other words."""
    await written(connection, case, request)
    await statements.add(connection, case, KEY, {TextKind.reason: "s"}, by="iod", at=NOW)


CHANGES: dict[str, Change] = {
    "a right more": lambda c, case, _: case_requests.add_requests(
        c, [(case, Right.erasure, NOW, DUE, None)]
    ),
    "an outcome": lambda c, _, one: case_requests.settle_requests(c, [one.id], Outcome.withdrawn),
    "a request misread": lambda c, _, one: changes.drop(c, [one.id], NOW),
    "marketing": lambda c, _, one: changes.set_marketing(c, one.id, marketing=True),
    "a plan": planned,
    "a system that holds more": more_found,
    "a system asked again": another_found,
    "a system that holds nothing": nothing_found,
    "a text": written,
    "a text in other words": written_anew,
}


async def record(
    register: Database,
    hold: OpenHold,
    content: Content = REFUSAL,
    *,
    approver: str = "iod",
    state: DecisionState = WAITS,
) -> Decided:
    """Record a decision in a transaction of its own."""
    async with register.write() as connection:
        return await decisions.record(
            connection, hold, content, approver=approver, state=state, at=NOW
        )


async def basis(register: Database, case: Case) -> str:
    """Return what a decision would rest on now."""
    async with register.read() as connection:
        return await decisions.basis_of(connection, case.id)


async def shown(register: Database, hold: OpenHold) -> str:
    """Return the digest of what an approver is shown now."""
    async with register.read() as connection:
        return await decisions.shown(connection, hold)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_whatever_was_shown_is_part_of_the_basis(register: Database, change: Change) -> None:
    """Plan, requests, findings and texts: when one of them changes, an approval is for the old."""
    (case,) = await opened(register)
    (request,) = await asked(register, [case])
    async with register.write() as connection:
        await found_first(connection, case, request)
    hold = await held(register, case)
    before, seen = await basis(register, case), await shown(register, hold)
    assert await basis(register, case) == before
    async with register.write() as connection:
        await change(connection, case, request)
    assert await basis(register, case) != before
    assert await shown(register, hold) != seen


async def test_a_used_text_is_part_of_the_basis_no_more(register: Database) -> None:
    """The next decision rests on what is written for it."""
    (case,) = await opened(register)
    (request,) = await asked(register, [case])
    hold, before = await held(register, case), await basis(register, case)
    async with register.write() as connection:
        await written(connection, case, request)
    made = await record(register, hold)
    async with register.write() as connection:
        await statements.use(connection, case.id, made.id, list(TextKind))
    assert made.basis != before
    assert await basis(register, case) == before


async def test_another_case_changes_no_basis(register: Database) -> None:
    """Each case is decided by itself."""
    one, other = await opened(register, new_case(), new_case())
    _, theirs = await asked(register, [one, other])
    before = await basis(register, one)
    for change in CHANGES.values():
        async with register.write() as connection:
            await change(connection, other, theirs)
    assert await basis(register, one) == before


async def test_what_is_shown_is_one_version_of_one_hold(register: Database) -> None:
    """A form that was filled in for another question, or before it changed, does not fit."""
    (case,) = await opened(register)
    one, other = await held(register, case), await held(register, case, system="crm")
    seen = await shown(register, one)
    assert await shown(register, other) != seen
    assert await shown(register, replace(one, version=one.version + 1)) != seen


async def test_who_approves_second_is_shown_that_somebody_has(register: Database) -> None:
    """A form filled in before the first approval came does not count as the second."""
    (case,) = await opened(register)
    hold = await held(register, case)
    seen = await shown(register, hold)
    first = await record(register, hold)
    after = await shown(register, hold)
    assert after != seen
    async with register.write() as connection:
        await decisions.set_state(connection, first.id, DecisionState.void)
    assert await shown(register, hold) == seen


@pytest.mark.parametrize(
    "other",
    [
        replace(REFUSAL, decision=Decision.refuse_partly),
        replace(REFUSAL, ground=RefusalGround.manifestly_unfounded),
        replace(REFUSAL, ground=None),
        replace(REFUSAL, detail={**REFUSAL.detail, "rights": ["access", "erasure"]}),
        replace(REFUSAL, detail={**REFUSAL.detail, "records": 4}),
        replace(REFUSAL, detail={}),
    ],
)
def test_two_who_decide_something_else_have_not_decided_the_same(other: Content) -> None:
    """Decision, ground and every detail count."""
    assert other.digest("basis") != REFUSAL.digest("basis")


def test_two_who_decide_the_same_on_another_basis_have_not_decided_the_same() -> None:
    """What the one was shown the other was not."""
    assert REFUSAL.digest("basis") != REFUSAL.digest("another")


def test_the_order_of_details_does_not_matter() -> None:
    """The same fields are the same content."""
    turned = replace(REFUSAL, detail=dict(reversed(list(REFUSAL.detail.items()))))
    assert turned.digest("basis") == REFUSAL.digest("basis")


async def test_what_is_recorded_comes_back(register: Database) -> None:
    """With its basis, its digest and the version of the rules."""
    (case,) = await opened(register)
    hold = await held(register, case)
    now = await basis(register, case)
    free = Content(Decision.approve, None, {})
    first = await record(register, hold)
    second = await record(register, hold, free, approver="office", state=STANDS)
    assert first == Decided(
        first.id, hold.id, "iod", REFUSAL, now, REFUSAL.digest(now), WAITS, NOW
    )  # fmt: skip
    async with register.read() as connection:
        assert await decisions.of_case(connection, case.id) == [first, second]
    assert [row.rules for row in await rows_of(register, decision)] == [RULES, RULES]


async def test_only_a_first_approval_waits_for_a_second(register: Database) -> None:
    """Neither what stands nor what is void, nor what is about another hold."""
    (case,) = await opened(register)
    hold, other = await held(register, case), await held(register, case, system="crm")
    void = await record(register, hold, approver="a")
    await record(register, hold, approver="b", state=STANDS)
    async with register.write() as connection:
        await decisions.set_state(connection, void.id, DecisionState.void)
        assert await decisions.waiting_for_second(connection, hold.id) is None
    await record(register, hold, approver="c")
    newest = await record(register, hold, approver="d")
    async with register.read() as connection:
        assert await decisions.waiting_for_second(connection, hold.id) == newest
        assert await decisions.waiting_for_second(connection, other.id) is None


async def test_a_first_approval_outlives_a_new_version_of_its_hold(register: Database) -> None:
    """The hold is told anew, so that the second approver finds the first one's approval."""
    (case,) = await opened(register)
    hold = await held(register, case)
    first = await record(register, hold)
    async with register.write() as connection:
        await waiting.renew(connection, [hold.id])
        assert await decisions.waiting_for_second(connection, hold.id) == first


async def test_people_who_decided_are_counted_once(register: Database) -> None:
    """Article 12(3): several people make a case complicated, not one who decides often."""
    one, other = await opened(register, new_case(), new_case())
    hold, theirs = await held(register, one), await held(register, other)
    await record(register, theirs, approver="c")
    for approver in ("a", "a", "b"):
        await record(register, hold, approver=approver)
    async with register.read() as connection:
        assert await decisions.people_consulted(connection, one.id) == 2
        assert await decisions.people_consulted(connection, other.id) == 1
