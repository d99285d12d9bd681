"""Opening cases, many at once: case, requests, work items, holds, journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.deadline import RULES
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.register import case_requests, cases, details, holds, work
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case, NewCase
from rightsflow.register.details import Details
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.requester import Requester
from rightsflow.register.sealed import lock
from rightsflow.register.types import Channel, Step
from tasks.approval import approver_answers_by
from tasks.desk import Desk


def runs_by_itself(at: Desk, right: Right) -> bool:
    """Say whether a right goes through its stages by itself, or a person carries it out."""
    return right not in at.settings.decisions.by_hand


@dataclass(frozen=True, slots=True)
class Opening:
    """What a case is opened with; `hold` stops it until a person has read the message."""

    key: bytes
    key_scope: str
    channel: Channel
    language: str
    received_at: datetime
    requester: Requester
    rights: tuple[Right, ...]
    evidence: tuple[tuple[str, str, str], ...] = ()
    hold: HoldKind | None = None
    reasons: tuple[str, ...] = ()
    marketing: bool = False
    purposes: Mapping[Right, tuple[str, ...]] = field(default_factory=dict)


async def open_cases(
    connection: AsyncConnection, at: Desk, openings: Sequence[Opening]
) -> list[Case]:
    """Open cases within the caller's transaction, in the order given."""
    now = at.now()
    new = [_new(at, opening) for opening in openings]
    opened = await cases.reserve(connection, new, now)
    pairs = list(zip(opened, openings, strict=True))
    await cases.introduce(connection, [(case, _person(case, one)) for case, one in pairs])
    entries = [
        Entry(case.id, "opened", {"channel": case.channel, "rights": ",".join(one.rights)})
        for case, one in pairs
    ]
    await note(connection, entries, now)
    asked = [
        (case, right, one.received_at, case.due_on, _evidence(case, one, right))
        for case, one in pairs
        for right in one.rights
    ]
    about_marketing = [case.id for case, one in pairs if one.marketing]
    requests = await case_requests.add_requests(connection, asked, marketing=about_marketing)
    for case, one in pairs:
        await narrow(connection, case, one.key, requests, one.purposes)
    stopped = {case.id for case, one in pairs if one.hold}
    doubts = [
        Hold(case.id, one.hold, approver_answers_by(at, case.due_on), reasons=one.reasons)
        for case, one in pairs
        if one.hold
    ]
    await holds.open_holds(connection, doubts, now)
    await begin(connection, at, requests, stopped)
    return opened


async def narrow(
    connection: AsyncConnection,
    case: Case,
    key: bytes,
    requests: Sequence[Request],
    purposes: Mapping[Right, tuple[str, ...]],
) -> None:
    """Keep the purposes that a message named for the requests of its case."""
    for request in requests:
        if request.case_id == case.id and request.right in purposes:
            said = Details(purposes=purposes[request.right])
            await details.keep(connection, request.id, key, case.number, said)


async def begin(
    connection: AsyncConnection, at: Desk, requests: Sequence[Request], stopped: set[int]
) -> None:
    """Give automated requests their first work items and hold the others for a person.

    The cases in `stopped` wait for a person as a whole: nothing of them begins.
    """
    items = [
        (request.case_id, request.id, system)
        for request in requests
        if runs_by_itself(at, request.right) and request.case_id not in stopped
        for system in at.systems
        if not at.connectors[system].asks_people
    ]
    await work.add(connection, items, Step.locate)
    by_person: dict[int, list[Request]] = {}
    for request in requests:
        if not runs_by_itself(at, request.right):
            by_person.setdefault(request.case_id, []).append(request)
    waiting = [
        Hold(
            case_id,
            HoldKind.right_by_person,
            approver_answers_by(at, min(request.due_on for request in group)),
            reasons=tuple(request.right for request in group),
        )
        for case_id, group in by_person.items()
    ]
    await holds.open_holds(connection, waiting, at.now())


def _new(at: Desk, opening: Opening) -> NewCase:
    return NewCase(
        channel=opening.channel,
        language=opening.language,
        received_at=opening.received_at,
        due_on=at.due_on(opening.received_at),
        rules=RULES,
        key_scope=opening.key_scope,
    )


def _person(case: Case, opening: Opening) -> bytes:
    stored = opening.requester.model_dump(mode="json")
    return lock(opening.key, "case.requester", case.number, stored)


def _evidence(case: Case, opening: Opening, right: Right) -> bytes | None:
    spans = [[span, rule] for of, span, rule in opening.evidence if of == right]
    return lock(opening.key, "request.evidence", case.number, spans) if spans else None
