"""Surveying one system for many cases: findings stream by, and only what a plan needs is kept."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import aclosing

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.connector import Finding, Incomplete, Wanted
from rightsflow.law.facts import HeldFacts, RecordFacts
from rightsflow.orders import treatments_of
from rightsflow.register import surveys
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.surveys import Surveyed
from rightsflow.register.work import Item
from rightsflow.survey import Survey
from tasks.desk import Desk
from tasks.guard import gathered
from tasks.person import Person

_PLACE = "survey.body"


async def look(
    at: Desk,
    system: str,
    wanted: Sequence[Wanted],
    see: Callable[[Finding], None] = lambda _finding: None,
) -> dict[str, Survey]:
    """Return the survey of each case, by its number; `see` is shown each finding.

    A record that is gone since it was located is no error here: there is nothing to plan for it.
    Raises `TryAgain` if the system cannot be asked now.
    """
    made = {one.case_number: Survey(at.systems[system]) for one in wanted}
    by_mail = at.connectors[system].asks_people
    asked = [] if by_mail else [one for one in wanted if one.records]
    if asked:
        try:
            async with aclosing(gathered(at.connectors[system], asked)) as findings:
                async for finding in findings:
                    made[finding.case_number].add(finding)
                    see(finding)
        except Incomplete:
            pass
    return made


def sealed(person: Person, item: Item, survey: Survey) -> Surveyed:
    """Return a survey as it is stored."""
    body = lock(person.key, _PLACE, person.case.number, survey.pack())
    return Surveyed(item.case_id, item.request_id, item.system, survey.records, body)


async def surveys_of(
    connection: AsyncConnection, at: Desk, asked: Mapping[int, Person]
) -> dict[int, dict[str, Survey]]:
    """Return the surveys of requests by system; `asked` says whose each request is."""
    rows = await surveys.of_requests(connection, list(asked))
    return {
        key: {
            row.system: Survey.unpack(
                at.systems[row.system],
                unlock(asked[key].key, _PLACE, asked[key].case.number, row.sealed_body),
            )
            for row in found
            if row.system in at.systems
        }
        for key, found in rows.items()
    }


def held_in(
    at: Desk, found: Mapping[str, Survey], reached: Collection[str] = ()
) -> list[HeldFacts]:
    """Return what is held, over all systems, as the law sees it.

    `reached`: systems in which the identified person is; a colleague is asked about those that
    no program sees into, as if they held something.
    """
    held: list[HeldFacts] = []
    for system, survey in found.items():
        can = treatments_of(at.systems[system], at.connectors[system].capabilities)
        facts = survey.held(can)
        perhaps = at.connectors[system].asks_people and system in reached
        held += map(_perhaps, facts) if perhaps else facts
    return held


def _perhaps(one: HeldFacts) -> HeldFacts:
    """Return a collection that only a colleague can look into, as if it held something."""
    return HeldFacts(one.of, (RecordFacts(f"{one.of.name}:?"),))
