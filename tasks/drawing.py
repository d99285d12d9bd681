"""Drawing up plans: what the law makes of the surveys; what needs nobody begins at once."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.action import Action, Ask
from rightsflow.law.facts import HeldFacts
from rightsflow.law.plan import plan
from rightsflow.law.right import AskedRight, Right
from rightsflow.register import case_requests, cases
from rightsflow.register.case_requests import Request
from rightsflow.register.details import Details
from rightsflow.register.plans import with_actions, with_prospects
from rightsflow.register.types import Step
from rightsflow.register.work import Item
from tasks.batches import claimed, finish, in_halves
from tasks.beginning import Drawn, begin_plans
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.person import Person, details_of, people_of
from tasks.planning import Planned, plan_of, store
from tasks.surveying import held_in, surveys_of


@verb("draw up plans")
async def draw_plans(
    only: tuple[int, ...] | None = None, rights: Collection[Right] | None = None
) -> int:
    """Draw up the plans of the next batch of requests; return how many."""
    at = desk()
    items = await claimed(at, Step.plan, "", only, rights)

    async def attempt(part: Sequence[Item]) -> None:
        await _draw(at, part)

    if items:
        await in_halves(at, items, attempt)
        at.progress("planned", len(items))
    return len(items)


async def _draw(at: Desk, items: Sequence[Item]) -> None:
    people = await people_of(at, [item.case_id for item in items])
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        ours = await finish(connection, at, items)
        mine = [item for item in items if item.id in ours]
        drawn = await draw(connection, at, people, [item.request_id for item in mine])
        await begin_plans(connection, at, drawn)


async def draw(
    connection: AsyncConnection, at: Desk, people: Mapping[int, Person], request_ids: Sequence[int]
) -> list[Drawn]:
    """Draw up and store the plans of requests, one new version for each case.

    The same surveys, details and day give the same plan.
    """
    asked = await case_requests.requests_of(connection, list(people))
    wanted = {
        request.id: request
        for requests in asked.values()
        for request in requests
        if request.id in request_ids and request.is_open
    }
    owners = {key: people[request.case_id] for key, request in wanted.items()}
    found = await surveys_of(connection, at, owners)
    said = await details_of(connection, owners)
    reached = {
        key: (await plan_of(connection, one) or {}).get("gather", {}) for key, one in owners.items()
    }
    held = {key: held_in(at, found[key], reached[key]) for key in wanted}
    drawn = [
        Drawn(
            owners[key],
            request,
            _actions(at, request, said[key], held[key]),
            any(one.records for one in held[key]),
        )
        for key, request in wanted.items()
    ]
    await _store(connection, at, drawn, _prospects(at, wanted, said, held))
    return drawn


def ask_of(request: Request, said: Details) -> Ask:
    """Return a request as the law sees it."""
    return Ask(
        request.asked,
        purposes=frozenset(said.purposes),
        fields=frozenset(said.corrections),
        upheld=said.upheld,
    )


def _actions(
    at: Desk, request: Request, said: Details, held: Sequence[HeldFacts]
) -> tuple[Action, ...]:
    return plan([ask_of(request, said)], held, at.today())


def _prospects(
    at: Desk,
    wanted: Mapping[int, Request],
    said: Mapping[int, Details],
    held: Mapping[int, Sequence[HeldFacts]],
) -> dict[int, tuple[Action, ...]]:
    """Return what upholding objections would bring: whoever weighs them is shown it before."""
    return {
        key: _actions(at, one, said[key].model_copy(update={"upheld": True}), held[key])
        for key, one in wanted.items()
        if one.asked is AskedRight.objection and not said[key].upheld
    }


async def _store(
    connection: AsyncConnection,
    at: Desk,
    drawn: Sequence[Drawn],
    prospects: Mapping[int, Sequence[Action]],
) -> None:
    planned = []
    for case_id in dict.fromkeys(one.person.case.id for one in drawn):
        of_case = [one for one in drawn if one.person.case.id == case_id]
        person = of_case[0].person
        body = await plan_of(connection, person) or {"send_to": None, "gather": {}}
        ours = {one.request.id: one.actions for one in of_case}
        weighed = {key: prospects[key] for key in ours if key in prospects}
        added = with_prospects(with_actions(body, ours), weighed, ours)
        planned.append(Planned(person, of_case[0].request.id, added))
    await store(connection, at, planned)
