"""What a message does: the rows of the table, and what no message can do."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.notice import RecipientWord
from rightsflow.law.reception import Received, Reception, ReplyWord, receive
from rightsflow.law.right import Right
from rightsflow.law.task import TaskWord

ACCESS = (Right.access,)

ROWS = (
    (Received("bounce", joins=True), Reception.letter_bounced),
    (Received("bounce", joins=True, only_late=True), Reception.joins),
    (Received("bounce"), Reception.nothing),
    (Received("bounce", ACCESS), Reception.nothing),
    (Received("authority"), Reception.new_case_for_person),
    (Received("authority", ACCESS, needs_person=True, joins=True), Reception.new_case_for_person),
    (Received("auto_reply", joins=True), Reception.joins),
    (Received("auto_reply", ACCESS, joins=True), Reception.joins_for_person),
    (Received("auto_reply", ACCESS), Reception.new_case_for_person),
    (Received("auto_reply"), Reception.nothing),
    (Received("follow_up", joins=True, asked_for_identity=True, confirms=False), Reception.denial),
    (Received("not_a_request", joins=True, confirms=False), Reception.denial),
    (
        Received("follow_up", joins=True, asked_for_identity=True, confirms=True),
        Reception.confirmation,
    ),
    (
        Received("request", ACCESS, joins=True, asked_for_identity=True, confirms=True),
        Reception.confirmation,
    ),
    (
        Received(
            "follow_up", needs_person=True, joins=True, asked_for_identity=True, confirms=True
        ),
        Reception.joins_for_person,
    ),
    (Received("follow_up", joins=True, asked_for_identity=True), Reception.joins_for_person),
    (Received("not_a_request", joins=True, asked_for_identity=True), Reception.joins_for_person),
    (Received("request", ACCESS, needs_person=True, joins=True), Reception.joins_for_person),
    (Received("request", ACCESS, joins=True, from_recipient=True), Reception.new_right),
    # Whoever has a copy of our letter does not ask in its recipient's name.
    (Received("request", ACCESS, joins=True), Reception.joins_for_person),
    (Received("request", joins=True), Reception.joins_for_person),
    (Received("not_a_request", joins=True), Reception.joins),
    (Received("follow_up", joins=True), Reception.joins_for_person),
    (Received("unreadable", joins=True), Reception.joins_for_person),
    (Received("request", ACCESS), Reception.new_case),
    (Received("request", ACCESS, needs_person=True), Reception.new_case_for_person),
    (Received("request", needs_person=True), Reception.new_case_for_person),
    (Received("unreadable"), Reception.new_case_for_person),
    (Received("follow_up"), Reception.new_case_for_person),
    (Received("not_a_request", needs_person=True), Reception.new_case_for_person),
    (Received("not_a_request", ACCESS), Reception.new_case_for_person),
    (Received("not_a_request"), Reception.nothing),
    (Received("not_a_request", confirms=True), Reception.nothing),
)

YES, BACK = ReplyWord.accepts_fee, ReplyWord.withdraws_request
QUOTED = Received("not_a_request", joins=True, asked_for_fee=True, from_recipient=True)
TO_STAFF = Received("not_a_request", joins=True, to_staff=True, asked_for_decision=True)

REPLIES = (
    (replace(QUOTED, reply_word=YES), Reception.fee_accepted),
    (replace(QUOTED, kind="follow_up", reply_word=YES), Reception.fee_accepted),
    # Somebody else cannot make the person owe money, nor can a yes to another letter.
    (replace(QUOTED, reply_word=YES, from_recipient=False), Reception.joins),
    (replace(QUOTED, kind="follow_up", reply_word=YES, from_recipient=False),
     Reception.joins_for_person),
    (replace(QUOTED, reply_word=YES, asked_for_fee=False), Reception.joins),
    (replace(QUOTED, reply_word=YES, needs_person=True), Reception.joins_for_person),
    (replace(QUOTED, reply_word=YES, new_rights=ACCESS), Reception.new_right),
    (replace(QUOTED, reply_word=YES, confirms=False), Reception.denial),
    (replace(QUOTED, kind="auto_reply", reply_word=YES), Reception.joins),
    (QUOTED, Reception.joins),
    (replace(QUOTED, reply_word=BACK), Reception.withdrawn),
    # Any letter of ours may be answered so: there need not have been a fee.
    (replace(QUOTED, reply_word=BACK, asked_for_fee=False), Reception.withdrawn),
    (replace(QUOTED, reply_word=BACK, from_recipient=False), Reception.joins),
    (replace(QUOTED, reply_word=BACK, needs_person=True), Reception.joins_for_person),
    (replace(QUOTED, reply_word=BACK, new_rights=ACCESS), Reception.new_right),
    (Received("follow_up", reply_word=BACK), Reception.new_case_for_person),
    (replace(TO_STAFF, from_recipient=True), Reception.staff_text),
    # What staff writes for a decision may speak of rights, refusals and denials as it likes.
    (replace(TO_STAFF, from_recipient=True, kind="request", new_rights=ACCESS, confirms=False,
             needs_person=True), Reception.staff_text),
    (TO_STAFF, Reception.joins_for_person),
    # "It was not me", to a receipt, is no reason for a letter.
    (replace(TO_STAFF, from_recipient=True, asked_for_decision=False),
     Reception.joins_for_person),
    (replace(TO_STAFF, kind="request", new_rights=ACCESS), Reception.joins_for_person),
    (replace(TO_STAFF, reply_word=BACK), Reception.joins_for_person),
    # An approver's mailbox that is full or absent is no letter that came back to a requester.
    (replace(TO_STAFF, kind="bounce", from_recipient=True), Reception.joins),
    (replace(TO_STAFF, kind="auto_reply", from_recipient=True), Reception.joins),
)  # fmt: skip

NOTICE = Received("follow_up", joins=True, to_recipient=True, from_recipient=True)
GOT, DID, NO = RecipientWord.received, RecipientWord.done, RecipientWord.refuses

OF_RECIPIENTS = (
    (replace(NOTICE, recipient_word=DID), Reception.recipient_answers),
    (replace(NOTICE, kind="not_a_request", recipient_word=GOT), Reception.recipient_answers),
    (replace(NOTICE, recipient_word=NO), Reception.recipient_for_person),
    (NOTICE, Reception.recipient_for_person),
    # A doubt, or a right that the recipient seems to ask for: a person reads it.
    (replace(NOTICE, recipient_word=DID, needs_person=True), Reception.recipient_for_person),
    (replace(NOTICE, kind="request", new_rights=ACCESS, recipient_word=DID),
     Reception.recipient_for_person),
    # Neither does a recipient deny or confirm that the person asked, or take it back.
    (replace(NOTICE, confirms=False), Reception.recipient_for_person),
    (replace(NOTICE, reply_word=BACK), Reception.recipient_for_person),
    (replace(NOTICE, recipient_word=DID, from_recipient=False), Reception.joins_for_person),
    (replace(NOTICE, kind="bounce"), Reception.recipient_for_person),
    (replace(NOTICE, kind="bounce", only_late=True), Reception.joins),
    (replace(NOTICE, kind="auto_reply"), Reception.joins),
    (replace(NOTICE, kind="auto_reply", new_rights=ACCESS), Reception.joins_for_person),
)  # fmt: skip

TASK = Received("not_a_request", joins=True, to_staff=True, asked_for_task=True)
GIVEN = replace(TASK, from_recipient=True, task_word=TaskWord.done)

OF_TASKS = (
    *((replace(GIVEN, task_word=word), Reception.task_answered) for word in TaskWord),
    # What was found may speak of rights, refusals and denials as it likes.
    (replace(GIVEN, kind="request", new_rights=ACCESS, confirms=False, needs_person=True),
     Reception.task_answered),
    (replace(GIVEN, kind="authority"), Reception.task_answered),
    (replace(GIVEN, task_word=None), Reception.task_for_person),
    (replace(GIVEN, kind="unreadable", task_word=None), Reception.task_for_person),
    # A copy of the mail answers nothing in the colleague's name, however clear it is.
    (replace(GIVEN, from_recipient=False), Reception.joins_for_person),
    (replace(TASK, kind="request", new_rights=ACCESS), Reception.joins_for_person),
    # Nobody got the task; a mail that is late, or somebody who is away, may still answer.
    (replace(TASK, kind="bounce"), Reception.task_for_person),
    (replace(TASK, kind="bounce", only_late=True), Reception.joins),
    (replace(GIVEN, kind="auto_reply"), Reception.joins),
    # The word alone makes nothing a task.
    (replace(GIVEN, asked_for_task=False), Reception.joins_for_person),
    (replace(GIVEN, joins=False, asked_for_task=False, to_staff=False), Reception.nothing),
)  # fmt: skip

KINDS = (
    "request",
    "follow_up",
    "bounce",
    "auto_reply",
    "not_a_request",
    "authority",
    "unreadable",
)
SEEN_BY_PERSON = {
    Reception.new_case_for_person,
    Reception.joins_for_person,
    Reception.denial,
    Reception.letter_bounced,
    Reception.recipient_for_person,
}


@st.composite
def messages(draw: st.DrawFn) -> Received:
    """Draw any message that can be: only a reply can answer the question about identity."""
    joins = draw(st.booleans())
    return Received(
        kind=draw(st.sampled_from(KINDS)),
        new_rights=tuple(draw(st.lists(st.sampled_from(Right), max_size=2, unique=True))),
        needs_person=draw(st.booleans()),
        joins=joins,
        asked_for_identity=joins and draw(st.booleans()),
        confirms=draw(st.none() | st.booleans()),
        from_recipient=joins and draw(st.booleans()),
        asked_for_fee=joins and draw(st.booleans()),
        asked_for_decision=joins and draw(st.booleans()),
        reply_word=draw(st.none() | st.sampled_from(ReplyWord)),
        to_recipient=joins and draw(st.booleans()),
        recipient_word=draw(st.none() | st.sampled_from(RecipientWord)),
    )


@pytest.mark.parametrize(("message", "expected"), [*ROWS, *REPLIES, *OF_RECIPIENTS, *OF_TASKS])
def test_a_message_does_what_its_row_says(message: Received, expected: Reception) -> None:
    """Each row of the table, with a message that it decides."""
    assert receive(message)[0] is expected


@given(messages())
def test_no_request_for_a_right_is_passed_over(message: Received) -> None:
    """Whatever asks for a right opens a case, joins one with it, or is seen by a person."""
    reception, _ = receive(message)
    foreign_bounce = message.kind == "bounce" and not message.joins
    if message.new_rights and not foreign_bounce:
        carries = {Reception.new_case, Reception.new_right, Reception.confirmation}
        assert reception in carries | SEEN_BY_PERSON


@given(messages())
def test_what_needs_a_person_reaches_one(message: Received) -> None:
    """Only machines' letters that ask for nothing are exempt: nobody waits for an answer."""
    if message.needs_person and message.kind not in {"bounce", "auto_reply"}:
        assert receive(message)[0] in SEEN_BY_PERSON


