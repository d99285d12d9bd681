"""Queueing the answers: one letter for each case, that names every right and its outcome."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.register import case_requests, cases, holds
from rightsflow.register.earlier import Earlier, remember, scope_of
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.types import ItemState, Stage, Step
from rightsflow.register.work import Item
from tasks.answers import Answer, answers_of
from tasks.batches import claimed, finish, in_halves
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.letting_go import let_go
from tasks.lift import lift_later
from tasks.post import post

_RESTRICTED = frozenset({Outcome.granted, Outcome.partly_granted})


@verb("answer")
async def answer(only: tuple[int, ...] | None = None) -> int:
    """Queue the answers of the next batch of cases; return how many requests they answer."""
    at = desk()
    await let_go(at)
    items = await claimed(at, Step.answer, "", only)

    async def attempt(part: Sequence[Item]) -> None:
        await _queue(at, part, await answers_of(at, part))

    if items:
        await in_halves(at, items, attempt, whole_cases=True)
        at.progress("answers", len({item.case_id for item in items}))
    return len(items)


async def _queue(at: Desk, items: Sequence[Item], answers: Mapping[int, Answer]) -> None:
    going = [item for item in items if not answers[item.case_id].stuck]
    stuck = [item for item in items if item not in going]
    async with at.register.write() as connection:
        await cases.lock(connection, list(answers))
        ours = await finish(connection, at, going)
        ours |= await finish(connection, at, stuck, ItemState.held)
        mine = [item for item in items if item.id in ours]
        told = {item.case_id: answers[item.case_id] for item in mine}
        await post(connection, at, [one.draft for one in told.values() if one.draft])
        await _settle(connection, mine, answers)
        for one in told.values():
            for request_id, day in one.lifts.items():
                await lift_later(connection, at, [request_id], day)
        await _keep_in_sight(connection, at, list(told.values()))
        given = [one for one in told.values() if one.copied]
        await _remember(connection, at, given)
        answered = [key for key, one in told.items() if one.draft]
        await cases.move(connection, answered, Stage.told_on)
        await _end_in_silence(connection, at, told)
        no_address = [
            Hold(key, HoldKind.no_address, one.person.case.due_on)
            for key, one in told.items()
            if one.stuck
        ]
        await holds.open_holds(connection, no_address, at.now())


async def _end_in_silence(
    connection: AsyncConnection, at: Desk, told: Mapping[int, Answer]
) -> None:
    """Close the cases of claims that led to nobody: there is nobody to write to."""
    ended = [key for key, one in told.items() if not one.draft and not one.stuck]
    why = [Entry(key, "not_answered", {"why": "claim_leads_to_nobody"}) for key in ended]
    await note(connection, why, at.now())
    await cases.move(connection, ended, Stage.closed)


async def _settle(
    connection: AsyncConnection, items: Sequence[Item], answers: Mapping[int, Answer]
) -> None:
    """Note the outcome of each request, once for each outcome."""
    outcomes = {item.request_id: answers[item.case_id].outcomes[item.request_id] for item in items}
    for outcome in set(outcomes.values()):
        told = [key for key, became in outcomes.items() if became is outcome]
        await case_requests.settle_requests(connection, told, outcome)


async def _keep_in_sight(connection: AsyncConnection, at: Desk, answers: Sequence[Answer]) -> None:
    """Keep in sight that data is restricted: only a decision lifts it (Article 18(3))."""
    by = at.today() + timedelta(days=at.settings.decisions.review_restriction_days)
    case_ids = [one.person.case.id for one in answers]
    asked = await case_requests.requests_of(connection, case_ids)
    restricted = [
        one.person.case.id
        for one in answers
        for request in asked[one.person.case.id]
        if request.right is Right.restriction and one.outcomes.get(request.id) in _RESTRICTED
    ]
    new = [Hold(key, HoldKind.restriction, by, reasons=(Right.restriction,)) for key in restricted]
    await holds.open_holds(connection, new, at.now())


async def _remember(connection: AsyncConnection, at: Desk, given: Sequence[Answer]) -> None:
    """Remember who got a copy of what, so that a repetition within a year is recognised."""
    answers = [
        Earlier(
            person_index=at.keyring.person_indexes(str(one.plan["send_to"]))[0],
            right=Right.access,
            scope=scope_of(one.plan["gather"]),
            records=sum(map(len, one.plan["gather"].values())),
            answered_on=at.today(),
            case_number=one.person.case.number,
        )
        for one in given
    ]
    await remember(connection, answers)
