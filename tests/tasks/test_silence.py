"""What happens where nobody answers: the case is answered in time, and nobody is refused."""

from datetime import date
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import Letter
from rightsflow.register.tables import fee
from rightsflow.register.types import Stage
from tasks.decisions.identity import confirm
from tasks.effect import Deciding
from tests.acceptance.people import BOGUMIL, JADWIGA, KAZIMIERZ, TUYET, ZANETA
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office, open_office
from tests.tasks.written import ACCESS, ERASURE, FEE

BEFORE_ON, OVER_ON = date(2026, 11, 29), date(2026, 11, 30)
"""Two days before the due date the time of an approver is over."""

_TWO_PEOPLE = f"{ACCESS} My other address is {BOGUMIL.email}."


async def test_a_repetition_is_answered_free_of_charge(tmp_path: Path) -> None:
    """What nobody decided costs nothing, tariff or not."""
    async with open_office(tmp_path, fee=FEE) as office:
        await office.ask(ZANETA, ACCESS)
        await office.ask(ZANETA, ACCESS)
        await office.on(BEFORE_ON)
        assert HoldKind.repeated in await office.holds()
        await office.on(OVER_ON)
        assert HoldKind.repeated not in await office.holds()
        assert [one.state for one in await office.letters(Letter.access_reply)] == ["sent"] * 2
        assert await office.letters(Letter.fee_quote) == []
        row, *_ = await office.events("nobody_answered")
        assert row.detail == {"hold": "repeated", "silence": "carry_on"}


async def test_much_data_is_sent_as_it_is(tmp_path: Path) -> None:
    """Whether its scope was asked about or not (recital 63)."""
    async with open_office(tmp_path, decisions={"large_copy_records": 1}) as office:
        await office.ask(ZANETA, ACCESS)
        await office.ask(TUYET, ACCESS)
        await office.decide(Decision.ask_scope, HoldKind.large_copy)
        await office.on(OVER_ON)
        to = {one.recipient for one in await office.letters(Letter.access_reply)}
        assert to == {ZANETA.email, TUYET.email}


async def test_a_plan_is_never_approved_by_silence(careful: Office) -> None:
    """The person is told on the last day, and the plan goes on waiting."""
    await careful.ask(ZANETA, ACCESS)
    for day in (OVER_ON, date(2026, 12, 2), date(2026, 12, 20)):
        await careful.on(day)
        assert HoldKind.plan_approval in await careful.holds()
    assert await careful.events("gathered") == []
    assert len(await careful.letters(Letter.overdue_apology)) == 1


async def test_a_question_without_an_answer_ends_the_case(office: Office) -> None:
    """The day that our letter named is the person's to the end; then they are told why."""
    await office.ask(JADWIGA, ACCESS, result="none")
    waits = (await office.holds())[HoldKind.identity_reply]
    await office.on(waits.answer_by_on)
    assert HoldKind.identity_reply in await office.holds()
    await office.on(date(2026, 11, 17))
    assert waits.answer_by_on == date(2026, 11, 16)
    told = await office.letter(Letter.not_identified)
    assert (told.recipient, told.state, told.with_data) == (JADWIGA.email, "sent", False)
    authority = office.desk.settings.controller.authority
    assert authority.name["en"] in told.text
    assert [value for value in JADWIGA.values if value in told.text] == []
    assert [request.outcome for request in await office.requests()] == [Outcome.not_identified]
    assert [one for one in await office.letters() if one.with_data] == []


async def test_silence_proves_nobody(office: Office) -> None:
    """A forged letter ends without a letter, and without a word of data."""
    await office.ask(KAZIMIERZ, ACCESS, result="fail")
    await office.on(OVER_ON)
    assert [one for one in await office.letters() if one.recipient == KAZIMIERZ.email] == []
    assert (await office.case()).stage is Stage.closed
    assert [one for one in await office.letters() if one.with_data] == []


