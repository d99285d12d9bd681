"""Recipients are told once each, chased, and what they answer moves their notice alone."""

from datetime import date
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.notice import NoticeDeed, NoticeState
from rightsflow.law.refusal import TextKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.contexts import Correction, RecipientLetter
from rightsflow.letters.rights import NoticeTold
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import holds, kept_letters, waiting
from rightsflow.register.holds import Hold
from rightsflow.register.tables import message
from rightsflow.register.types import Stage
from rightsflow.register.waiting import OpenHold
from tasks.notaccepted import Why
from tasks.notices import Told, WhyByPerson, told_by_person
from tests.acceptance.people import ZANETA
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office, refused
from tests.tasks.letters_seen import Seen
from tests.tasks.notices_kit import (
    ALFA,
    BETA,
    CLIENT,
    HOSTING,
    OVERDUE,
    PROCESSOR,
    REPLY,
    TODAY_ON,
    WHY,
    ZANETA_KNOWN,
    named,
    notified,
    of_case,
    states,
    tell,
    told,
)
from tests.tasks.written import ERASURE, OFFICER, letter


async def about(office: Office) -> list[OpenHold]:
    """Return the open holds about notices."""
    case = await office.case()
    async with office.desk.register.read() as connection:
        found = await waiting.of_cases(connection, [case.id])
    return [one for one in found if one.kind in {REPLY, OVERDUE}]


@pytest.fixture
async def asked(office: Office) -> Office:
    """Give an office in which an erasure was asked for."""
    await office.ask(ZANETA, ERASURE)
    return office


async def test_each_recipient_gets_its_own_letter(asked: Office) -> None:
    """In its language, as what it is, with its own data and nobody else's; sent is noted."""
    first, second = await notified(asked, PROCESSOR, CLIENT)
    assert (first.kind, first.recipient, first.language) == ("processor_notice", HOSTING, "pl")
    assert (second.kind, second.recipient, second.language) == ("controller_notice", ALFA, "en")
    assert "najpóźniej 9 listopada 2026" in first.text
    assert "no later than 16 November 2026" in second.text
    for one in (first, second):
        assert (one.state, one.with_data) == ("sent", True)
        assert ZANETA.email in one.text
        assert "44051401359" not in one.text
    assert "Alfa" not in first.text
    assert "Kasztan" not in second.text
    assert await states(asked) == [NoticeState.sent] * 2
    assert [row.detail["letter"] for row in await asked.events("letter_sent")][-2:] == [
        "processor_notice", "controller_notice",
    ]  # fmt: skip


async def test_the_letter_answers_nobody_and_ends_no_case(asked: Office) -> None:
    """The person's thread, the outcome and the handover of a copy are not concerned."""
    await notified(asked, CLIENT)
    assert set(await asked.holds()) == {HoldKind.right_by_person}
    assert [request.outcome for request in await asked.requests()] == [None]
    files = sorted((asked.desk.folder / "outbox").rglob("*"))
    raw = next(file.read_bytes() for file in files if file.is_file() and ALFA.encode() in
               file.read_bytes())  # fmt: skip
    assert b"In-Reply-To" not in raw
    assert b"Auto-Submitted: auto-generated" in raw


async def test_told_again_nobody_gets_a_second_letter(asked: Office) -> None:
    """After a kill the step is done again: what is there is not made anew."""
    assert len(await notified(asked, PROCESSOR, CLIENT)) == 2
    assert await tell(asked, PROCESSOR, CLIENT) == ()
    assert len(await notified(asked, PROCESSOR, CLIENT, told("Beta", BETA))) == 3


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (told("Alfa Sowa", None), WhyByPerson.no_address),
        (told("", ALFA), WhyByPerson.no_name),
        (told("Alfa Sowa", "rodo@example.com"), WhyByPerson.own_address),
        (told("Alfa Sowa", ZANETA.email), WhyByPerson.own_address),
        (told("Alfa Sowa", ALFA, known=()), WhyByPerson.no_identifier),
        (told("Alfa Sowa", ALFA, known=ZANETA_KNOWN[2:]), WhyByPerson.no_identifier),
    ],
)
async def test_whom_no_letter_can_reach_a_person_tells(
    asked: Office, one: Told, why: WhyByPerson
) -> None:
    """The notice is there all the same, and becomes overdue like any other."""
    (by_person,) = await tell(asked, one)
    assert (by_person.why, by_person.told) == (why, one)
    assert await notified(asked) == []
    async with asked.desk.register.write() as connection:
        at = asked.desk
        assert await told_by_person(connection, at, by_person.notice_id, NoticeState.sent, "lead")
    assert await states(asked) == [NoticeState.sent]
    await asked.on(date(2026, 11, 17))
    assert await states(asked) == [NoticeState.overdue]
    assert await asked.letters(RecipientLetter.notice_reminder) == []


