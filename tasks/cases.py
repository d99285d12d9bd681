"""Which cases a run is about, and where work waits."""

from collections.abc import Collection

from rightsflow.errors import Misconfigured
from rightsflow.law.right import Right
from rightsflow.register import cases, work_due
from rightsflow.register.types import Step
from tasks.desk import desk


async def chosen(numbers: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return the row numbers of the named cases, or None for all.

    Raises `Misconfigured` if one does not exist.
    """
    if not numbers:
        return None
    async with desk().register.read() as connection:
        found = [await cases.by_number(connection, number) for number in numbers]
    missing = [number for number, case in zip(numbers, found, strict=True) if case is None]
    if missing:
        problem = f"No such case: {', '.join(missing)}. See: rightsflow case list"
        raise Misconfigured(problem)
    return tuple(case.id for case in found if case)


async def rights_at_work() -> set[Right]:
    """Return the rights of requests for which something is due that follows identification."""
    async with desk().register.read() as connection:
        return await work_due.due_rights(
            connection, without=(Step.locate, Step.stop, Step.identify)
        )


async def systems_with(step: Step, rights: Collection[Right] | None = None) -> list[str]:
    """Return the systems for which items of a step are due, of requests for these rights."""
    async with desk().register.read() as connection:
        return await work_due.due_systems(connection, step, rights)
