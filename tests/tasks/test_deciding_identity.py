"""Who asks, decided by a person: what is unlocked, where it goes, and what is told otherwise."""

from datetime import date, timedelta

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.register.types import Stage
from tasks.notaccepted import Why
from tests.acceptance.people import BOGUMIL, JADWIGA, KAZIMIERZ, TUYET, ZANETA
from tests.acceptance.small_office import STRANGER
from tests.tasks.deciding_kit import Office, refused
from tests.tasks.written import ACCESS, BEGIN, DAY, DUE_ON, ERASURE, letter

_NAMES_BOTH = f"{ACCESS} My addresses are {ZANETA.email} and {BOGUMIL.email}."


async def test_whom_a_person_knows_gets_the_copy_of_the_records_named(office: Office) -> None:
    """It goes to the address on these records, not to the one that wrote."""
    await office.ask(STRANGER, _NAMES_BOTH)
    assert list(await office.holds()) == [HoldKind.identity]
    assert await office.decide(Decision.identity_confirmed, HoldKind.identity, records=(1,))
    copy = await office.letter(Letter.access_reply)
    assert (copy.recipient, copy.with_data) == (ZANETA.email, True)
    assert {one.recipient for one in await office.letters() if one.with_data} == {ZANETA.email}
    assert await office.holds() == {}


async def test_records_of_two_addresses_are_not_one_person_s(office: Office) -> None:
    """Nobody can say where the answer would have to go."""
    await office.ask(STRANGER, _NAMES_BOTH)
    for records in ((1, 2), ()):
        with refused(Why.several_addresses):
            await office.decide(Decision.identity_confirmed, HoldKind.identity, records=records)
    assert [one for one in await office.letters() if one.with_data] == []


@pytest.mark.parametrize("records", [(99,), (1, 99)])
async def test_a_number_that_the_mail_does_not_list_confirms_nothing(
    office: Office, records: tuple[int, ...]
) -> None:
    """A slip of the pen is no proof."""
    await office.ask(STRANGER, _NAMES_BOTH)
    with refused(Why.no_such_record):
        await office.decide(Decision.identity_confirmed, HoldKind.identity, records=records)
    assert list(await office.holds()) == [HoldKind.identity]


async def test_a_number_where_nothing_was_found_confirms_nothing(office: Office) -> None:
    """There is no list to name from."""
    await office.ask(KAZIMIERZ, ERASURE, result="fail")
    await office.hear(letter(STRANGER, ACCESS, result="fail"))
    assert HoldKind.identity in await office.holds()
    with refused(Why.no_such_record):
        await office.decide(Decision.identity_confirmed, HoldKind.identity, records=(1,))


async def test_without_numbers_it_is_the_record_under_the_writer_s_address(office: Office) -> None:
    """A letter that its own domain calls forged, and of which a person knows better."""
    await office.ask(KAZIMIERZ, ACCESS, result="fail")
    await office.decide(Decision.identity_confirmed, HoldKind.identity)
    assert (await office.letter(Letter.access_reply)).recipient == KAZIMIERZ.email
    assert [request.outcome for request in await office.requests()] == [Outcome.granted]


async def test_a_forged_letter_is_never_answered(office: Office) -> None:
    """Whoever's name it bears has not asked: the case ends, and the journal says so."""
    await office.ask(KAZIMIERZ, ACCESS, result="fail")
    await office.decide(Decision.identity_not_confirmed, HoldKind.identity)
    assert [one for one in await office.letters() if one.recipient == KAZIMIERZ.email] == []
    assert [row.detail["why"] for row in await office.events("not_answered")] == [
        "no_address_to_answer"
    ]
    assert (await office.case()).stage is Stage.closed
    assert await office.holds() == {}


async def test_who_cannot_be_identified_is_told_so_and_nothing_of_what_is_held(
    office: Office,
) -> None:
    """Articles 11(2) and 12(2), 12(4): with the remedies, and no word on whether we know them."""
    await office.ask(JADWIGA, ACCESS, result="none")
    assert list(await office.holds()) == [HoldKind.identity_reply]
    await office.decide(Decision.identity_not_confirmed, HoldKind.identity_reply)
    told = await office.letter(Letter.not_identified)
    assert (told.recipient, told.state, told.with_data) == (JADWIGA.email, "sent", False)
    held = {*JADWIGA.values, "CRM", "Candidates' documents"} - {JADWIGA.email}
    assert [value for value in held if value in told.text or value in told.html] == []
    assert [request.outcome for request in await office.requests()] == [Outcome.not_identified]
    assert (await office.case()).stage is Stage.answered
    assert await office.holds() == {}


async def test_who_answered_by_telephone_is_confirmed_by_a_person(office: Office) -> None:
    """The question to the address on file is settled otherwise."""
    await office.ask(JADWIGA, ACCESS, result="none")
    await office.decide(Decision.identity_confirmed, HoldKind.identity_reply)
    assert (await office.letter(Letter.access_reply)).recipient == JADWIGA.email
    assert await office.holds() == {}


async def test_further_records_are_sent_only_where_a_person_names_them(office: Office) -> None:
    """Each of the records is the writer's or it is not: the plan holds those that were named."""
    words = f"{ACCESS} My other address is {TUYET.email}."
    await office.ask(ZANETA, words)
    await office.decide(Decision.identity_confirmed, HoldKind.candidates, records=(1,))
    rows = await office.events("gathered")
    assert {row.detail["system"]: row.detail["records"] for row in rows} == {"crm": 6}
    assert (await office.letter(Letter.access_reply)).recipient == ZANETA.email