async def test_a_letter_that_would_name_another_recipient_is_not_sent(asked: Office) -> None:
    """Two clients are competitors: a person words it."""
    who = CLIENT.recipient
    both = Told(
        who, NoticeDeed.rectify, TODAY_ON, identifiers=ZANETA_KNOWN,
        corrections=(Correction("Employer", "Beta Puszczyk", "Gamma"),),
    )  # fmt: skip
    (by_person,) = await tell(asked, both, told("Beta Puszczyk", BETA))
    assert by_person.why is WhyByPerson.letter_faulty
    assert [one.recipient for one in await notified(asked)] == [BETA]


async def test_what_is_sealed_is_not_in_the_register(asked: Office) -> None:
    """Neither a name nor an address of a recipient, nor what it was told."""
    await notified(asked, CLIENT)
    for file in asked.desk.folder.glob("register.sqlite*"):
        raw = file.read_bytes()
        assert [word for word in (ALFA, "Alfa Sowa", "Shifts") if word.encode() in raw] == []
    assert [row for row in await asked.events() if "Alfa" in str(row.detail)] == []


@pytest.mark.parametrize(
    ("words", "state", "stands"),
    [
        ("done", NoticeState.done, NoticeTold.confirmed),
        ("Potwierdzam odbiór.", NoticeState.acknowledged, NoticeTold.told),
    ],
)
async def test_a_clear_answer_moves_its_notice(
    asked: Office, words: str, state: NoticeState, stands: NoticeTold
) -> None:
    """From the address that the notice went to, in either language; the case is not touched."""
    _, client = await notified(asked, PROCESSOR, CLIENT)
    await asked.hear(letter(ALFA, words, answers=client))
    assert await states(asked) == [NoticeState.sent, state]
    assert await about(asked) == []
    assert [request.outcome for request in await asked.requests()] == [None]
    assert (await rows_of(asked.desk.register, message))[-1].kind == "recipient"
    (one,) = [one for one in await named(asked) if one.name == "Alfa Sowa"]
    assert (one.state, one.on) == (stands, TODAY_ON)


async def test_received_and_then_done(asked: Office) -> None:
    """Two answers, one after the other; a receipt that is attached is counted."""
    (processor,) = await notified(asked, PROCESSOR)
    await asked.hear(letter(HOSTING, "potwierdzam odbiór", answers=processor))
    receipt = letter(HOSTING, "wykonano", answers=processor)
    receipt.add_attachment(b"%PDF-1.4\n", maintype="application", subtype="pdf", filename="x.pdf")
    await asked.hear(receipt)
    assert await states(asked) == [NoticeState.done]
    details = [row.detail["attached"] for row in await asked.events("recipient_answered")]
    assert details == [0, 1]


@pytest.mark.parametrize(("sender", "result"), [(BETA, "pass"), (ALFA, "fail"), (ZANETA, "pass")])
async def test_from_another_address_nothing_moves(asked: Office, sender: str, result: str) -> None:
    """A person reads what came."""
    (client,) = await notified(asked, CLIENT)
    await asked.hear(letter(sender, "done", answers=client, result=result))
    assert await states(asked) == [NoticeState.sent]
    assert HoldKind.read_message in await asked.holds()


async def test_a_refusal_is_kept_and_shown_to_an_approver(asked: Office) -> None:
    """With its reason, in the mail; the journal has a code only. What they wrote is not quoted."""
    (client,) = await notified(asked, CLIENT)
    await asked.hear(letter(ALFA, "We refuse: our own contract runs.", answers=client))
    assert await states(asked) == [NoticeState.refused]
    (held,) = await about(asked)
    assert (held.kind, held.reasons, held.system) == (REPLY, ("recipient_refuses",), "N-1")
    mail = await asked.newest(StaffMail.decision_wanted, OFFICER)
    assert "Alfa Sowa (N-1)" in mail.text
    assert "our own contract runs" in mail.text
    assert "Article 17 of the GDPR" not in mail.text
    assert [row for row in await asked.events() if "contract" in str(row.detail)] == []
    await asked.decide(Decision.release, REPLY)
    assert await states(asked) == [NoticeState.refused]
    assert await about(asked) == []


