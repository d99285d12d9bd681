"""Gathering from a system that only a colleague can search: asked by mail, answered by mail."""

from collections.abc import Callable, Mapping, Sequence

from rightsflow.copy.findings import FindingsWriter
from rightsflow.errors import NeedsPerson
from rightsflow.law.hold import HoldKind
from rightsflow.law.task import TaskDeed, TaskWord
from rightsflow.register import case_requests, cases, holds
from rightsflow.register.holds import Hold
from rightsflow.register.manual_tasks import ManualTask, TaskState
from rightsflow.register.types import ItemState
from rightsflow.register.work import Item
from tasks.approval import approver_answers_by
from tasks.batches import finish
from tasks.by_hand import ask_to_search, tasks_of
from tasks.desk import Desk
from tasks.person import Person, people_of
from tasks.task_answers import given_in
from tasks.task_findings import findings_of

FOUND_BY_COLLEAGUE = "found_by_colleague"
"""Why a person makes sure: no address on file, and yet a colleague found something."""


async def answered_by_colleagues(at: Desk, system: str, items: Sequence[Item]) -> list[Item]:
    """Ask for what nobody was asked for yet; return the items whose answer is there.

    The others are held: the answer lets them go on. Raises `NeedsPerson` for one who wrote that
    it cannot be searched.
    """
    people = await people_of(at, [item.case_id for item in items])
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        asked = await case_requests.requests_of(connection, list(people))
        requests = {one.id: one for of in asked.values() for one in of}
        waiting: list[Item] = []
        answered: list[Item] = []
        for item in items:
            request = requests.get(item.request_id)
            if request is None:
                continue
            person = people[item.case_id]
            task = await ask_to_search(connection, at, person, request, system, ())
            if task.state is TaskState.refused:
                message = f"A colleague wrote that system {system} cannot be searched."
                raise NeedsPerson(message)
            (answered if task.state is TaskState.done else waiting).append(item)
        await finish(connection, at, waiting, ItemState.held)
    return answered


async def searched_by_colleagues(at: Desk, system: str, items: Sequence[Item]) -> list[Item]:
    """Return the items of people whom no program knows, and a colleague does not know either.

    Whoever is found that way is nobody whose address is on file: a person has to make sure.
    """
    answered = await answered_by_colleagues(at, system, items)
    people = await people_of(at, [item.case_id for item in answered])
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        tasks = await tasks_of(connection, [item.request_id for item in answered])
        found = [
            item
            for item in answered
            if any(
                _found_something(one, people[item.case_id])
                for one in filter(_is_search(system), tasks[item.request_id])
            )
        ]
        ours = await finish(connection, at, found, ItemState.held)
        doubts = [
            Hold(
                item.case_id, HoldKind.identity,
                approver_answers_by(at, people[item.case_id].case.due_on),
                reasons=(FOUND_BY_COLLEAGUE,),
            )
            for item in found
            if item.id in ours
        ]  # fmt: skip
        await holds.open_holds(connection, doubts, at.now())
    return [item for item in answered if item not in found]


def _found_something(task: ManualTask, person: Person) -> bool:
    given = given_in(task, person.key, person.case.number)
    return given is None or given.word is not TaskWord.nothing_here


async def write_answers(
    at: Desk,
    system: str,
    items: Sequence[Item],
    people: Mapping[int, Person],
    writer: FindingsWriter,
) -> None:
    """Write what colleagues found into the vaults of their cases."""
    async with at.register.read() as connection:
        tasks = await tasks_of(connection, [item.request_id for item in items])
    for item in items:
        for task in filter(_is_search(system), tasks[item.request_id]):
            async for finding in findings_of(at, people[item.case_id], task):
                await writer.add(finding)


def _is_search(system: str) -> Callable[[ManualTask], bool]:
    def is_search(task: ManualTask) -> bool:
        return task.system == system and task.deed is TaskDeed.locate

    return is_search
