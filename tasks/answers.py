"""What each case is answered with: the letter, and the outcome of each request in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rightsflow.law.outcome import outcome_of
from rightsflow.law.right import Outcome, Right
from rightsflow.register import case_requests, fees, results
from rightsflow.register.case_requests import Request
from rightsflow.register.plans import actions_in, has_actions
from rightsflow.register.sealed import unlock
from rightsflow.register.types import Step
from rightsflow.register.waiting_items import COPIES
from rightsflow.register.work import Item
from tasks.assemble import DESCRIBED, records_in
from tasks.copyletter import Made, accepted_fee, nothing_held, with_copy
from tasks.desk import Desk
from tasks.gather import plans_of
from tasks.outliving import lists_of
from tasks.parts import Deeds
from tasks.person import Person, people_of
from tasks.post import Draft
from tasks.replying import Files, deeds_of, resumes_on, rights_reply


@dataclass(frozen=True, slots=True)
class Answer:
    """The letter of a case, None where it has nowhere to go, and what became of each request.

    `copied`: the letter carries a copy of the data, by the `plan`.
    """

    person: Person
    plan: Mapping[str, Any] = field(repr=False)
    draft: Draft | None
    outcomes: Mapping[int, Outcome]
    copied: bool = False
    lifts: Mapping[int, date] = field(default_factory=dict)
    """When the marks go that were set for requests while they were dealt with."""

    @property
    def stuck(self) -> bool:
        """Say whether somebody has to be written to, and nobody knows where.

        A claim that led to nobody is no letter of anybody: its writer has an answer.
        """
        return self.draft is None and self.person.requester.claimed_in is None


@dataclass(frozen=True, slots=True)
class _Known:
    """All that the answers of a batch are made from, by case or by request."""

    plans: Mapping[int, Mapping[str, Any]]
    requests: Mapping[int, Sequence[Request]]
    found: Mapping[int, Sequence[Any]]
    gathered: Mapping[int, Sequence[Any]]
    copies: Mapping[int, Sequence[Any]]
    paid: Mapping[int, Sequence[Any]]
    deeds: Mapping[int, Deeds]


async def answers_of(at: Desk, items: Sequence[Item]) -> dict[int, Answer]:
    """Return the answer of each case; every item of a case is in the batch."""
    people = await people_of(at, [item.case_id for item in items])
    known = await _known(at, items, people)
    return {
        key: _answer(at, person, [i.request_id for i in items if i.case_id == key], known)
        for key, person in people.items()
    }


async def _known(at: Desk, items: Sequence[Item], people: Mapping[int, Person]) -> _Known:
    plans = await plans_of(at, people)
    owners = {item.request_id: people[item.case_id] for item in items}
    async with at.register.read() as connection:
        requests = await case_requests.requests_of(connection, list(people))
        # A copy ends nothing and erases nothing: its letter tells of no list.
        changing = {one.id for of in requests.values() for one in of if one.right not in COPIES}
        changed = {key: person for key, person in owners.items() if key in changing}
        listed = await lists_of(connection, at, changed)
        return _Known(
            plans=plans,
            requests=requests,
            found=await results.found_for(connection, list(owners)),
            gathered=await results.receipts_of(connection, list(people), Step.gather),
            copies=await results.receipts_of(connection, list(people), Step.assemble),
            paid=await fees.of_cases(connection, list(people)),
            deeds=await deeds_of(connection, at, owners, plans, listed),
        )


def _answer(at: Desk, person: Person, ready: Sequence[int], known: _Known) -> Answer:
    case_id = person.case.id
    plan = known.plans.get(case_id, {})
    asked = [one for one in known.requests[case_id] if one.is_open or one.id in ready]
    made = _made(person, ready, known)
    outcomes = {
        one.id: made.outcome if made and made.request_id == one.id else _outcome(one, known)
        for one in asked
        if one.id in ready
    }
    draft = None
    if made and len(ready) == 1:
        draft = with_copy(at, person, asked, made)
    elif not any(actions_in(plan, key) for key in ready) and made is None:
        if to := _address_of(person, plan):
            names = dict.fromkeys(row.system for key in ready for row in known.found[key])
            names |= {name: None for name, one in at.connectors.items() if one.asks_people}
            draft = nothing_held(at, person, asked, list(ready), list(names), to)
    elif to := _address_of(person, plan):
        deeds = {key: known.deeds[key] for key in ready if key in known.deeds}
        files = Files(made, _described(person, ready, known))
        draft = rights_reply(at, person, asked, outcomes, deeds, files, to)
    lifts = {
        one.id: day
        for one in asked
        if one.id in ready and (day := resumes_on(at, one, known.deeds[one.id]))
    }
    return Answer(person, plan, draft, outcomes, copied=made is not None, lifts=lifts)


def _described(person: Person, ready: Sequence[int], known: _Known) -> Mapping[str, str] | None:
    """Return what an export is that is ready to be sent."""
    for row in known.copies[person.case.id]:
        if row.request_id in ready and row.sealed_detail:
            found: Mapping[str, str] = unlock(
                person.key, DESCRIBED, person.case.number, row.sealed_detail
            )
            return found
    return None


def _address_of(person: Person, plan: Mapping[str, Any]) -> str | None:
    """Return the confirmed address, else the writer's own if a machine may answer it."""
    who = person.requester
    return str(plan.get("send_to") or "") or (who.address if who.answerable else None) or None


def _outcome(request: Request, known: _Known) -> Outcome:
    plan = known.plans.get(request.case_id)
    if not has_actions(plan, request.id):
        return Outcome.nothing_held
    deeds = known.deeds[request.id]
    return outcome_of(
        request.asked,
        actions_in(plan, request.id),
        deeds.open_by_hand,
        rest_stays=bool(deeds.said.stays),
    )


def _made(person: Person, ready: Sequence[int], known: _Known) -> Made | None:
    """Return the copy of an access request that is ready to be answered."""
    case_id = person.case.id
    access = next(
        (r for r in known.requests[case_id] if r.right is Right.access and r.id in ready), None
    )
    copies = [row for row in known.copies[case_id] if access and row.request_id == access.id]
    if access is None or not copies:
        return None
    gathered = [row for row in known.gathered[case_id] if row.request_id == access.id]
    return Made(
        request_id=access.id,
        plan=known.plans[case_id],
        systems=records_in(known.found[access.id], gathered),
        redacted=any(row.counts.get("withheld") for row in copies),
        fee=accepted_fee(known.paid[case_id], access.id),
    )