@given(messages())
def test_only_a_clear_yes_to_our_question_confirms(message: Received) -> None:
    """A confirmation answers the question about identity, says yes, and leaves no doubt."""
    if receive(message)[0] is Reception.confirmation:
        assert message.asked_for_identity
        assert message.confirms is True
        assert not message.needs_person
        assert message.kind not in {"bounce", "auto_reply", "authority"}


@given(messages())
def test_only_a_clear_request_opens_a_case_that_nobody_looks_at(message: Received) -> None:
    """A case that machines answer alone begins with a request that left no doubt."""
    if receive(message)[0] is Reception.new_case:
        assert message.kind == "request"
        assert not message.needs_person
        assert not message.joins


@given(messages())
def test_a_denial_stops_the_case(message: Received) -> None:
    """Somebody who says that they never wrote is heard, whatever letter of ours they answer."""
    written = message.kind not in {"bounce", "auto_reply", "authority"}
    of_person = message.joins and not message.to_recipient
    if of_person and written and message.confirms is False:
        assert receive(message)[0] is Reception.denial


@given(messages())
def test_what_answers_no_letter_of_ours_joins_no_case(message: Received) -> None:
    """A case is joined by our Message-ID and by nothing a stranger can write."""
    joining = {
        Reception.joins, Reception.joins_for_person, Reception.new_right, Reception.confirmation,
        Reception.denial, Reception.letter_bounced, Reception.staff_text, Reception.fee_accepted,
        Reception.withdrawn, Reception.recipient_answers, Reception.recipient_for_person,
    }  # fmt: skip
    if not message.joins:
        assert receive(message)[0] not in joining


