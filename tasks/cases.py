"""Which cases a run is about, and where work waits."""

from rightsflow.errors import Misconfigured
from rightsflow.register import cases, work
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


async def systems_with(step: Step) -> list[str]:
    """Return the systems for which items of a step are due."""
    async with desk().register.read() as connection:
        return await work.due_systems(connection, step)
