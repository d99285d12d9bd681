"""A batch in which one case is bad: the bad one is found by halving, the rest goes on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Collection as Several

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.errors import NeedsPerson, TryAgain
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.register import cases, holds, work
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.types import ItemState, Step
from rightsflow.register.work import Item, Which
from tasks.describe import describe
from tasks.desk import Desk

_ENDED_BY: Mapping[ItemState, tuple[HoldKind, ...]] = {
    ItemState.done: (
        HoldKind.system_unreachable, HoldKind.system_failed, HoldKind.data_mismatch,
    ),
    ItemState.held: (HoldKind.system_unreachable,),
}  # fmt: skip
"""Which holds of a system have had their answer once an item of it ends so."""

Attempt = Callable[[Sequence[Item]], Awaitable[None]]


async def claimed(
    at: Desk,
    step: Step,
    system: str,
    only: Sequence[int] | None = None,
    rights: Several[Right] | None = None,
) -> list[Item]:
    """Claim the next batch of a step, of requests for these rights."""
    async with at.register.write() as connection:
        return await work.claim(
            connection,
            step,
            system,
            limit=at.batch,
            owner=at.worker.name,
            which=Which(only, rights),
        )


async def finish(
    connection: AsyncConnection, at: Desk, items: Sequence[Item], state: ItemState = ItemState.done
) -> set[int]:
    """Close items whose claim still holds, and the holds that earlier attempts had opened.

    Returns their row numbers: results are recorded in the same transaction, for them alone.
    """
    ours = await work.finish(connection, items, state)
    retried = [item for item in items if item.id in ours and item.tries > 1]
    for system in {item.system for item in retried}:
        concerned = [item.case_id for item in retried if item.system == system]
        by = system or "rightsflow"
        for kind in _ENDED_BY[state]:
            await holds.release(connection, concerned, kind, system, by=by, at=at.now())
    return ours


async def in_halves(
    at: Desk, items: Sequence[Item], attempt: Attempt, *, whole_cases: bool = False
) -> None:
    """Attempt a batch; on a failure that is not the system's absence, attempt its halves.

    A system that is away postpones the whole batch and opens a hold that its return releases;
    a single item that fails, or case where they go together, is held for a person.
    """
    try:
        await attempt(items)
    except TryAgain:
        await _postpone(at, items)
    except Exception as error:  # noqa: BLE001 - of a case or of a plug-in: neither stops the rest
        middle = _middle(items, whole_cases=whole_cases)
        if not middle:
            for item in items:
                await _hold(at, item, error)
            return
        await in_halves(at, items[:middle], attempt, whole_cases=whole_cases)
        await in_halves(at, items[middle:], attempt, whole_cases=whole_cases)


def _middle(items: Sequence[Item], *, whole_cases: bool) -> int:
    """Return where a batch is halved, between two cases if these stay whole; 0 if it is not."""
    if not whole_cases:
        return len(items) // 2
    cases_here = list(dict.fromkeys(item.case_id for item in items))
    first = set(cases_here[: len(cases_here) // 2])
    return sum(item.case_id in first for item in items)


async def _postpone(at: Desk, items: Sequence[Item]) -> None:
    now = at.now()
    async with at.register.write() as connection:
        known = await cases.by_ids(connection, [item.case_id for item in items])
        await cases.lock(connection, list(known))
        ours = await work.postpone(connection, items)
        away = [
            Hold(item.case_id, HoldKind.system_unreachable, known[item.case_id].due_on, item.system)
            for item in items
            if item.id in ours
        ]
        await holds.open_holds(connection, away, now)


async def _hold(at: Desk, item: Item, error: Exception) -> None:
    reason = describe(error)
    kind = HoldKind.data_mismatch if isinstance(error, NeedsPerson) else HoldKind.system_failed
    now = at.now()
    async with at.register.write() as connection:
        known = await cases.by_ids(connection, [item.case_id])
        await cases.lock(connection, [item.case_id])
        if await finish(connection, at, [item], ItemState.held):
            hold = Hold(item.case_id, kind, known[item.case_id].due_on, item.system, (reason,))
            await holds.open_holds(connection, [hold], now)
            entry = Entry(item.case_id, "step_failed", {"system": item.system, "reason": reason})
            await note(connection, [entry], now)
