"""Looking at what is held, without taking it: the basis of every plan but that of a copy."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from rightsflow.connector import Wanted
from rightsflow.consent import WithoutConsent
from rightsflow.law.right import Right
from rightsflow.register import cases, surveys, work, work_due
from rightsflow.register.journal import Entry, note
from rightsflow.register.types import Step
from rightsflow.register.work import Item
from tasks.batches import claimed, finish, in_halves
from tasks.consent import ask_about
from tasks.desk import Desk, desk
from tasks.gather import plans_of
from tasks.gather_by_mail import searched_by_colleagues
from tasks.kit import verb
from tasks.person import people_of
from tasks.surveying import look, sealed

_NO_PLAN: Mapping[str, Any] = {"gather": {}}


def _gathered(plans: Mapping[int, Mapping[str, Any]], item: Item) -> Mapping[str, Any]:
    """Return the systems in which a case's person is known to be, or a colleague was asked."""
    found: Mapping[str, Any] = plans.get(item.case_id, _NO_PLAN)["gather"]
    return found


@verb("survey {system}")
async def survey(
    system: str, only: tuple[int, ...] | None = None, rights: Collection[Right] | None = None
) -> int:
    """Survey the next batch of people in one system; return how many."""
    at = desk()
    items = await claimed(at, Step.survey, system, only, rights)

    async def attempt(part: Sequence[Item]) -> None:
        await _survey(at, system, part)

    if items:
        await in_halves(at, items, attempt)
        at.progress("surveyed", len(items))
    return len(items)


async def _survey(at: Desk, system: str, items: Sequence[Item]) -> None:
    people = await people_of(at, [item.case_id for item in items])
    plans = await plans_of(at, people)
    if at.connectors[system].asks_people:
        unknown = [item for item in items if system not in _gathered(plans, item)]
        items = [item for item in items if item not in unknown]
        items += await searched_by_colleagues(at, system, unknown)
        people = {item.case_id: people[item.case_id] for item in items}
    wanted = [
        Wanted(person.case.number, tuple(plans.get(key, _NO_PLAN)["gather"].get(system, ())))
        for key, person in people.items()
    ]
    consent = WithoutConsent(at.systems[system])
    made = await look(at, system, wanted, consent.see)
    rows = [
        sealed(people[item.case_id], item, made[people[item.case_id].case.number]) for item in items
    ]
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        ours = await finish(connection, at, items)
        mine = [row for row, item in zip(rows, items, strict=True) if item.id in ours]
        await surveys.record(connection, mine, at.now())
        looked = [people[row.case_id].case for row in mine]
        await ask_about(connection, at, consent, looked)
        entries = [
            Entry(row.case_id, "surveyed", {"system": system, "records": row.records})
            for row in mine
        ]
        await note(connection, entries, at.now())
        ready = await work_due.complete(connection, [Step.survey], [row.case_id for row in mine])
        await work.add(connection, [(case, request, "") for case, request in ready], Step.plan)
