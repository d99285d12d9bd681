"""What no program can do is asked of a colleague: which task, about whom, about which data."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.task import TaskDeed
from rightsflow.letters.staff.facts import TaskFacts
from rightsflow.register import manual_tasks
from rightsflow.register.case_requests import Request
from rightsflow.register.details import Details
from rightsflow.register.manual_tasks import ManualTask
from tasks.desk import Desk
from tasks.manual_tasks import TaskDraft, open_manual_tasks
from tasks.notices import ByPerson
from tasks.person import Person
from tasks.titles import in_language

DEED: Mapping[Treatment, TaskDeed] = {
    Treatment.stop: TaskDeed.object,
    Treatment.restrict: TaskDeed.restrict,
    Treatment.correct: TaskDeed.rectify,
    Treatment.blank: TaskDeed.erase,
    Treatment.erase: TaskDeed.erase,
}
"""What somebody is asked to do where a system cannot."""


async def ask_to_do(
    connection: AsyncConnection,
    at: Desk,
    person: Person,
    request: Request,
    actions: Sequence[Action],
    said: Details,
    identifiers: Sequence[Identifier],
) -> list[ManualTask]:
    """Ask whoever answers for each system to do what it cannot; return the tasks.

    Harmless to repeat: a task that was opened before is not asked again.
    """
    wanted = [one for one in actions if one.by_person and one.is_deed]
    drafts = []
    for system in dict.fromkeys(one.system for one in wanted):
        here = [one for one in wanted if one.system == system]
        for deed in dict.fromkeys(DEED[one.treatment] for one in here):
            of_deed = [one for one in here if DEED[one.treatment] is deed]
            facts = _facts(at, person, of_deed, said, identifiers)
            drafts.append(TaskDraft(person.case, request, system, deed, facts))
    return await open_manual_tasks(connection, at, drafts) if drafts else []


async def ask_to_search(
    connection: AsyncConnection,
    at: Desk,
    person: Person,
    request: Request,
    system: str,
    identifiers: Sequence[Identifier],
) -> ManualTask:
    """Ask whoever answers for a system to search it, and to send what is there."""
    facts = _facts(at, person, (), Details(), identifiers)
    draft = TaskDraft(person.case, request, system, TaskDeed.locate, facts)
    (task,) = await open_manual_tasks(connection, at, [draft])
    return task


async def ask_to_tell(
    connection: AsyncConnection,
    at: Desk,
    person: Person,
    request: Request,
    untold: Sequence[ByPerson],
    identifiers: Sequence[Identifier],
) -> None:
    """Ask for recipients to be told whom no letter can reach: one task for each system."""
    by_system: dict[str, list[ByPerson]] = {}
    for one in untold:
        by_system.setdefault(one.told.recipient.systems[0], []).append(one)
    drafts = []
    for system, ones in by_system.items():
        facts = _facts(at, person, (), Details(), identifiers)
        names = tuple(dict.fromkeys(one.told.recipient.name or "?" for one in ones))
        told = TaskFacts(facts.names, facts.addresses, facts.phones, recipients=names)
        drafts.append(TaskDraft(person.case, request, system, TaskDeed.notify, told))
    if drafts:
        await open_manual_tasks(connection, at, drafts)


def still_waits(tasks: Sequence[ManualTask], system: str, at: Desk) -> bool:
    """Say whether somebody is still to answer for a system, and has time left for it."""
    mine = [one for one in tasks if one.system == system and one.deed is not TaskDeed.notify]
    return any(one.waits and one.answer_by_on >= at.today() for one in mine)


async def tasks_of(
    connection: AsyncConnection, request_ids: Sequence[int]
) -> dict[int, list[ManualTask]]:
    """Return the tasks of requests, whatever became of them."""
    return await manual_tasks.of_requests(connection, request_ids)


def _facts(
    at: Desk,
    person: Person,
    actions: Sequence[Action],
    said: Details,
    identifiers: Sequence[Identifier],
) -> TaskFacts:
    who = person.requester
    known = (*identifiers, *who.known_by)
    reached = [one for one in actions if not at.connectors[one.system].asks_people]
    return TaskFacts(
        names=(who.name,) if who.name else (),
        addresses=_of(known, IdentifierKind.email),
        phones=_of(known, IdentifierKind.phone),
        records=tuple(key for one in reached for key in one.keys),
        changes=tuple(change for one in actions for change in _changes(at, one, said)),
    )


def _of(known: Sequence[Identifier], kind: IdentifierKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.value for one in known if one.kind is kind))


def _changes(at: Desk, action: Action, said: Details) -> list[tuple[str, str]]:
    if action.treatment is not Treatment.correct:
        return []
    of = at.systems[action.system].collections[action.collection]
    place = f"{action.system}.{action.collection}"
    language = at.staff_language
    return [
        (
            in_language(of.fields[name].title, language),
            str(said.corrections.get(f"{place}.{name}") or ""),
        )
        for name in action.fields
    ]
