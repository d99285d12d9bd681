"""The morning mail: once a day, to the officer, numbers and case numbers only."""

from datetime import date

import pytest

from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import Digest, StaffMail
from rightsflow.letters.staff.day import Asked
from rightsflow.register import approvers, holds, kept_letters
from rightsflow.register.heads import heads
from rightsflow.register.holds import Hold
from rightsflow.register.tables import case as case_table
from rightsflow.register.tables import letter as letter_table
from tasks.digest import digest_of
from tests.acceptance.people import EVERYONE, JADWIGA, TUYET, ZANETA
from tests.tasks.deciding_kit import Office
from tests.tasks.written import ACCESS, BEGIN, DAY, DUE_ON, ERASURE, OFFICER

DIGEST = StaffMail.digest


async def _digest(office: Office) -> Digest:
    async with office.desk.register.read() as connection:
        return await digest_of(connection, office.desk)


async def test_it_comes_once_a_day_from_seven_on(office: Office) -> None:
    """Seven where the controller is: six in UTC in winter."""
    await office.on(date(2026, 11, 3), hour=5)
    assert await office.letters(DIGEST) == []
    for hour in (6, 7, 15, 22):
        await office.on(date(2026, 11, 3), hour)
        mail = await office.letter(DIGEST)
    assert (mail.recipient, mail.state, mail.case_id) == (OFFICER, "sent", None)
    await office.on(date(2026, 11, 4), hour=6)
    assert len(await office.letters(DIGEST)) == 2


async def test_its_day_is_that_of_the_controller(office: Office) -> None:
    """At eleven in the evening in UTC the next day has begun in Warsaw, but not its morning."""
    await office.on(date(2026, 11, 3), hour=6)
    await office.on(date(2026, 11, 3), hour=23)
    assert len(await office.letters(DIGEST)) == 1


async def test_no_word_of_it_is_about_a_person(office: Office) -> None:
    """It is kept for years, and forwarded."""
    await office.ask(ZANETA, ERASURE)
    await office.ask(JADWIGA, ACCESS, result="none")
    await office.on(DUE_ON + DAY)
    mail = await office.letter(DIGEST)
    said = mail.subject + mail.text + mail.html
    assert "RF-2026-000001" in said
    assert [text for one in EVERYONE for text in one.canaries if text in said] == []


async def test_it_sorts_what_is_late_due_today_and_due_soon(office: Office) -> None:
    """Each open case once, by the days that are left."""
    for person in (ZANETA, TUYET, JADWIGA):
        await office.ask(person, ERASURE)
        office.clock.move(DAY)
    office.clock.move_to(date(2026, 12, 3))
    told = await _digest(office)
    numbers = ["RF-2026-000001", "RF-2026-000002", "RF-2026-000003"]
    found = [told.overdue, told.due_today, told.due_soon]
    assert [[line.number for line in lines] for lines in found] == [[one] for one in numbers]
    assert [line.days_left for lines in found for line in lines] == [-1, 0, 1]


async def test_it_says_what_waits_for_whom(office: Office) -> None:
    """Approvers and data subjects are counted apart, and a system that does not answer."""
    await office.ask(ZANETA, ERASURE)
    number = await office.ask(JADWIGA, ACCESS, result="none")
    case = await office.case()
    async with office.desk.register.write() as connection:
        new = Hold(case.id, HoldKind.system_unreachable, DUE_ON, "crm")
        await holds.open_holds(connection, [new], office.clock())
    told = await _digest(office)
    (waits,) = told.waiting_for_you
    assert (waits.case_number, waits.hold) == ("RF-2026-000001", HoldKind.right_by_person)
    (unanswered,) = told.unanswered
    assert (unanswered.asked, unanswered.case_number) == (Asked.confirmation, number)
    (failing,) = told.failing
    assert (failing.cases, failing.since_at) == (1, BEGIN)


async def test_it_counts_the_day_before(office: Office) -> None:
    """From midnight to midnight where the controller is."""
    await office.ask(ZANETA, ACCESS)
    await office.ask(TUYET, ERASURE)
    assert (await _digest(office)).opened_yesterday == 0
    office.clock.move(DAY)
    told = await _digest(office)
    sent = dict(told.sent_yesterday)
    assert (sent[Letter.acknowledgement], sent[Letter.access_reply]) == (2, 1)
    assert (told.opened_yesterday, told.answered_yesterday) == (2, 1)
    assert told.on_time == (("2026-11", 1, 1),)
    office.clock.move(DAY)
    told = await _digest(office)
    assert (told.sent_yesterday, told.opened_yesterday, told.answered_yesterday) == ((), 0, 0)


async def test_a_late_answer_is_not_counted_as_in_time(office: Office) -> None:
    """Measured at the date that the person was told."""
    await office.ask(ZANETA, ACCESS)
    async with office.desk.register.write() as connection:
        await connection.execute(case_table.update().values(due_on=date(2026, 11, 1)))
    assert (await _digest(office)).on_time == (("2026-11", 1, 0),)


async def test_it_tells_which_letters_are_kept(office: Office) -> None:
    """How many, and since when the oldest lies there."""
    await office.ask(ZANETA, ACCESS)
    async with office.desk.register.write() as connection:
        await connection.execute(letter_table.update().values(state="queued"))
        await kept_letters.stop(connection, (await office.case()).id)
    told = await _digest(office)
    assert (told.outbox_held, told.outbox_oldest_at) == (1, BEGIN)


async def test_its_heads_are_those_of_the_journals(office: Office) -> None:
    """Whoever keeps the mails sees later whether a journal was changed."""
    await office.ask(ZANETA, ERASURE)
    told = await _digest(office)
    async with office.desk.register.read() as connection:
        known = await heads(connection, BEGIN - 2 * DAY)
    assert [(one.case_number, one.seq, one.hash) for one in told.heads] == [
        tuple(one) for one in known
    ]
    assert len(told.heads) == 1
    await office.on(date(2026, 11, 3), hour=6)
    assert told.heads[0].hash in (await office.letter(DIGEST)).text


@pytest.mark.parametrize("revoked", [0, 1, 2])
async def test_it_counts_who_may_decide(office: Office, revoked: int) -> None:
    """So that an instance without approvers is noticed."""
    async with office.desk.register.write() as connection:
        for handle in ("officer", "lead")[:revoked]:
            await approvers.revoke(connection, handle, office.clock())
    assert (await _digest(office)).approvers == 2 - revoked
