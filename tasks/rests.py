"""What an erasure left over and people decided to keep: where it may be, and where it still is."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.deeds import Residue
from rightsflow.register import details
from rightsflow.register.details import Details
from tasks.person import Person, details_of


def places_in(said: Details, system: str) -> frozenset[str]:
    """Return the places of a system in which something may be left, by decisions."""
    return frozenset(place for rest in said.stays if rest.system == system for place in rest.places)


def elsewhere(found: Sequence[Residue], places: Collection[str]) -> list[Residue]:
    """Return what was found in no place in which it may be."""
    return [one for one in found if one.place not in places]


async def keep_only(
    connection: AsyncConnection,
    system: str,
    found: Mapping[int, Sequence[Residue]],
    owners: Mapping[int, Person],
) -> None:
    """Forget of each request what was not found in the system any more: it is told as gone."""
    for key, said in (await details_of(connection, {k: owners[k] for k in found})).items():
        there = {one.place for one in found[key]}
        stays = tuple(
            narrowed
            for one in said.stays
            if (narrowed := one if one.system != system else one.only_in(there)).places
        )
        if stays != said.stays:
            who = owners[key]
            changed = said.model_copy(update={"stays": stays})
            await details.keep(connection, key, who.key, who.case.number, changed)
