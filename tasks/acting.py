"""What is to be done in one system for many cases: orders from plans, less what is done already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rightsflow.deeds import Capability, Change, Order
from rightsflow.law.action import Action
from rightsflow.law.subject import Identifier
from rightsflow.orders import orders_of, unpack_orders
from rightsflow.register import results
from rightsflow.register.details import Details
from rightsflow.register.plans import actions_in
from rightsflow.register.sealed import unlock
from rightsflow.register.types import Step
from rightsflow.register.work import Item
from rightsflow.survey import joined
from tasks.before import note_before
from tasks.deeds import Told
from tasks.desk import Desk
from tasks.gather import plans_of
from tasks.person import Person, details_of
from tasks.surveying import surveys_of

ORDERS = "receipt.detail"
"""Where the orders that were carried out are sealed."""


@dataclass(frozen=True, slots=True)
class Acting:
    """One request with what is to be done for it in one system.

    `roots` are the records there under which the person was found, `whole` is the plan over all
    systems.
    """

    item: Item
    person: Person
    actions: tuple[Action, ...] = field(repr=False)
    told: Told
    identifiers: tuple[Identifier, ...] = field(repr=False)
    roots: tuple[str, ...] = field(repr=False)
    whole: tuple[Action, ...] = field(repr=False)
    said: Details


async def to_do(
    at: Desk, system: str, step: Step, items: Sequence[Item], people: Mapping[int, Person]
) -> list[Acting]:
    """Return what a step does in a system for each of these requests.

    What an earlier attempt has recorded is not done again, and what was stopped at once keeps the
    moment at which it was.
    """
    plans = await plans_of(at, people)
    owners = {item.request_id: people[item.case_id] for item in items}
    async with at.register.read() as connection:
        said = await details_of(connection, owners)
        found = await surveys_of(connection, at, owners)
        done = await results.receipts_for(connection, list(owners), [Step.stop, step])
    acting = []
    for item in items:
        person, plan = people[item.case_id], plans[item.case_id]
        whole = actions_in(plan, item.request_id)
        actions = [
            one for one in whole if one.system == system and one.is_meanwhile is (step is Step.mark)
        ]
        roots = tuple(plan["gather"].get(system, ()))
        known = await note_before(
            at, system, person, item.request_id, said[item.request_id], actions, roots
        )
        receipts = [row for row in done[item.request_id] if row.system == system]
        number = person.case.number
        orders = orders_of(at.systems[system], number, actions, known.corrections, at.now())
        acting.append(
            Acting(
                item=item,
                person=person,
                actions=tuple(actions),
                told=Told(number, _not_done_yet(person, step, orders, receipts)),
                identifiers=joined(list(found[item.request_id].values())),
                roots=roots,
                whole=whole,
                said=known,
            )
        )
    return acting


def _not_done_yet(
    person: Person, step: Step, orders: Mapping[Capability, Order], receipts: Sequence[Any]
) -> dict[Capability, Order]:
    """Leave out what the receipts tell of: all of it, or the records that were stopped at once."""
    if any(row.step == step for row in receipts):
        return {}
    stopped = {
        (change.collection, record)
        for row in receipts
        if row.sealed_detail
        for order in orders_in(person, row).values()
        for change in order.changes
        for record in change.records
    }
    left = dict(orders)
    if Capability.object in orders:
        changes = tuple(_without(one, stopped) for one in orders[Capability.object].changes)
        kept = tuple(one for one in changes if one.records)
        left[Capability.object] = Order(person.case.number, kept)
        if not kept:
            del left[Capability.object]
    return left


def _without(change: Change, stopped: set[tuple[str, str]]) -> Change:
    records = tuple(one for one in change.records if (change.collection, one) not in stopped)
    return Change(change.collection, records, change.values)


def orders_in(person: Person, receipt: Any) -> dict[Capability, Order]:  # noqa: ANN401 - a row of `receipt`
    """Return the orders that a receipt tells of, unsealed; raises `Damaged`."""
    packed = unlock(person.key, ORDERS, person.case.number, receipt.sealed_detail)
    return unpack_orders(packed)


def waves(acting: Sequence[Acting]) -> Iterator[list[Acting]]:
    """Part a batch so that no case comes twice: two requests may be about the same records."""
    left = list(acting)
    while left:
        wave = list({one.item.case_id: one for one in reversed(left)}.values())
        left = [one for one in left if one not in wave]
        yield wave