async def test_what_is_not_clear_is_read_by_a_person(asked: Office) -> None:
    """And read anew when more comes; a clear word then answers the question itself."""
    (client,) = await notified(asked, CLIENT)
    await asked.hear(letter(ALFA, "Who is this about?", answers=client))
    (held,) = await about(asked)
    assert held.reasons == ("recipient_writes",)
    await asked.hear(letter(ALFA, "Please call us.", answers=client))
    (again,) = await about(asked)
    assert again.version > held.version
    mail = await asked.newest(StaffMail.decision_wanted, OFFICER)
    assert "Please call us." in mail.text
    await asked.hear(letter(ALFA, "done", answers=client))
    assert await about(asked) == []
    assert await states(asked) == [NoticeState.done]


async def test_two_recipients_who_refuse_are_two_questions(asked: Office) -> None:
    """One is left out, the other waited for."""
    both = await notified(asked, CLIENT, told("Beta Puszczyk", BETA))
    for one in both:
        await asked.hear(letter(one.recipient, "we refuse", answers=one))
    assert sorted(one.system for one in await about(asked)) == ["N-1", "N-2"]


async def test_a_request_in_the_thread_of_a_notice_reaches_a_person(asked: Office) -> None:
    """A recipient asks for nothing in the person's name."""
    (client,) = await notified(asked, CLIENT)
    words = "under Article 15 of the GDPR please send me a copy of my personal data."
    await asked.hear(letter(ALFA, words, answers=client))
    assert len(await asked.requests()) == 1
    assert [one.kind for one in await about(asked)] == [REPLY]


async def test_an_absence_notice_moves_nothing(asked: Office) -> None:
    """Nobody has read it yet."""
    (client,) = await notified(asked, CLIENT)
    away = letter(ALFA, "I am out of the office.", answers=client)
    away["Auto-Submitted"] = "auto-replied"
    await asked.hear(away)
    assert await states(asked) == [NoticeState.sent]
    assert await about(asked) == []


_BOUNCE = """\
Return-Path: <>
From: MAILER-DAEMON@example.net
To: rodo@example.com
Subject: Undelivered
Date: Mon, 02 Nov 2026 09:05:00 +0100
Message-ID: <bounce.1@example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Not delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {to}

--b--
"""


def bounce(of: Seen) -> EmailMessage:
    """Return the report of a mail server that a letter of ours failed for good (RFC 3464)."""
    raw = _BOUNCE.format(to=of.recipient, message_id=of.message_id)
    return message_from_string(raw, policy=default)


async def test_a_notice_that_came_back_stops_nothing_of_the_case(asked: Office) -> None:
    """A person finds another way; no reminder goes to the same address."""
    (client,) = await notified(asked, CLIENT)
    await asked.hear(bounce(client))
    (held,) = await about(asked)
    assert held.reasons == ("notice_bounced",)
    assert HoldKind.letter_bounced not in await asked.holds()
    await asked.on(date(2026, 11, 10))
    assert await asked.letters(RecipientLetter.notice_reminder) == []
    await asked.decide(Decision.approve, REPLY)
    assert await states(asked) == [NoticeState.done]


async def test_recipients_are_reminded_once_half_way(asked: Office) -> None:
    """In the thread of the notice, without the person's data; an answer to it counts."""
    processor, client = await notified(asked, PROCESSOR, CLIENT)
    await asked.hear(letter(ALFA, "received", answers=client))
    await asked.on(date(2026, 11, 4))
    assert await asked.letters(RecipientLetter.notice_reminder) == []
    for day in (5, 6, 9):
        await asked.on(date(2026, 11, day))
        reminder = await asked.letter(RecipientLetter.notice_reminder)
    assert (reminder.recipient, reminder.state, reminder.with_data) == (HOSTING, "sent", False)
    assert ZANETA.email not in reminder.text
    assert processor.message_id.encode() in b"".join(
        file.read_bytes() for file in (asked.desk.folder / "outbox").rglob("*") if file.is_file()
    )
    digest = await asked.newest(StaffMail.digest, OFFICER)
    assert "notice to a recipient" in digest.text or "odbiorc" in digest.text
    await asked.hear(letter(HOSTING, "wykonano", answers=reminder))
    assert await states(asked) == [NoticeState.done, NoticeState.acknowledged]
    await asked.on(date(2026, 11, 30))
    assert await about(asked) == []


