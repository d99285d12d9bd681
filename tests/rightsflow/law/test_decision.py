"""What people decide: every decision has its row, and no single person refuses anything."""

import re

import pytest

from rightsflow.law import decision, refusal
from rightsflow.law.decision import TABLE, Decision, Needs, Row
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import Right

REFUSALS = {Decision.refuse, Decision.refuse_partly}


def needing(need: Needs) -> set[Decision]:
    """Return the decisions that have to name something."""
    return {row.decision for row in TABLE if need in row.needs}


def test_each_decision_has_exactly_one_row() -> None:
    """Whatever is decided, the table says by how many and on what."""
    assert sorted(row.decision for row in TABLE) == sorted(Decision)


@pytest.mark.parametrize("one", Decision)
def test_the_row_of_a_decision_is_its_own(one: Decision) -> None:
    """Looked up by decision, no other row is found."""
    assert decision.row_of(one).decision is one


@pytest.mark.parametrize("row", TABLE)
def test_each_decision_cites_its_provision(row: Row) -> None:
    """A decision can be shown afterwards, with the provision it rests on (Article 5(2))."""
    one = r"(\d+(\(\d\))*(\([a-f]\))?|recital \d+)"
    assert re.fullmatch(rf"{one}(, {one})*", row.article)


def test_two_people_refuse_and_one_of_them_is_the_officer() -> None:
    """A wrongful refusal is a breach by itself (C-526/24); all else one approver decides."""
    assert {row.decision for row in TABLE if row.approvers > 1} == REFUSALS
    assert {row.decision for row in TABLE if row.officer} == REFUSALS
    assert {row.approvers for row in TABLE} == {1, 2}


def test_whoever_refuses_or_charges_names_the_ground() -> None:
    """Articles 12(4) and (5): the ground comes from a closed list, for the rights it concerns."""
    assert needing(Needs.ground) == {*REFUSALS, Decision.quote_fee}
    assert Needs.rights in decision.row_of(Decision.refuse).needs
    assert Needs.systems in decision.row_of(Decision.refuse_partly).needs


def test_whoever_confirms_a_person_names_the_records() -> None:
    """Article 12(6): not "yes, that is her", but which records are hers."""
    assert needing(Needs.records) == {Decision.identity_confirmed}


def test_only_an_extension_names_months() -> None:
    """Article 12(3): a person chooses how many."""
    assert needing(Needs.months) == {Decision.extend}


def test_what_is_written_for_one_decision_serves_no_other() -> None:
    """The reason of a refusal never stands in a notice of extension, nor an answer in a refusal."""
    texts = {row.decision: set(row.texts) for row in TABLE}
    for one in (Decision.extend, Decision.release):
        assert texts[one]
        others = [texts[other] for other in Decision if other is not one]
        assert all(texts[one].isdisjoint(other) for other in others)


def test_a_refusal_uses_all_that_a_ground_may_want() -> None:
    """Which of them have to be there stands in the table of grounds."""
    wanted = {kind for row in refusal.TABLE for kind in row.texts} | {TextKind.evidence}
    for one in (Decision.refuse, Decision.quote_fee):
        assert set(decision.row_of(one).texts) == wanted
    partly = {kind for row in refusal.TABLE if row.partly for kind in row.texts}
    assert set(decision.row_of(Decision.refuse_partly).texts) == partly | {TextKind.evidence}
    assert all(row.texts for row in refusal.TABLE)


def test_what_an_approval_wants_is_among_its_texts() -> None:
    """A text that it does not use would wait for ever."""
    used = set(decision.row_of(Decision.approve).texts)
    assert {kind for row in decision.APPROVING for kind in (*row.wanted, *row.possible)} <= used


def test_only_rights_of_which_a_person_has_more_to_say_want_a_text() -> None:
    """An erasure is approved as it was shown."""
    wanted = {right: decision.approving(right).wanted for right in Right}
    assert {right for right, texts in wanted.items() if texts} == {
        Right.rectification,
        Right.automated_decision,
    }
