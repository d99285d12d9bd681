"""Answers in one letter that are about the same data."""

from dataclasses import replace

import pytest

from rightsflow.law.ground import Given, Treatment
from rightsflow.law.right import AskedRight, Ground, Outcome
from rightsflow.letters.check import checked
from rightsflow.letters.choose import Letter
from rightsflow.letters.examples_of_rights import rights_example
from rightsflow.letters.parts import KeptTold, PartTold, PurposeTold
from rightsflow.letters.rights import RightAnswer
from rightsflow.letters.side_by_side import beside_each_other

RELATIONS = PurposeTold("Keeping in touch", Ground.legitimate_interest)
PLACEMENT = PurposeTold("Placement", Ground.contract)
GOES_ON = PartTold(
    Treatment.go_on, "CRM", ("Contacts",), (RELATIONS,), article="6(1)", records=1
)  # fmt: skip
ERASED = replace(GOES_ON, treatment=Treatment.erase, article="17(1)(c)")
CONTRACT = KeptTold(None, "Placement", "6(1)(b)", None, "until it ends")
OBJECTION = RightAnswer(AskedRight.marketing_objection, Outcome.granted, (GOES_ON,))
ERASURE = RightAnswer(AskedRight.erasure, Outcome.granted, (ERASED,))


def test_nothing_goes_on_that_another_answer_erases() -> None:
    """What is gone is processed for no purpose any more."""
    objection, erasure = beside_each_other([OBJECTION, ERASURE])
    assert objection.parts == ()
    assert erasure == ERASURE


def test_what_is_kept_goes_on() -> None:
    """Of a contact that a contract needs some fields stay."""
    cleared = replace(ERASED, treatment=Treatment.blank, kept=(CONTRACT,))
    objection, _ = beside_each_other([OBJECTION, replace(ERASURE, parts=(cleared,))])
    assert objection.parts == (GOES_ON,)


def test_what_is_erased_elsewhere_says_nothing_of_this_system() -> None:
    """A collection of the same name in another system is another collection."""
    elsewhere = replace(ERASED, system="Archive")
    objection, _ = beside_each_other([OBJECTION, replace(ERASURE, parts=(elsewhere,))])
    assert objection.parts == (GOES_ON,)


def test_nothing_goes_on_that_another_answer_stops() -> None:
    """An objection leaves alone what rests on consent, and the same letter ends the consent."""
    stopped = replace(GOES_ON, treatment=Treatment.stop, article="7(3)")
    withdrawal = RightAnswer(AskedRight.consent_withdrawal, Outcome.granted, (stopped,))
    objection, _ = beside_each_other([OBJECTION, withdrawal])
    assert objection.parts == ()
    both = replace(GOES_ON, purposes=(RELATIONS, PLACEMENT))
    objection, _ = beside_each_other([replace(OBJECTION, parts=(both,)), withdrawal])
    assert [purpose for _, purpose in objection.goes_on] == [PLACEMENT]


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("name", ["objection", "consent_withdrawal"])
def test_a_purpose_is_listed_once_under_what_goes_on(name: str, language: str) -> None:
    """However many collections serve it, however they came in, and by which provision."""
    it = rights_example(name, language)
    (answer,) = it.answers
    [(system, purpose)] = answer.goes_on
    again = PartTold(
        Treatment.go_on, system, ("Again",), (replace(purpose, profiling=True),), "6(1)", 2,
        given=Given.observed,
    )  # fmt: skip
    twice = replace(it, answers=(replace(answer, parts=(*answer.parts, again)),))
    lines = checked(Letter.rights_reply, twice).text.splitlines()
    assert len([line for line in lines if f"{purpose.title}: " in line]) == 1


def test_the_same_purpose_of_two_systems_is_two_lines() -> None:
    """Each system is named with what goes on in it."""
    elsewhere = replace(GOES_ON, system="Archive")
    answer = replace(OBJECTION, parts=(GOES_ON, GOES_ON, elsewhere))
    assert answer.goes_on == (("CRM", RELATIONS), ("Archive", RELATIONS))
