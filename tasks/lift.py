"""Taking the mark of a restriction off again, on the day that the person was told (18(3) GDPR)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.deeds import Capability, Change, Order
from rightsflow.errors import NeedsPerson
from rightsflow.law.right import Right
from rightsflow.orders import lifting, unpack_orders
from rightsflow.register import cases, results, work
from rightsflow.register.journal import Entry, note
from rightsflow.register.results import Done
from rightsflow.register.sealed import unlock
from rightsflow.register.types import Step
from rightsflow.register.work import Item, Which
from tasks.acting import ORDERS
from tasks.batches import finish, in_halves
from tasks.deeds import Told, carry_out
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.person import Person, people_of
from tasks.verifying import Deed, left_over

_MARKED = (Step.mark, Step.act)
"""Steps that set marks."""


async def lift_later(
    connection: AsyncConnection, at: Desk, request_ids: Sequence[int], on: date
) -> None:
    """Let the marks that were set for requests be taken off from the beginning of a day on."""
    marked = await results.receipts_for(connection, request_ids, _MARKED)
    items = dict.fromkeys(
        (row.case_id, row.request_id, row.system) for rows in marked.values() for row in rows
    )
    begins = datetime.combine(on, time(), at.settings.controller.zone)
    await work.add(connection, list(items), Step.lift, not_before=begins)


@verb("lift restrictions in {system}")
async def lift(
    system: str, only: tuple[int, ...] | None = None, rights: Collection[Right] | None = None
) -> int:
    """Take off the marks of the next batch of requests in one system; return how many."""
    at = desk()
    async with at.register.write() as connection:
        items = await work.claim(
            connection, Step.lift, system, limit=at.batch, owner=at.worker.name,
            which=Which(only, rights, at.now()),
        )  # fmt: skip

    async def attempt(part: Sequence[Item]) -> None:
        for item in part:
            await _lift(at, system, item)

    if items:
        await in_halves(at, items, attempt)
    return len(items)


async def _lift(at: Desk, system: str, item: Item) -> None:
    person = (await people_of(at, [item.case_id]))[item.case_id]
    orders = await _marks(at, system, item, person)
    counts: Mapping[str, Mapping[str, int]] = {}
    if orders:
        told = Told(person.case.number, orders)
        counts = await carry_out(at.connectors[system], [told], at.now())
        if await left_over(at, system, [Deed(person.case.number, (), orders, ())]):
            message = f"System {system} still shows the mark of a restriction."
            raise NeedsPerson(message)
    async with at.register.write() as connection:
        await cases.lock(connection, [item.case_id])
        if await finish(connection, at, [item]):
            held = dict(counts.get(person.case.number, {}))
            by = at.asked_by(system)
            done = Done(item.case_id, item.request_id, system, Step.lift, held, connector=by)
            await results.record_done(connection, [done], at.now())
            place = {"system": system, "connector": by}
            entry = Entry(item.case_id, "restriction_lifted", {**place, **held})
            await note(connection, [entry], at.now())


async def _marks(at: Desk, system: str, item: Item, person: Person) -> dict[Capability, Order]:
    """Return the order that takes off what was set; nothing where nothing was."""
    async with at.register.read() as connection:
        marked = await results.receipts_for(connection, [item.request_id], _MARKED)
    changes: list[Change] = []
    for row in marked[item.request_id]:
        if row.system == system and row.sealed_detail:
            packed = unlock(person.key, ORDERS, person.case.number, row.sealed_detail)
            order = unpack_orders(packed).get(Capability.restrict)
            if order:
                changes += lifting(at.systems[system], order, at.now()).changes
    made = Order(person.case.number, tuple(changes))
    return {Capability.release: made} if made.changes else {}
