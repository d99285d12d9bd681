"""When a request may be refused: what is in the table, and what can never be chosen."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.fee import FeeRule
from rightsflow.law.refusal import (
    FEE_INSTEAD,
    TABLE,
    RefusalGround,
    Row,
    TextKind,
    grounds_for,
    missing_texts,
    row_for,
)
from rightsflow.law.right import Right

NO_GROUNDS = (
    "reason", "motive", "purpose", "tone", "polite", "insult", "effort", "work", "volume",
    "number", "frequen", "repeat", "again", "cost", "mailbox", "channel", "form", "litigation",
    "court", "competitor", "secret", "time",
)  # fmt: skip
"""What people would like to refuse for, and may not (EDPB Guidelines 01/2022, 186 to 189)."""


def texts_for(ground: RefusalGround) -> set[tuple[TextKind, ...]]:
    """Return what has to be written for a ground, for whatever right."""
    return {row.texts for row in TABLE if row.ground is ground}


def test_no_right_has_a_ground_twice() -> None:
    """One row for each right and ground."""
    pairs = [(row.right, row.ground) for row in TABLE]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("ground", RefusalGround)
def test_each_ground_serves_against_some_right(ground: RefusalGround) -> None:
    """A ground that stands against nothing could never be chosen."""
    assert texts_for(ground)


def test_nothing_stands_against_withdrawing_consent() -> None:
    """Article 7(3): as easy to withdraw as to give, at any time."""
    assert grounds_for(Right.consent_withdrawal) == ()


def test_nothing_stands_against_an_objection_to_marketing() -> None:
    """Article 21(2) and (3): the data is no longer processed for it, whatever is said."""
    assert grounds_for(Right.objection, marketing=True) == ()
    assert not any(row_for(Right.objection, one, marketing=True) for one in RefusalGround)


@pytest.mark.parametrize("right", [one for one in Right if one is not Right.objection])
def test_marketing_changes_nothing_of_other_rights(right: Right) -> None:
    """The exception is one of the right to object."""
    assert grounds_for(right, marketing=True) == grounds_for(right)


@pytest.mark.parametrize(("right", "ground"), list(product(Right, RefusalGround)))
def test_what_can_be_chosen_has_a_row_and_nothing_else_has(
    right: Right, ground: RefusalGround
) -> None:
    """The list of a form and the look-up agree."""
    row = row_for(right, ground)
    assert (row is not None) == (ground in grounds_for(right))
    assert row is None or (row.right, row.ground) == (right, ground)


@pytest.mark.parametrize("word", NO_GROUNDS)
def test_what_is_no_ground_cannot_be_chosen(word: str) -> None:
    """C-307/22: no reasons may be demanded; nor do tone, effort, number or form refuse anybody."""
    assert [ground for ground in RefusalGround if word in ground] == []


def test_each_ground_cites_a_provision_that_has_it() -> None:
    """Article 12(5)(b) for whatever is excessive or unfounded, else the article of the right."""
    article = {"access": "15", "rectification": "16", "erasure": "17", "restriction": "18",
               "portability": "20", "objection": "21", "automated_decision": "22"}  # fmt: skip
    for row in TABLE:
        own = re.fullmatch(r"(\d+)(\(\d\))?(\([a-f]\))?", row.article)
        assert own is not None
        assert own[1] == ("12" if row.ground in FEE_INSTEAD else article[row.right])


def test_abuse_is_shown_by_both_elements_and_why_a_fee_would_not_do() -> None:
    """C-526/24: the objective and the subjective one; C-416/23: the choice is reasoned."""
    assert texts_for(RefusalGround.excessive) == {
        (TextKind.objective, TextKind.subjective, TextKind.why_not_a_fee)
    }
    assert texts_for(RefusalGround.manifestly_unfounded) == {
        (TextKind.reason, TextKind.why_not_a_fee)
    }


def test_every_other_ground_wants_its_reason() -> None:
    """Article 12(4): the reasons are told."""
    for ground in set(RefusalGround) - FEE_INSTEAD:
        assert texts_for(ground) == {(TextKind.reason,)}


@pytest.mark.parametrize("row", TABLE)
def test_no_refusal_goes_without_evidence(row: Row) -> None:
    """Article 5(2): who refuses can show afterwards why."""
    assert missing_texts(row, ()) == (*row.texts, TextKind.evidence)
    assert missing_texts(row, row.texts) == (TextKind.evidence,)


@given(st.sampled_from(TABLE), st.sets(st.sampled_from(TextKind)))
def test_what_is_missing_is_what_was_not_given(row: Row, given: set[TextKind]) -> None:
    """Neither a text that nobody asked for nor a long one makes up for another."""
    wanted = {*row.texts, TextKind.evidence}
    assert set(missing_texts(row, given)) == wanted - given


def test_other_peoples_rights_limit_a_copy_and_never_refuse_it() -> None:
    """Articles 15(4) and 20(4), recital 63: what is left is given."""
    assert {(row.right, row.ground) for row in TABLE if row.partly} == {
        (Right.access, RefusalGround.others_rights),
        (Right.portability, RefusalGround.others_rights),
    }


def test_a_fee_instead_is_for_what_is_excessive_or_unfounded() -> None:
    """Article 12(5)(a): no other ground of refusal can be turned into money."""
    assert {row.ground for row in TABLE if row.article == "12(5)(b)"} == FEE_INSTEAD


def test_a_proposal_is_not_the_law() -> None:
    """COM proposal of 19 November 2025: not in force, so none of its grounds is there.

    It would let access be refused that is wanted "for purposes other than the protection of
    their data", on a lower standard of proof. Until it is law, access knows what Articles 12(5)
    and 15(4) give, and abuse wants both elements.
    """
    assert {(row.ground, row.article) for row in TABLE if row.right is Right.access} == {
        (RefusalGround.others_rights, "15(4)"),
        (RefusalGround.excessive, "12(5)(b)"),
        (RefusalGround.manifestly_unfounded, "12(5)(b)"),
    }
    words = {*RefusalGround, *FeeRule, *TextKind}
    proposed = ("purpose", "protection", "abus", "omnibus", "overly_broad", "undifferentiated")
    assert [word for word in words for part in proposed if part in word] == []