async def test_the_clock_rests_only_where_a_person_says_so(office: Office) -> None:
    """From question to answer, if asked in time (EDPB Guidelines 01/2022, paragraph 159)."""
    await office.ask(JADWIGA, ACCESS, result="none")
    question = await office.letter(Letter.identity_query)
    await office.decide(Decision.suspend, HoldKind.identity_reply)
    assert list(await office.holds()) == [HoldKind.identity_reply]
    assert (await office.case()).due_on == DUE_ON
    (asked,) = await office.requests()
    assert (asked.suspended_by, asked.question_on) == ("officer", date(2026, 11, 2))
    office.clock.move(5 * DAY)
    await office.hear(letter(JADWIGA, "Yes, it was me.", answers=question, result="none"))
    (row,) = await office.events("pause_counted")
    assert row.detail["due_on"] == "2026-12-07"
    assert [request.outcome for request in await office.requests()] == [Outcome.granted]


async def test_without_a_decision_an_answered_question_moves_nothing(office: Office) -> None:
    """No text of law knows the pause: it is never a default."""
    await office.ask(JADWIGA, ACCESS, result="none")
    question = await office.letter(Letter.identity_query)
    office.clock.move(5 * DAY)
    await office.hear(letter(JADWIGA, "Yes, it was me.", answers=question, result="none"))
    (asked,) = await office.requests()
    assert asked.question_answered_on == date(2026, 11, 7)
    assert (asked.due_on, (await office.case()).due_on) == (DUE_ON, DUE_ON)
    assert await office.events("pause_counted") == []


async def test_a_question_that_was_asked_late_stops_no_clock(office: Office) -> None:
    """Without undue delay means within three working days of receipt."""
    made = letter(JADWIGA, ACCESS, result="none")
    office.clock.move(timedelta(days=4))
    await office.hear(made, received_at=BEGIN)
    with refused(Why.asked_too_late):
        await office.decide(Decision.suspend, HoldKind.identity_reply)
    (asked,) = await office.requests()
    assert asked.suspended_by is None


async def test_other_rights_wait_for_the_same_proof(office: Office) -> None:
    """Nobody could establish who asks: that ends all of the case, not only the copy."""
    await office.ask(JADWIGA, f"{ACCESS} Also {ERASURE}", result="none")
    await office.decide(Decision.identity_not_confirmed, HoldKind.identity_reply)
    asked = {request.right: request.outcome for request in await office.requests()}
    assert asked == dict.fromkeys((Right.access, Right.erasure), Outcome.not_identified)
    assert await office.holds() == {}


async def test_correcting_the_reading_proves_nobody(office: Office) -> None:
    """Who asks is still open: the hold stays, and nothing is sent before it is answered."""
    await office.ask(KAZIMIERZ, ACCESS, result="fail")
    rights = (AskedRight.access, AskedRight.erasure)
    await office.decide(Decision.correct_reading, HoldKind.identity, rights=rights)
    assert set(await office.holds()) == {HoldKind.identity, HoldKind.right_by_person}
    assert [one for one in await office.letters() if one.with_data] == []
    await office.decide(Decision.identity_confirmed, HoldKind.identity)
    assert (await office.letter(Letter.access_reply)).recipient == KAZIMIERZ.email


async def test_what_turns_out_to_be_no_request_needs_no_proof(office: Office) -> None:
    """The case is closed, and the hold with it."""
    await office.ask(KAZIMIERZ, ACCESS, result="fail")
    await office.decide(Decision.correct_reading, HoldKind.identity)
    assert await office.holds() == {}
    assert (await office.case()).stage is Stage.closed


async def test_who_denies_having_asked_stops_everything(office: Office) -> None:
    """However the reading is corrected: only a decision on identity lets the case go on."""
    await office.ask(JADWIGA, ACCESS, result="none")
    question = await office.letter(Letter.identity_query)
    await office.hear(letter(JADWIGA, "No, it was not me.", answers=question, result="none"))
    assert HoldKind.identity in await office.holds()
    rights = (AskedRight.access,)
    await office.decide(Decision.correct_reading, HoldKind.identity, rights=rights)
    assert HoldKind.identity in await office.holds()
    await office.hear(letter(JADWIGA, "Yes, it was me.", answers=question, result="none"))
    assert [one for one in await office.letters() if one.with_data] == []


async def test_a_right_that_came_while_the_case_was_stopped_begins_with_it(office: Office) -> None:
    """A copy that was asked for in between is made once it is known who asks."""
    await office.ask(ZANETA, ERASURE)
    answered = await office.letter(Letter.acknowledgement)
    await office.hear(letter(ZANETA, "No, it was not me.", answers=answered))
    await office.hear(letter(ZANETA, f"Please also: {ACCESS}", answers=answered))
    assert {request.right for request in await office.requests()} == {Right.access, Right.erasure}
    assert await office.letters(Letter.access_reply) == []
    await office.decide(Decision.identity_confirmed, HoldKind.identity)
    assert (await office.letter(Letter.access_reply)).recipient == ZANETA.email


async def test_a_forged_letter_of_somebody_unknown_is_settled_by_one_word(office: Office) -> None:
    """Confirmed by a person, nothing is held: answered by post, and not asked about again."""
    await office.ask(STRANGER, ACCESS, result="fail")
    await office.decide(Decision.identity_confirmed, HoldKind.identity)
    assert HoldKind.identity not in await office.holds()
