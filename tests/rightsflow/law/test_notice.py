"""Telling recipients (Article 19): every deed and role has its row, and no state is a dead end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.decision import Decision, row_of
from rightsflow.law.hold import HoldKind
from rightsflow.law.hold import row_of as hold_row
from rightsflow.law.notice import (
    ANSWERED,
    DEEDS,
    LEAVES_OUT,
    MOVES,
    ROLES,
    LeftOut,
    NoticeDeed,
    NoticeState,
    RecipientRole,
    RecipientWord,
    deed_row,
    enough,
    origins_of,
    remind_on,
    role_row,
)
from rightsflow.law.refusal import TextKind
from rightsflow.law.subject import Identifier, IdentifierKind

ENDS = {NoticeState.done, NoticeState.left_out}


def test_each_deed_has_one_row_with_its_article() -> None:
    """Article 19 names three: Articles 16, 17(1) and 18."""
    assert [row.deed for row in DEEDS] == list(NoticeDeed)
    assert [deed_row(deed).article for deed in NoticeDeed] == ["16", "17(1)", "18"]


def test_a_processor_is_instructed_and_a_controller_only_notified() -> None:
    """Articles 28(3) and 19: of the one the deed is wanted, of the other that it knows."""
    assert sorted(row.role for row in ROLES) == sorted(RecipientRole)
    processor, controller = role_row(RecipientRole.processor), role_row(RecipientRole.controller)
    assert (processor.instructed, controller.instructed) == (True, False)
    assert "28(3)" in processor.article
    assert "28" not in controller.article
    assert NoticeState.acknowledged in processor.waits - controller.waits
    assert all(0 < row.answer_within_days <= 28 for row in ROLES)


def test_every_state_has_one_row_and_none_leads_to_itself() -> None:
    """A notice never stands still by a move."""
    assert sorted(move.to for move in MOVES) == sorted(NoticeState)
    assert [move.to for move in MOVES if move.to in move.origins] == []
    assert all(move.because for move in MOVES)


def test_what_is_done_or_left_out_changes_no_more() -> None:
    """A later word of a machine does not undo it."""
    assert [move.to for move in MOVES if ENDS & move.origins] == []


@pytest.mark.parametrize("state", sorted(set(NoticeState) - ENDS))
def test_from_every_other_state_both_ends_can_be_reached(state: NoticeState) -> None:
    """By an answer, or by a person."""
    assert state in origins_of(NoticeState.done)
    assert state in origins_of(NoticeState.left_out)


def test_nothing_that_waits_escapes_the_calendar() -> None:
    """Whatever still wants an answer can become overdue."""
    for row in ROLES:
        assert row.waits <= origins_of(NoticeState.overdue)


def test_every_clear_word_moves_a_notice_that_was_sent() -> None:
    """And one that is late, or whose letter nobody saw leave."""
    assert set(ANSWERED) == set(RecipientWord)
    for state in ANSWERED.values():
        assert {NoticeState.sent, NoticeState.queued, NoticeState.overdue} <= origins_of(state)


def test_only_a_person_leaves_a_recipient_out_and_writes_why() -> None:
    """Article 19 knows two reasons and defines neither."""
    assert sorted(LEAVES_OUT.values()) == sorted(LeftOut)
    for decision in LEAVES_OUT:
        assert row_of(decision).article == "19"
        assert row_of(decision).texts == (TextKind.reason,)
    for kind in (HoldKind.recipient_reply, HoldKind.notice_overdue):
        assert set(LEAVES_OUT) <= set(hold_row(kind).decisions)
        assert Decision.extend not in hold_row(kind).decisions


@given(st.dates(date(2026, 1, 1), date(2036, 1, 1)), st.integers(1, 28))
def test_the_reminder_comes_before_the_day_for_the_answer(sent_on: date, days: int) -> None:
    """Half-way, and never after it: 7 days give 3, 14 give 7."""
    answer_by_on = date.fromordinal(sent_on.toordinal() + days)
    assert remind_on(sent_on, answer_by_on).toordinal() - sent_on.toordinal() == days // 2


@given(st.lists(st.builds(Identifier, st.sampled_from(IdentifierKind), st.text(min_size=1))))
def test_no_more_is_told_than_needed_and_nothing_new(known: list[Identifier]) -> None:
    """Two at most, of different kinds, of what the recipient knows; never a PESEL number."""
    told = enough(known)
    assert set(told) <= set(known)
    assert len({one.kind for one in told}) == len(told) <= 2
    assert IdentifierKind.pesel not in {one.kind for one in told}
    assert enough(told) == told
    plain = {one.kind for one in known} - {IdentifierKind.pesel}
    assert len(told) == min(2, len(plain))
    if IdentifierKind.name in plain:
        assert told[0].kind is IdentifierKind.name