@given(messages())
def test_only_whom_we_wrote_to_accepts_a_fee_or_takes_a_request_back(message: Received) -> None:
    """EDPB Guidelines 01/2022, paragraph 31: the person's own word, and no doubt about it."""
    reception, _ = receive(message)
    if reception in {Reception.fee_accepted, Reception.withdrawn}:
        assert message.joins
        assert message.from_recipient
        assert not message.needs_person
        assert not message.new_rights
        assert message.kind not in {"bounce", "auto_reply", "authority"}
        assert message.asked_for_fee or reception is Reception.withdrawn
        expected = YES if reception is Reception.fee_accepted else BACK
        assert message.reply_word is expected


@given(messages())
def test_what_answers_a_mail_for_staff_does_nothing_as_a_requester(message: Received) -> None:
    """Its text is for a decision if the approver wrote it, and else for a person to look at."""
    reception, _ = receive(replace(message, joins=True, to_staff=True))
    machine = message.kind in {"bounce", "auto_reply"}
    asked = message.from_recipient and message.asked_for_decision
    written = Reception.staff_text if asked else Reception.joins_for_person
    assert reception is (Reception.joins if machine else written)


@given(messages())
def test_what_answers_a_notice_does_nothing_as_the_person(message: Received) -> None:
    """Article 19: a recipient answers for itself, moves its own notice, and no right of anybody."""
    reception, _ = receive(replace(message, joins=True, to_recipient=True))
    assert reception in {
        Reception.recipient_answers, Reception.recipient_for_person, Reception.joins,
        Reception.joins_for_person,
    }  # fmt: skip
    if reception is Reception.recipient_answers:
        assert message.from_recipient
        assert not message.needs_person
        assert message.recipient_word in {RecipientWord.received, RecipientWord.done}
        assert message.kind not in {"bounce", "auto_reply"}
