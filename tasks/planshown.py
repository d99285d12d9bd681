"""Plans as people look at them: what happens to what, why, and how far it is.

Numbers, closed words and the names of the data map: no record, no value, nobody.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.datamap.model import SystemMap
from rightsflow.law.action import Action
from rightsflow.law.ground import Given, Treatment, treatment_of
from rightsflow.law.hold import HoldKind, left_in
from rightsflow.law.right import AskedRight, Ground, Right
from rightsflow.register import results, waiting
from rightsflow.register.case_requests import Request
from rightsflow.register.plans import Body, actions_in, has_actions, prospects_in
from rightsflow.register.types import Step
from rightsflow.register.waiting import OpenHold
from tasks.planning import withheld_in

FOR_APPROVAL = frozenset({HoldKind.plan_approval, HoldKind.repeated, HoldKind.large_copy})
"""Holds whose approval carries a plan out."""

_STEPS = (Step.stop, Step.mark, Step.act, Step.verify, Step.gather, Step.assemble)
_TAKEN = frozenset({Treatment.disclose, Treatment.export})
_COPIED, _COPIED_BY = treatment_of(
    AskedRight.access, Ground.consent, marketing=False, profiling=False, given=Given.provided
)
"""A copy is made of everything, whatever its ground."""


class HowFar(StrEnum):
    """How far an action of a plan is."""

    nothing_to_do = "nothing_to_do"
    waits_for_approval = "waits_for_approval"
    to_do = "to_do"
    by_hand = "by_hand"
    done = "done"
    verified = "verified"
    left_over = "left_over"
    not_done = "not_done"


@dataclass(frozen=True, slots=True)
class Seen:
    """An action with how far it is; `left_in` names tables and columns, None: not asked yet."""

    action: Action
    how_far: HowFar
    done_at: datetime | None = None
    verified_at: datetime | None = None
    left_in: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """The plan for one request; `hold` names what waits for an approver, or is empty.

    `if_upheld` is what follows if an objection is upheld; `withheld` are systems that a decision
    left out of a copy. `is_drawn` False: there is no plan for this right yet.
    """

    request: Request
    is_drawn: bool
    hold: str
    actions: tuple[Seen, ...]
    if_upheld: tuple[Action, ...] = ()
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a request: receipts by step and system, what waits, what was left where."""

    request: Request
    receipts: Mapping[tuple[str, str], Any] = field(repr=False)
    hold: str
    left_in: Mapping[str, tuple[str, ...]]
    deeds: tuple[Action, ...]

    def left_of(self, action: Action) -> tuple[str, ...]:
        """Return the places left over that are an action's own.

        Those of its collection; what no deed's collection owns is of what was to be erased, or of
        every deed in the system where nothing was.
        """
        there = [one for one in self.deeds if one.system == action.system]
        erasing = any(one.treatment is Treatment.erase for one in there)
        takes_rest = action.treatment is Treatment.erase or not erasing
        owned = {one.collection for one in there}
        return tuple(
            place
            for place in self.left_in.get(action.system, ())
            if (of := place.partition(".")[0]) == action.collection
            or (takes_rest and of not in owned)
        )


def is_drawn(body: Body | None, request: Request) -> bool:
    """Say whether a plan was drawn up for a request, be it an empty one."""
    of_copy = request.right is Right.access and bool((body or {}).get("gather"))
    return of_copy or has_actions(body, request.id)


def actions_for(
    systems: Mapping[str, SystemMap], body: Body | None, request: Request
) -> tuple[Action, ...]:
    """Return the actions of a request; those of a copy are counted from the records it gathers.

    What hangs on these records is copied with them, and not counted before it is.
    """
    if request.right is Right.access:
        return tuple(_copied(systems, (body or {}).get("gather", {})))
    return actions_in(body, request.id)


