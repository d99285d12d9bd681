"""The answer: each right with its outcome, the copy enclosed, to the address on file."""

from collections.abc import Mapping, Sequence
from typing import Any

from rightsflow.copy.job import ARCHIVE_ITEM, REPORT_ITEM
from rightsflow.law.right import Outcome
from rightsflow.law.subject import IdentifierKind
from rightsflow.letters.check import checked
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import (
    AccessReply,
    NothingHeld,
    Pending,
    PendingText,
    SystemAnswer,
)
from rightsflow.register import cases, holds, results
from rightsflow.register.cases import Request
from rightsflow.register.holds import Hold
from rightsflow.register.types import HoldKind, ItemState, Stage, Step
from rightsflow.register.work import Item
from tasks.acknowledge import frame_of
from tasks.batches import claimed, finish, in_halves
from tasks.desk import Desk, desk
from tasks.gather import plans_of
from tasks.kit import verb
from tasks.newcases import AUTOMATED
from tasks.person import Person, people_of
from tasks.post import Draft, Enclosure, post

_SEARCHED = frozenset({IdentifierKind.email, IdentifierKind.phone})
"""What is told back: a name alone finds nobody, and a PESEL is not repeated in a letter."""


@verb("answer")
async def answer(only: tuple[int, ...] | None = None) -> int:
    """Queue the answers of the next batch of cases; return how many."""
    at = desk()
    items = await claimed(at, Step.answer, "", only)

    async def attempt(part: Sequence[Item]) -> None:
        await _answer(at, part)

    if items:
        await in_halves(at, items, attempt)
        at.progress("answers", len(items))
    return len(items)


async def _answer(at: Desk, items: Sequence[Item]) -> None:
    people = await people_of(at, [item.case_id for item in items])
    plans = await plans_of(at, people)
    async with at.register.read() as connection:
        requests = await cases.requests_of(connection, list(people))
        found = await results.found_for(connection, [item.request_id for item in items])
        receipts = await results.receipts_of(connection, list(people), Step.gather)
        copies = await results.receipts_of(connection, list(people), Step.assemble)
    drafts: dict[int, Draft] = {}
    granted: dict[int, Outcome] = {}
    for item in items:
        person, asked = people[item.case_id], requests[item.case_id]
        if item.case_id in plans:
            counts = {row.system: sum(row.counts.values()) for row in receipts[item.case_id]}
            systems = {row.system: counts.get(row.system, 0) for row in found[item.request_id]}
            address = plans[item.case_id]["send_to"]
            withheld = any(row.counts.get("withheld") for row in copies[item.case_id])
            drafts[item.id] = _with_copy(
                at, person, asked, systems, address, withheld=bool(withheld)
            )
            granted[item.request_id] = Outcome.partly_granted if withheld else Outcome.granted
        elif person.requester.address and person.requester.answerable:
            names = [row.system for row in found[item.request_id]]
            drafts[item.id] = _nothing_held(at, person, asked, names)
    await _queue(at, items, people, drafts, granted)


async def _queue(
    at: Desk,
    items: Sequence[Item],
    people: Mapping[int, Person],
    drafts: Mapping[int, Draft],
    granted: Mapping[int, Outcome],
) -> None:
    going = [item for item in items if item.id in drafts]
    stuck = [item for item in items if item.id not in drafts]
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        ours = await finish(connection, at, going)
        ours |= await finish(connection, at, stuck, ItemState.held)
        await post(connection, at, [drafts[item.id] for item in going if item.id in ours])
        for outcome in set(granted.values()):
            told = [
                one.request_id
                for one in going
                if one.id in ours and granted.get(one.request_id) is outcome
            ]
            await cases.settle_requests(connection, told, outcome)
        answered = [item.case_id for item in going if item.id in ours]
        await cases.move(connection, answered, Stage.told_on)
        no_address = [
            Hold(item.case_id, HoldKind.no_address, people[item.case_id].case.due_on)
            for item in stuck
            if item.id in ours
        ]
        await holds.open_holds(connection, no_address, at.now())


def _with_copy(
    at: Desk,
    person: Person,
    asked: Sequence[Request],
    systems: Mapping[str, int],
    address: str,
    *,
    withheld: bool,
) -> Draft:
    case, officer = person.case, at.settings.controller.officer
    context = AccessReply(
        frame=frame_of(at, case, [request.right for request in asked]),
        systems=tuple(
            SystemAnswer(_title(at, name, case.language), records)
            for name, records in systems.items()
        ),
        pending=_pending(asked),
        copy_kept_days=at.settings.retention.copy_days,
        handover_phone=officer.phone or at.settings.controller.phone,
        withheld=withheld,
    )
    return Draft(
        case=case,
        key=person.key,
        letter=Letter.access_reply,
        rendered=checked(Letter.access_reply, context),
        language=case.language,
        recipient=address,
        thread=person.requester if address == person.requester.address else None,
        enclosures=(
            Enclosure(REPORT_ITEM, f"{case.number}-report.pdf", "application/pdf"),
            Enclosure(ARCHIVE_ITEM, f"{case.number}-data.zip", "application/zip"),
        ),
    )


def _nothing_held(
    at: Desk, person: Person, asked: Sequence[Request], systems: Sequence[str]
) -> Draft:
    case = person.case
    context = NothingHeld(
        frame=frame_of(at, case, [request.right for request in asked]),
        identifiers=tuple(
            identifier.value
            for identifier in person.requester.known_by
            if identifier.kind in _SEARCHED
        ),
        systems=tuple(_title(at, name, case.language) for name in systems),
        pending=_pending(asked),
        case_kept_days=at.settings.retention.case_days,
    )
    return Draft(
        case=case,
        key=person.key,
        letter=Letter.nothing_held,
        rendered=checked(Letter.nothing_held, context),
        language=case.language,
        recipient=person.requester.address or "",
        thread=person.requester,
    )


def _title(at: Desk, system: str, language: str) -> str:
    titles: dict[str, Any] = at.systems[system].title
    return str(titles.get(language, titles["en"]))


def _pending(asked: Sequence[Request]) -> tuple[Pending, ...]:
    return tuple(
        Pending(request.right, PendingText.by_person, request.due_on)
        for request in asked
        if request.right not in AUTOMATED and request.outcome is None
    )
