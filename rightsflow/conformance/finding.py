"""The contract, first part: who is found, and who is not."""

import pytest

from rightsflow.conformance.asking import (
    found_of,
    gathered,
    located,
    planted,
    rule,
    subject,
    subjects,
    told,
    wanted_of,
)
from rightsflow.conformance.people import STRANGERS, person
from rightsflow.conformance.stage import Stage
from rightsflow.connector import Wanted
from rightsflow.law.subject import Certainty


class Finds:
    """Everybody is found by their own identifiers, and by nobody else's."""

    async def test_each_is_found_by_their_own_address_and_by_no_other(self, stage: Stage) -> None:
        """An exact match is an equal canonical address: not a similar one."""
        people = await planted(stage)
        async with stage.connector() as connector:
            found = await located(connector, subjects(people))
            given = await gathered(connector, wanted_of(found))
            alone = [await located(connector, subjects([one])) for one in people]
        owners: dict[str, str] = {}
        for one, matches in zip(people, alone, strict=True):
            mine = [each.match for each in found if each.case_number == one.case_number]
            rule(bool(mine), "everybody planted is found")
            certain = all(match.certainty is Certainty.exact for match in mine)
            rule(certain, "an equal address is an exact match")
            same = {each.match.record for each in matches} == {match.record for match in mine}
            rule(same, "asked alone or in a batch, a person is found alike")
            apart = all(owners.setdefault(m.record, one.mark) == one.mark for m in mine)
            rule(apart, "no two people are led to one record")
            rule(one.mark in told(given, one.case_number), "an address leads to its owner")

    async def test_a_stranger_is_not_found(self, stage: Stage) -> None:
        """Wildcards, quotes and emptiness are looked for as they stand."""
        await planted(stage)
        async with stage.connector() as connector:
            for number, address in enumerate(STRANGERS):
                found = await located(connector, [subject(f"case{number}", address)])
                exact = [each for each in found if each.match.certainty is Certainty.exact]
                rule(not exact, "nobody is found by an address that is nobody's")

    async def test_an_address_of_two_people_leads_to_both(self, stage: Stage) -> None:
        """Who of them asks, a person decides; the system keeps neither back."""
        if stage.unique_addresses:
            pytest.skip("the system lets no two people have one address")
        one, other = person(61, "both@example.com"), person(62, "both@example.com")
        await stage.plant([one, other])
        async with stage.connector() as connector:
            found = await located(connector, [subject("case1", one.email)])
            given = told(await gathered(connector, wanted_of(found)), "case1")
        rule(one.mark in given and other.mark in given, "an address of two people leads to both")
        rule(len({each.match.record for each in found}) > 1, "and to a record of each")

    async def test_nobody_asked_about_is_nobody_found(self, stage: Stage) -> None:
        """An empty batch is no error and no dump of the system."""
        await planted(stage)
        async with stage.connector() as connector:
            rule(not await located(connector, []), "asked about nobody, nobody is located")
            rule(not await gathered(connector, []), "asked for nothing, nothing is gathered")
            nothing = [Wanted("case1", ())]
            rule(not await gathered(connector, nothing), "asked for no record, none is gathered")

    async def test_a_batch_keeps_people_apart(self, stage: Stage) -> None:
        """What a case is given holds nobody else's mark."""
        people = await planted(stage)
        async with stage.connector() as connector:
            found = await found_of(connector, people)
        for one in people:
            mine = told(found, one.case_number)
            others = [other.mark for other in people if other is not one]
            rule(one.mark in mine, "a case is given its own subject's data")
            rule(not any(mark in mine for mark in others), "a case is given nobody else's data")

    async def test_two_cases_about_one_person_are_both_given_everything(self, stage: Stage) -> None:
        """A record that two cases want goes to both."""
        one = (await planted(stage))[0]
        asked = [subject("case1", one.email), subject("case2", one.email)]
        async with stage.connector() as connector:
            found = await gathered(connector, wanted_of(await located(connector, asked)))
        same = sorted(told(found, "case1")) == sorted(told(found, "case2"))
        rule(one.mark in told(found, "case1") and same, "both cases are given the same")

    async def test_asking_again_gives_the_same(self, stage: Stage) -> None:
        """A step that died is run again: nothing is used up by asking."""
        people = await planted(stage)
        async with stage.connector() as connector:
            first, second = await found_of(connector, people), await found_of(connector, people)
        async with stage.connector() as connector:
            third = await found_of(connector, people)
        first_, second_, third_ = (
            sorted((one.case_number, one.record, repr(dict(one.values))) for one in found)
            for found in (first, second, third)
        )
        rule(first_ == second_ == third_, "asked again, a system answers the same")
