"""The last day: whoever has no answer yet is told what there is, why, and how to complain."""

from datetime import date

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.frame import PendingText
from rightsflow.letters.render import one_line
from rightsflow.letters.words import words
from rightsflow.register import holds
from rightsflow.register.holds import Hold
from rightsflow.register.types import Stage
from tasks.effect import write
from tests.acceptance.people import KAZIMIERZ, TUYET, ZANETA
from tests.tasks.deciding_kit import Office
from tests.tasks.written import ACCESS, DAY, DUE_ON, ERASURE, TWO_RIGHTS, letter

APOLOGY = Letter.overdue_apology


async def test_on_the_last_day_and_not_before_once(office: Office) -> None:
    """However often the hours strike, and however long it stays open."""
    await office.ask(ZANETA, ERASURE)
    await office.on(DUE_ON - DAY, hour=22)
    assert await office.letters(APOLOGY) == []
    for day, hour in ((DUE_ON, 0), (DUE_ON, 9), (DUE_ON + DAY, 8), (DUE_ON + 30 * DAY, 8)):
        await office.on(day, hour)
        told = await office.letter(APOLOGY)
    assert (told.recipient, told.state, told.with_data) == (ZANETA.email, "sent", False)
    assert told.queued_at.date() == DUE_ON


async def test_it_tells_what_is_done_what_is_open_and_how_to_complain(office: Office) -> None:
    """Articles 12(4), 77 and 79: the copy has gone, the erasure is open."""
    await office.ask(ZANETA, TWO_RIGHTS)
    await office.on(DUE_ON)
    told = await office.letter(APOLOGY)
    spoken, flat = words("en"), one_line(told.text)
    controller = office.desk.settings.controller
    for mark in (
        *spoken.marks("remedy"), controller.authority.name["en"], controller.authority.address,
        f"{spoken.right(Right.access)}:", f"{spoken.right(Right.erasure)}:", "9 December 2026",
    ):  # fmt: skip
        assert mark in flat


async def test_it_ends_nothing(office: Office) -> None:
    """The case stays open, with the hold that it waits for, until it is answered."""
    await office.ask(ZANETA, ERASURE)
    await office.on(DUE_ON)
    assert (await office.case()).stage is not Stage.answered
    assert HoldKind.right_by_person in await office.holds()
    assert [request.outcome for request in await office.requests()] == [None]
    (row,) = await office.events("overdue_apology")
    assert row.detail == {"told": True}


async def test_an_extended_case_is_not_late_on_its_first_date(careful: Office) -> None:
    """Its day is the one that the person was told."""
    await careful.ask(ZANETA, ACCESS)
    await careful.decide(Decision.extend, HoldKind.plan_approval)
    await careful.on(DUE_ON)
    assert await careful.letters(APOLOGY) == []
    await careful.on(date(2027, 2, 2))
    assert len(await careful.letters(APOLOGY)) == 1


async def test_an_answered_case_gets_no_apology(office: Office) -> None:
    """Answered in time is answered."""
    await office.ask(ZANETA, ACCESS)
    await office.on(DUE_ON + DAY)
    assert await office.letters(APOLOGY) == []


async def test_a_system_that_does_not_answer_is_the_reason_that_is_told(careful: Office) -> None:
    """Why it is late is said, not only that it is."""
    await careful.ask(ZANETA, ACCESS)
    case = await careful.case()
    async with careful.desk.register.write() as connection:
        new = Hold(case.id, HoldKind.system_unreachable, DUE_ON, "crm")
        await holds.open_holds(connection, [new], careful.clock())
    await careful.on(DUE_ON)
    told = one_line((await careful.letter(APOLOGY)).text)
    assert words("en").name("pending", PendingText.system_unreachable) in told


async def test_a_message_that_nobody_has_read_is_late_as_well(office: Office) -> None:
    """It may be a request: a case without any recognised right is told, too."""
    await office.hear(letter(ZANETA, "Please do what the GDPR says with my data."))
    assert list(await office.holds()) == [HoldKind.read_message]
    assert await office.requests() == []
    await office.on(DUE_ON)
    assert (await office.letter(APOLOGY)).recipient == ZANETA.email


async def test_whom_no_machine_may_answer_is_noted_only(office: Office) -> None:
    """A forged letter: the journal says that nobody was told, once."""
    await office.ask(KAZIMIERZ, ERASURE, result="fail")
    for day in (DUE_ON, DUE_ON + DAY):
        await office.on(day)
    (row,) = await office.events("overdue_apology")
    assert row.detail == {"told": False}
    assert await office.letters(APOLOGY) == []


async def test_one_case_that_fails_stops_no_other(office: Office) -> None:
    """A letter that would not be whole leaves its case for the next hour."""
    await office.ask(ZANETA, ERASURE)
    await office.ask(TUYET, ERASURE)
    with pytest.MonkeyPatch.context() as patch:
        _break_first(patch, ZANETA.email)
        await office.on(DUE_ON)
    assert [one.recipient for one in await office.letters(APOLOGY)] == [TUYET.email]
    await office.on(DUE_ON, hour=9)
    assert {one.recipient for one in await office.letters(APOLOGY)} == {ZANETA.email, TUYET.email}


def _break_first(patch: pytest.MonkeyPatch, address: str) -> None:
    async def failing(one: object, kind: Letter, context: object, to: str, **more: object) -> None:
        await write(one, kind, context, to, **more)  # type: ignore[arg-type]
        if to == address:
            raise RuntimeError

    patch.setattr("tasks.overdue.write", failing)