async def test_who_is_proved_gets_what_surely_is_theirs(office: Office) -> None:
    """The further records, about which nobody decided, stay where they are."""
    await office.ask(ZANETA, _TWO_PEOPLE)
    assert list(await office.holds()) == [HoldKind.candidates]
    await office.on(OVER_ON)
    copy = await office.letter(Letter.access_reply)
    assert (copy.recipient, copy.with_data) == (ZANETA.email, True)
    rows = await office.events("gathered")
    gathered = {row.detail["system"]: row.detail["records"] for row in rows}
    assert gathered == {"crm": 6, "documents": 1}


async def test_who_is_not_proved_gets_nothing_of_further_records(office: Office) -> None:
    """Nobody answered, and no server vouches for the writer."""
    await office.ask(ZANETA, _TWO_PEOPLE, result="none")
    assert list(await office.holds()) == [HoldKind.candidates]
    await office.on(OVER_ON)
    assert (await office.letter(Letter.not_identified)).recipient == ZANETA.email
    assert await office.letters(Letter.access_reply) == []


async def test_a_proposal_lapses(careful: Office) -> None:
    """Nothing was extended, and the first date stands."""
    await careful.ask(ZANETA, ACCESS)
    await careful.on(date(2026, 11, 26))
    assert HoldKind.extension in await careful.holds()
    await careful.on(date(2026, 12, 3))
    assert HoldKind.extension not in await careful.holds()
    assert (await careful.case()).due_on == date(2026, 12, 2)
    assert await careful.letters(Letter.extension) == []


async def test_a_proposal_for_what_was_answered_lapses_at_once(careful: Office) -> None:
    """Nobody is asked for more time any more."""
    await careful.ask(ZANETA, ACCESS)
    await careful.on(date(2026, 11, 26))
    await careful.decide(Decision.approve, HoldKind.plan_approval)
    await careful.watch()
    assert await careful.holds() == {}


async def test_a_quote_without_an_answer_stands(careful: Office) -> None:
    """It said that no copy is made without one; a year later it is free."""
    await careful.ask(ZANETA, ACCESS)
    await careful.decide(Decision.approve, HoldKind.plan_approval)
    await careful.ask(ZANETA, ACCESS)
    await careful.decide(Decision.quote_fee, HoldKind.repeated)
    until = (await careful.holds())[HoldKind.fee_reply].answer_by_on
    await careful.on(until)
    assert HoldKind.fee_reply in await careful.holds()
    await careful.on(date(2026, 11, 17))
    assert await careful.holds() == {}
    assert [request.outcome for request in await careful.requests()] == [Outcome.fee_asked]
    assert len(await careful.letters(Letter.access_reply)) == 1
    (row,) = await rows_of(careful.desk.register, fee)
    assert row.answer == "lapsed"


@pytest.mark.parametrize("asked", [ERASURE, "Please look into the attached file."])
async def test_nobody_is_refused_by_silence(office: Office, asked: str) -> None:
    """What waits for a person goes on waiting, months after its date."""
    number = await office.ask(ZANETA, ERASURE)
    await office.ask(ZANETA, asked)
    for day in (OVER_ON, date(2026, 12, 2), date(2027, 2, 26)):
        await office.on(day)
    assert await office.letters(Letter.refusal) == []
    assert [request.outcome for request in await office.requests(number)] == [None]
    assert HoldKind.right_by_person in await office.holds(number)


async def test_one_case_that_fails_stops_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again an hour later, and nothing of it is half done."""
    first = await office.ask(ZANETA, _TWO_PEOPLE)
    second = await office.ask(TUYET, _TWO_PEOPLE)

    async def failing(one: Deciding) -> object:
        done = await confirm(one)
        if one.case.number == first:
            raise RuntimeError
        return done

    monkeypatch.setattr("tasks.silence.confirm", failing)
    await office.on(OVER_ON)
    assert HoldKind.candidates in await office.holds(first)
    assert HoldKind.candidates not in await office.holds(second)
    monkeypatch.undo()
    await office.on(OVER_ON, hour=9)
    assert HoldKind.candidates not in await office.holds(first)
    assert len(await office.letters(Letter.access_reply)) == 2
