"""The invented people are found where the cast says, by the example's own connectors."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from deployments.examples.we_support.people import EVERYWHERE, PLANTED, Place
from rightsflow.canonical import canonical_email
from rightsflow.connector import Subject
from rightsflow.datamap.load import load_systems
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match
from rightsflow.plugins import open_connectors

SYSTEMS: dict[Place, frozenset[str]] = {
    Place.crm: frozenset({"crm"}),
    Place.recruitment: frozenset({"recruitment", "cv_files"}),
    Place.portal: frozenset({"portal"}),
    Place.trainings: frozenset({"trainings"}),
    Place.mailing: frozenset({"mailing"}),
}
"""The systems that a place stands for: documents lie with recruitment."""


def exact(instance: Path, *stories: str) -> dict[str, list[Match]]:
    """Return by story what is surely a person's, found by address in every system."""
    subjects = [
        Subject(
            story, (Identifier(IdentifierKind.email, canonical_email(PLANTED[story].email) or ""),)
        )
        for story in stories
    ]

    async def ask() -> dict[str, list[Match]]:
        found: dict[str, list[Match]] = {story: [] for story in stories}
        for connector in open_connectors(load_systems(instance), instance).values():
            if connector.asks_people:
                continue
            async with connector:
                async for one in connector.locate(subjects):
                    if one.match.certainty is Certainty.exact:
                        found[one.case_number].append(one.match)
        return found

    return asyncio.run(ask())


@pytest.fixture(scope="module")
def found(instance: Path) -> dict[str, list[Match]]:
    """Return by story what all systems hold."""
    return exact(instance, *PLANTED)


@pytest.mark.parametrize("story", sorted(set(PLANTED) - {"referrer"}))
def test_each_person_is_found_where_the_cast_says(
    found: dict[str, list[Match]], story: str
) -> None:
    """By address alone, and nowhere else."""
    said = frozenset[str]().union(*(SYSTEMS[place] for place in PLANTED[story].places))
    assert {match.system for match in found[story]} == said


def test_one_person_stands_in_every_system(instance: Path, found: dict[str, list[Match]]) -> None:
    """Whoever shows the demo can show everything with one letter."""
    assert PLANTED["everywhere"].places == PLANTED["leaver"].places == EVERYWHERE
    asked = {name for name, of in load_systems(instance).items() if of.connector != "people"}
    assert {match.system for match in found["everywhere"]} == asked


def test_a_referral_is_about_two_people(found: dict[str, list[Match]]) -> None:
    """Who recommended is found by the referral, who was recommended as a candidate."""
    made = [m.record.partition(":")[0] for m in found["referrer"] if m.system == "recruitment"]
    held = [m.record.partition(":")[0] for m in found["referred"] if m.system == "recruitment"]
    assert (made, held) == (["referrals_made"], ["candidates"])


def test_one_referral_came_without_the_consent_of_who_was_referred(instance: Path) -> None:
    """So the demo's data has what an approver is to be asked about."""
    with closing(sqlite3.connect(instance / "data" / "recruitment.sqlite")) as recruitment:
        query = "SELECT email FROM candidates JOIN referrals r ON r.candidate_id = candidates.id "
        rows = recruitment.execute(query + "WHERE r.consent_checked_on IS NULL").fetchall()
    assert rows == [(PLANTED["referred"].email,)]
