"""Plans as an approver's mail tells them: in words, with titles of the data map, without values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.action import Action
from rightsflow.law.facts import Erasing, HeldFacts
from rightsflow.law.right import Right
from rightsflow.letters.parts import PartTold, together
from rightsflow.letters.staff.facts import RightPlan
from rightsflow.register.case_requests import Request
from rightsflow.register.details import Details
from rightsflow.register.plans import prospects_in
from rightsflow.register.waiting import OpenHold
from tasks.desk import Desk
from tasks.parts import Deeds, part_told
from tasks.person import Person
from tasks.planshown import actions_for, is_drawn
from tasks.surveying import held_in, surveys_of
from tasks.titles import field_title

_RIGHTS = frozenset(Right)


def concerned(hold: OpenHold, asked: Sequence[Request]) -> list[Request]:
    """Return the requests that a hold is about: those of its rights, else all that are open."""
    named = [one for one in asked if one.right in hold.reasons]
    return named if _RIGHTS & set(hold.reasons) else [one for one in asked if one.is_open]


async def plans_told(
    connection: AsyncConnection,
    at: Desk,
    person: Person,
    asked: Sequence[Request],
    body: Mapping[str, Any] | None,
) -> tuple[RightPlan, ...]:
    """Return the plan of each request that has one, in the language of our own people."""
    drawn = [one for one in asked if is_drawn(body, one)]
    owners = {one.id: person for one in drawn if one.right is Right.rectification and one.is_open}
    found = await surveys_of(connection, at, owners)
    return tuple(
        RightPlan(
            right=one.right,
            marketing=one.marketing,
            parts=_parts(at, actions_for(at.systems, body, one)),
            if_upheld=_parts(at, prospects_in(body, one.id)),
            correctable=_correctable(at, held_in(at, found[one.id])) if one.id in owners else (),
            notice_days=at.settings.decisions.restriction_notice_days,
        )
        for one in drawn
    )


def _parts(at: Desk, actions: tuple[Action, ...]) -> tuple[PartTold, ...]:
    """Return actions in words; those that say the same of one system are told together.

    Nothing is told as done: the mail asks whether it may be.
    """
    by = at.today() + timedelta(days=at.settings.decisions.answer_within_days)
    by_hand = {one.system: by for one in actions if one.by_person}
    deeds = Deeds(
        actions=actions, said=Details(), proved_on={}, answered_on={}, steps=frozenset(),
        marked=frozenset(), open_by_hand=by_hand,
    )  # fmt: skip
    return together(_part(at, one, deeds) for one in actions)


def _part(at: Desk, action: Action, deeds: Deeds) -> PartTold:
    of = at.systems.get(action.system)
    if of is None or action.collection not in of.collections:
        # The data map has changed since: it is told by the name that it had.
        return PartTold(
            action.treatment, action.system, (), (), action.article, action.records
        )  # fmt: skip
    return part_told(at.systems, action, deeds, at.staff_language)


def _correctable(at: Desk, held: Iterable[HeldFacts]) -> tuple[tuple[str, str], ...]:
    """Return the fields that may be corrected where something is held; never their values."""
    return tuple(
        (f"{of.system}.{of.name}.{name}", field_title(at, of.system, of.name, name))
        for of in (one.of for one in held if one.records)
        if of.erasing is not Erasing.leave
        for name in of.fields
    )
