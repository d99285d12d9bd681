"""What waits for a person: every kind has its row, and silence decides nothing against anybody."""

import pytest

from rightsflow.law import hold
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HOLDS, Answerer, HoldKind, Row, Silence

REFUSALS = {Decision.refuse, Decision.refuse_partly}


def offering(*decisions: Decision) -> tuple[Row, ...]:
    """Return the rows on which one of these decisions can be taken."""
    return tuple(row for row in HOLDS if set(decisions) & set(row.decisions))


def test_each_kind_of_hold_has_exactly_one_row() -> None:
    """Whatever waits, the table says who answers it and what happens if nobody does."""
    assert sorted(row.kind for row in HOLDS) == sorted(HoldKind)


@pytest.mark.parametrize("kind", HoldKind)
def test_the_row_of_a_kind_is_its_own(kind: HoldKind) -> None:
    """Looked up by kind, no other row is found."""
    assert hold.row_of(kind).kind is kind


@pytest.mark.parametrize("decision", Decision)
def test_each_decision_can_be_taken_on_some_hold(decision: Decision) -> None:
    """A decision that no hold offers could never be taken."""
    assert offering(decision)


@pytest.mark.parametrize("row", HOLDS)
def test_each_hold_can_be_ended_by_a_decision(row: Row) -> None:
    """Who is asked is offered something to answer, and nothing of it twice."""
    assert row.decisions
    assert len(set(row.decisions)) == len(row.decisions)


def test_no_silence_is_a_refusal_or_an_approval() -> None:
    """Silence ends in an answer with what there is, in waiting on, or in what was asked for."""
    words = ("refus", "reject", "den", "approv", "confirm", "eras", "delet", "lift", "grant")
    assert [one for one in Silence for word in words if word in one] == [Silence.not_identified]


@pytest.mark.parametrize("row", offering(*REFUSALS))
def test_silence_where_a_refusal_was_possible_is_an_answer(row: Row) -> None:
    """Article 12(4): nobody is refused because nobody looked."""
    assert row.silence in {Silence.tell_what_there_is, Silence.carry_on}


@pytest.mark.parametrize("row", offering(Decision.identity_confirmed))
def test_silence_proves_no_identity(row: Row) -> None:
    """Article 12(6): data goes to nobody whom nobody has recognised."""
    assert row.silence is Silence.not_identified


def test_silence_carries_on_only_with_a_copy_that_was_due_anyway() -> None:
    """A repetition is answered free of charge, a large copy is sent whole.

    C-416/23: that somebody asks again is no ground; recital 63: nobody has to say what of it they
    want. What an approver wants to see first is no such copy.
    """
    carried_on = {row.kind for row in HOLDS if row.silence is Silence.carry_on}
    assert carried_on == {HoldKind.repeated, HoldKind.large_copy}
    assert hold.row_of(HoldKind.plan_approval).silence is Silence.tell_what_there_is


def test_scope_is_asked_of_a_large_copy_alone() -> None:
    """Recital 63: where a large quantity of information is processed."""
    assert [row.kind for row in offering(Decision.ask_scope)] == [HoldKind.large_copy]


def test_a_restriction_is_lifted_by_a_decision_alone() -> None:
    """Article 18(3): the person is told before, so no day of the calendar may lift it."""
    (row,) = offering(Decision.lift_restriction)
    assert (row.kind, row.answerer, row.silence) == (
        HoldKind.restriction, Answerer.approver, Silence.stays,
    )  # fmt: skip


def test_the_clock_rests_only_while_the_person_is_asked_who_they_are() -> None:
    """EDPB Guidelines 01/2022, paragraph 159: no other question stops it."""
    assert [row.kind for row in offering(Decision.suspend)] == [HoldKind.identity_reply]


def test_a_prolongation_that_nobody_chooses_does_not_happen() -> None:
    """Article 12(3): a proposal to extend lapses, and the first month stays."""
    assert hold.row_of(HoldKind.extension).silence is Silence.lapses


def test_a_fee_that_nobody_accepts_is_not_owed() -> None:
    """The quote stands, nothing is made or charged; the writer answers it, or an approver waives.

    EDPB Guidelines 01/2022, paragraph 31.
    """
    row = hold.row_of(HoldKind.fee_reply)
    assert (row.answerer, row.silence) == (Answerer.requester, Silence.fee_stands)
    assert not REFUSALS & set(row.decisions)


def test_an_authority_is_answered_by_a_person() -> None:
    """Its time limit is its own: no rule answers, and nothing is told in its stead."""
    row = hold.row_of(HoldKind.authority)
    assert (row.decisions, row.silence) == ((Decision.release,), Silence.stays)


def test_what_was_entered_without_consent_stays_in_sight() -> None:
    """Article 7(1): it is the controller's to show; no silence makes up for it."""
    row = hold.row_of(HoldKind.consent_missing)
    assert (row.decisions, row.silence) == ((Decision.release,), Silence.stays)
