"""Gathers what an approver is shown of a hold, in one transaction."""

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.mail.look_alike import shown as address_shown
from rightsflow.mail.reading.model import Reading
from rightsflow.register import (
    case_requests,
    cases,
    decisions,
    id_scans,
    manual_tasks,
    messages,
    notices,
    results,
    statements,
)
from rightsflow.register.cases import Case
from rightsflow.register.decisions import Decided
from rightsflow.register.holds import OF_NOTICES
from rightsflow.register.sealed import unlock
from rightsflow.register.waiting import OpenHold
from tasks.claims import author_of
from tasks.decisions.identity import listed
from tasks.decisions.time import may_be_extended
from tasks.desk import Desk
from tasks.noticepost import body_of
from tasks.others import told
from tasks.person import Person, matches_of, person_within
from tasks.planning import earlier_answers, plan_of
from tasks.plantold import concerned, plans_told
from tasks.shown import Shown
from tasks.task_answers import given_in

_LETTER_CHARACTERS = 6000
_OF_IDENTITY = frozenset({HoldKind.identity, HoldKind.candidates})


async def shown_of(
    connection: AsyncConnection, at: Desk, hold: OpenHold, first: Decided | None
) -> Shown:
    """Gather what an approver is shown, as the caller's transaction sees it."""
    case = (await cases.by_ids(connection, [hold.case_id]))[hold.case_id]
    person = await person_within(connection, at, case)
    author = await author_of(connection, at, person)
    asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
    plan = await plan_of(connection, person)
    found = await results.found_for(connection, [request.id for request in asked])
    matches = await matches_of(connection, {request.id: person for request in asked})
    before = await earlier_answers(connection, at, case, plan) if plan else []
    of_notice = hold.kind in OF_NOTICES
    recipient, answer = await _recipient(connection, hold, person) if of_notice else ("", "")
    return Shown(
        at, hold, case,
        digest=await decisions.shown(connection, hold),
        asked=asked,
        first=first,
        plans=()
        if of_notice
        else await plans_told(connection, at, person, concerned(hold, asked), plan),
        found=[row for rows in found.values() for row in rows],
        records=listed([match for one in matches.values() for match in one]),
        evidence=() if of_notice else await _evidence(connection, person),
        letter_text="" if of_notice else await _letter_text(connection, at, case, author.case),
        texts=await statements.waiting(connection, case, person.key),
        others=await told(connection, at, person, hold, asked),
        earlier=tuple((one.answered_on, 1) for one in before),
        may_extend=await may_be_extended(connection, at, case, asked),
        recipient=recipient,
        recipient_text=answer,
        colleague_text=await _colleague_text(connection, person, hold),
        writer=address_shown(author.requester.address or "")
        if hold.kind in _OF_IDENTITY
        else "",
        scans=() if of_notice else tuple(await id_scans.kept_of(connection, author.case.id)),
        scans_in=author.case.number,
    )  # fmt: skip


async def _recipient(
    connection: AsyncConnection, hold: OpenHold, person: Person
) -> tuple[str, str]:
    """Return who a notice went to, and what came back; nothing of the person's own letter."""
    notice = await notices.by_ref(connection, hold.system)
    if notice is None:
        return "", ""
    body = body_of(person, notice)
    return str(body["name"]), str(body.get("answer", ""))


async def _colleague_text(connection: AsyncConnection, person: Person, hold: OpenHold) -> str:
    """Return what was answered to the tasks of a hold, but not clearly."""
    if hold.kind is not HoldKind.task_overdue:
        return ""
    tasks = await manual_tasks.waiting_of(connection, hold.case_id, hold.system)
    given = [given_in(task, person.key, person.case.number) for task in tasks]
    return _cut("\n\n".join(one.text for one in given if one and one.text))


async def _evidence(connection: AsyncConnection, person: Person) -> tuple[tuple[Right, str], ...]:
    """Return the sentences by which each right was recognised."""
    number = person.case.number
    return tuple(
        (right, span)
        for right, sealed in await case_requests.evidence_of(connection, person.case.id)
        for span, _ in unlock(person.key, "request.evidence", number, sealed)
    )


async def _letter_text(connection: AsyncConnection, at: Desk, *of: Case) -> str:
    """Return the person's own words, of the newest message of the case; cut where it is long.

    What a letter claims beside its own address was written in the case of that letter: of these
    cases the first counts that has a message.
    """
    sealed = None
    for case in of:
        sealed = sealed or await messages.newest_reading(connection, case.id)
    if sealed is None:
        return ""
    scope, locked = sealed
    text = unlock(await at.keyring.key(scope), "message.reading", scope, locked)
    body: str = Reading.from_json(text).body_text
    return _cut(body)


def _cut(text: str) -> str:
    return text if len(text) <= _LETTER_CHARACTERS else f"{text[:_LETTER_CHARACTERS]} […]"