async def test_who_does_not_answer_is_overdue_and_a_person_decides(asked: Office) -> None:
    """Waited for anew, reminded anew, and in the end left out with a written reason."""
    await notified(asked, PROCESSOR)
    await asked.on(date(2026, 11, 9))
    assert await states(asked) == [NoticeState.sent]
    await asked.on(date(2026, 11, 10))
    assert await states(asked) == [NoticeState.overdue]
    (held,) = await about(asked)
    assert (held.kind, held.reasons) == (OVERDUE, ("not_answered",))
    await asked.decide(Decision.release, OVERDUE)
    (one,) = await of_case(asked)
    assert (one.state, one.answer_by_on) == (NoticeState.sent, date(2026, 11, 17))
    await asked.on(date(2026, 11, 14))
    await asked.on(date(2026, 11, 18))
    with refused(Why.text_missing):
        await asked.decide(Decision.notice_impossible, OVERDUE)
    await asked.write({TextKind.reason: WHY})
    await asked.decide(Decision.notice_impossible, OVERDUE)
    (left,) = await named(asked)
    assert (left.state, left.on, left.why) == (NoticeTold.impossible, None, WHY)
    assert await about(asked) == []
    assert [row for row in await asked.events() if "struck" in str(row.detail)] == []


async def test_a_late_answer_is_taken(asked: Office) -> None:
    """And nobody is asked any more."""
    (processor,) = await notified(asked, PROCESSOR)
    await asked.on(date(2026, 11, 10))
    await asked.hear(letter(HOSTING, "wykonano", answers=processor))
    assert await states(asked) == [NoticeState.done]
    assert await about(asked) == []


async def test_what_could_not_be_told_waits_on_as_it_was(asked: Office) -> None:
    """Waiting on does not pretend that a letter left."""
    await tell(asked, told("Alfa Sowa", None))
    await asked.on(date(2026, 11, 17))
    (held,) = await about(asked)
    assert held.reasons == ("not_sent",)
    await asked.decide(Decision.release, OVERDUE)
    (one,) = await of_case(asked)
    assert (one.state, one.sent_at) == (NoticeState.queued, None)
    assert one.answer_by_on == date(2026, 12, 1)


async def test_silence_of_everybody_stops_no_answer(asked: Office) -> None:
    """The person is told in time; the hold about the recipient stays."""
    await notified(asked, PROCESSOR)
    for day in (date(2026, 11, 10), date(2026, 12, 2)):
        await asked.on(day)
    assert len(await asked.letters(Letter.overdue_apology)) == 1
    assert [one.kind for one in await about(asked)] == [OVERDUE]


async def test_a_notice_waits_while_it_is_open_who_asks(asked: Office) -> None:
    """Somebody denies having asked: nothing with data of the case leaves."""
    acknowledgement = await asked.letter(Letter.acknowledgement)
    await tell(asked, CLIENT)
    await asked.hear(letter(ZANETA, "It was not me.", answers=acknowledgement))
    (one,) = await asked.letters(RecipientLetter.controller_notice)
    assert one.state == "held"
    assert await states(asked) == [NoticeState.queued]


@pytest.mark.parametrize("decision", [Decision.approve, Decision.release])
async def test_a_notice_of_which_it_is_unclear_whether_it_left_waits_for_a_person(
    asked: Office, decision: Decision
) -> None:
    """It arrived, or it is sent again; either way it is no answer to the person."""
    await tell(asked, CLIENT)
    case = await asked.case()
    unclear = Hold(case.id, HoldKind.unclear_send, case.due_on, reasons=("controller_notice",))
    async with asked.desk.register.write() as connection:
        await kept_letters.stop(connection, case.id)
        await holds.open_holds(connection, [unclear], asked.clock())
    await asked.work()
    assert await states(asked) == [NoticeState.queued]
    await asked.decide(decision, HoldKind.unclear_send)
    assert await states(asked) == [NoticeState.sent]
    assert (await asked.case()).stage is Stage.received
