"""Answers in one letter that are about the same data."""

from dataclasses import replace

from rightsflow.law.ground import Treatment
from rightsflow.law.right import AskedRight, Ground, Outcome
from rightsflow.letters.parts import KeptTold, PartTold, PurposeTold
from rightsflow.letters.rights import RightAnswer
from rightsflow.letters.side_by_side import beside_each_other

RELATIONS = PurposeTold("Keeping in touch", Ground.legitimate_interest)
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