def _copied(
    systems: Mapping[str, SystemMap], gather: Mapping[str, Sequence[str]]
) -> Iterator[Action]:
    for system, records in gather.items():
        known = systems[system].collections if system in systems else {}
        # A record is named by its collection first; what no map knows is counted without a name.
        names = (record.partition(":")[0] for record in records)
        for name, number in Counter(name if name in known else "" for name in names).items():
            purpose = known[name].purpose if name else ""
            yield Action(
                AskedRight.access, system, name, purpose, _COPIED, _COPIED_BY, number
            )  # fmt: skip


async def plans_seen(
    connection: AsyncConnection,
    systems: Mapping[str, SystemMap],
    body: Body | None,
    asked: Sequence[Request],
) -> list[PlanSeen]:
    """Return the plan of each request of a case, as the caller's transaction sees it."""
    rows = await results.receipts_for(connection, [one.id for one in asked], _STEPS)
    open_now = await waiting.of_cases(connection, [one.case_id for one in asked[:1]])
    left_in = _left_in(open_now)
    return [
        _plan(
            systems,
            body,
            _Known(
                request,
                {(row.step, row.system): row for row in rows[request.id]},
                _waits(open_now, request),
                left_in,
                tuple(one for one in actions_for(systems, body, request) if one.is_deed),
            ),
        )
        for request in asked
    ]


def _plan(systems: Mapping[str, SystemMap], body: Body | None, known: _Known) -> PlanSeen:
    of = known.request
    return PlanSeen(
        request=of,
        is_drawn=is_drawn(body, of),
        hold=known.hold,
        actions=tuple(_seen(one, known) for one in actions_for(systems, body, of)),
        if_upheld=prospects_in(body, of.id),
        withheld=withheld_in(body or {}) if of.right is Right.access else (),
    )


def _waits(open_now: Sequence[OpenHold], request: Request) -> str:
    about = (
        one.ref for one in open_now if one.kind in FOR_APPROVAL and request.right in one.reasons
    )
    return next(about, "") if request.is_open else ""


def _left_in(open_now: Sequence[OpenHold]) -> dict[str, tuple[str, ...]]:
    return {
        one.system: places
        for one in open_now
        if one.kind is HoldKind.data_mismatch and (places := left_in(one.reasons))
    }


def _seen(action: Action, known: _Known) -> Seen:
    if not action.is_deed and action.treatment not in _TAKEN:
        weighed = action.treatment is Treatment.review and known.hold
        return Seen(action, HowFar.waits_for_approval if weighed else HowFar.nothing_to_do)
    if action.by_person:
        return Seen(action, _not_yet(action, known, HowFar.by_hand))
    done, verified = _proofs(action, known)
    left = known.left_of(action)
    if verified:
        return Seen(action, HowFar.verified, done, verified, ())
    if done:
        return Seen(action, HowFar.left_over if left else HowFar.done, done, None, left or None)
    return Seen(action, _not_yet(action, known, HowFar.to_do))


def _not_yet(action: Action, known: _Known, otherwise: HowFar) -> HowFar:
    """Return why something is not done yet: only what is contested is restricted meanwhile."""
    if known.hold and not action.is_meanwhile:
        return HowFar.waits_for_approval
    settled = not known.request.is_open and otherwise is HowFar.to_do
    return HowFar.not_done if settled else otherwise


def _proofs(action: Action, known: _Known) -> tuple[datetime | None, datetime | None]:
    """Return when an action was done, and when its system was asked again."""

    def at(step: Step, system: str = action.system) -> datetime | None:
        row = known.receipts.get((step, system))
        found: datetime | None = row.done_at if row else None
        return found

    if action.treatment in _TAKEN:
        return at(Step.gather), at(Step.assemble, "")
    if action.is_meanwhile:
        return at(Step.mark), at(Step.mark)
    stopped = known.receipts.get((Step.stop, action.system))
    # At once only what carries the writer's own address is stopped; all else by the plan.
    if (
        action.treatment is Treatment.stop
        and stopped
        and sum(stopped.counts.values()) >= action.records
    ):
        # It is asked again before its receipt is written.
        return stopped.done_at, stopped.done_at
    return at(Step.act), at(Step.verify)
