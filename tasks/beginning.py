"""What begins once a plan is drawn up: marks, copies, deeds; the rest waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.action import Action
from rightsflow.law.go_ahead import GoAhead
from rightsflow.law.ground import MEANWHILE, Treatment
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.register import holds, work
from rightsflow.register.case_requests import Request
from rightsflow.register.holds import Hold
from rightsflow.register.types import ItemState, Step
from tasks.approval import approver_answers_by
from tasks.desk import Desk
from tasks.person import Person

_ERASING = frozenset({Treatment.erase, Treatment.blank, Treatment.keep})


@dataclass(frozen=True, slots=True)
class Drawn:
    """A request with its plan; `held`: something is held that it may be about."""

    person: Person
    request: Request
    actions: tuple[Action, ...] = field(repr=False)
    held: bool = True


async def begin_plans(connection: AsyncConnection, at: Desk, drawn: Sequence[Drawn]) -> None:
    """Begin what waits for nobody, and hold for an approver what does not."""
    waiting = []
    for one in drawn:
        if one.held and waits_for_approval(at, one.request.right, one.actions):
            by = approver_answers_by(at, one.request.due_on)
            case_id = one.person.case.id
            waiting.append(Hold(case_id, HoldKind.plan_approval, by, reasons=(one.request.right,)))
            await mark_meanwhile(connection, one)
        else:
            await begin_deeds(connection, one)
    await holds.open_holds(connection, waiting, at.now())


def waits_for_approval(at: Desk, right: Right, actions: Sequence[Action]) -> bool:
    """Say whether a plan waits for an approver: what cannot be undone, and what is weighed.

    A correction always waits: nobody but a person can say what is right. An erasure need not,
    where the controller has decided so.
    """
    if right is Right.rectification:
        return True
    wanted = [one for one in actions if one.waits_for is GoAhead.approval]
    if not at.settings.decisions.approve_deeds:
        wanted = [one for one in wanted if one.treatment not in _ERASING]
    return bool(wanted)


async def mark_meanwhile(connection: AsyncConnection, one: Drawn) -> None:
    """Restrict at once what is contested, while a person checks or weighs it."""
    contested = [a for a in one.actions if a.right in MEANWHILE]
    systems = {a.system for a in contested if a.treatment is Treatment.restrict}
    items = [(one.person.case.id, one.request.id, system) for system in sorted(systems)]
    await work.add(connection, items, Step.mark)


async def begin_deeds(connection: AsyncConnection, one: Drawn) -> None:
    """Begin everything that a plan wants done in the systems, or answer where that is nothing.

    It waits until a copy that is asked for in the same case is made.
    """
    case_id, request_id = one.person.case.id, one.request.id
    exported = {a.system for a in one.actions if a.treatment is Treatment.export}
    if exported:
        items = [(case_id, request_id, system) for system in sorted(exported)]
        await work.add(connection, items, Step.gather, ItemState.waits)
        return
    systems = {action.system for action in one.actions if action.is_deed}
    items = [(case_id, request_id, system) for system in sorted(systems)]
    await work.add(connection, items, Step.act, ItemState.waits)
    if not systems:
        await work.add(connection, [(case_id, request_id, "")], Step.answer, ItemState.waits)
