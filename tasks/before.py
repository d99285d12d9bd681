"""What stood in a field before it is corrected: noted first, so that the letter can tell it."""

from collections.abc import Mapping, Sequence
from contextlib import aclosing

from rightsflow.connector import Incomplete, Wanted
from rightsflow.deeds import Value
from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment
from rightsflow.register import details
from rightsflow.register.details import Details
from tasks.desk import Desk
from tasks.guard import gathered
from tasks.person import Person


async def note_before(
    at: Desk,
    system: str,
    person: Person,
    request_id: int,
    said: Details,
    actions: Sequence[Action],
    roots: Sequence[str],
) -> Details:
    """Return the details with the values that stand there now; stored before anything changes.

    What was noted by an earlier attempt stays: the field may be corrected already.
    """
    wanted = {
        (action.collection, key): action.fields
        for action in actions
        if action.treatment is Treatment.correct
        for key in action.keys
    }
    fresh = {f"{system}.{of}.{name}" for (of, _), names in wanted.items() for name in names}
    # What stands where only a colleague can look, nobody can note beforehand.
    if at.connectors[system].asks_people or not fresh - said.before.keys():
        return said
    found = await _values(at, system, Wanted(person.case.number, tuple(roots)), wanted)
    noted = said.model_copy(update={"before": {**found, **said.before}})
    async with at.register.write() as connection:
        await details.keep(connection, request_id, person.key, person.case.number, noted)
    return noted


async def _values(
    at: Desk, system: str, roots: Wanted, wanted: Mapping[tuple[str, str], Sequence[str]]
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    try:
        async with aclosing(gathered(at.connectors[system], [roots])) as findings:
            async for finding in findings:
                for name in wanted.get((finding.collection, finding.record), ()):
                    place = f"{system}.{finding.collection}.{name}"
                    found.setdefault(place, finding.values.get(name))
    except Incomplete:
        pass  # what is gone has nothing to correct, and its receipt says so
    return found
