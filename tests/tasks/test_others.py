"""Texts that may name other people: a person looks at them before they are in a copy."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import holds
from rightsflow.register.holds import Hold
from tasks.notaccepted import Why
from tests.acceptance.people import TUYET
from tests.tasks.deciding_kit import refused
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.written import ACCESS, DUE_ON, ERASURE, LEAD, letter

pytestmark = pytest.mark.asyncio
OTHERS, NOTE = HoldKind.third_persons, "crm.notes.text"
PORTABILITY = "under Article 20 of the GDPR please send me my data in a machine-readable format."
OpenOffice = Callable[..., AbstractAsyncContextManager[AbleOffice]]


@pytest.fixture
def opened(tmp_path: Path) -> OpenOffice:
    """Give a function that opens an office whose notes may name others."""

    @asynccontextmanager
    async def office(**decisions: Any) -> AsyncIterator[AbleOffice]:  # noqa: ANN401 - YAML
        said = {"language": "en", **decisions}
        async with open_able_office(tmp_path, decisions=said) as able_office:
            notes = able_office.desk.systems["crm"].collections["notes"]
            notes.fields["text"] = notes.fields["text"].model_copy(update={"may_name_others": True})
            yield able_office

    return office


async def test_a_copy_with_such_texts_waits_for_an_approver(opened: OpenOffice) -> None:
    """The mail says where they stand and in how many records; it quotes none."""
    async with opened() as office:
        await office.ask(TUYET, ACCESS)
        assert set(await office.holds()) == {OTHERS}
        assert office.jobs == []
        mail = await office.newest(StaffMail.decision_wanted, LEAD)
        assert NOTE in mail.text
        assert f"{len(TUYET.notes)} record" in mail.text
        assert [text for text in TUYET.notes if text in mail.text] == []
        assert "BLACK OUT" in mail.text


async def test_what_is_released_is_in_the_copy_whole(opened: OpenOffice) -> None:
    """Nothing is left out, and the letter says so of nothing."""
    async with opened() as office:
        await office.ask(TUYET, ACCESS)
        await office.decide(Decision.approve, OTHERS)
        (job,) = office.jobs
        assert (job.held_back, job.withheld, job.redactions) == (frozenset(), frozenset(), {})
        answer = await office.letter(Letter.access_reply)
        assert "data of other people" not in answer.text
        assert [one.outcome for one in await office.requests()] == [Outcome.granted]


async def test_a_passage_is_blacked_out_and_the_letter_says_so(opened: OpenOffice) -> None:
    """A part is refused, with its reason and the remedies (Article 12(4))."""
    async with opened() as office:
        await office.ask(TUYET, ACCESS)
        passage = TUYET.notes[0][2:9]
        await office.write({TextKind.black_out: f"{NOTE} = {passage}"})
        await office.decide(Decision.approve, OTHERS)
        (job,) = office.jobs
        assert job.redactions == {NOTE: (passage,)}
        assert "data of other people" in (await office.letter(Letter.access_reply)).text
        assert [one.outcome for one in await office.requests()] == [Outcome.partly_granted]
        [made] = await office.events("copy_made")
        assert passage not in str(made.detail)


async def test_what_is_kept_out_is_in_no_file(opened: OpenOffice) -> None:
    """By a person's decision, not because nobody has looked."""
    async with opened() as office:
        await office.ask(TUYET, ACCESS)
        await office.decide(Decision.release, OTHERS)
        (job,) = office.jobs
        assert (job.held_back, job.withheld) == (frozenset(), frozenset({NOTE}))
        assert "data of other people" in (await office.letter(Letter.access_reply)).text


async def test_a_passage_that_stands_nowhere_is_not_accepted(opened: OpenOffice) -> None:
    """Misspelt, it would stay in the copy, and nobody would know."""
    async with opened() as office:
        await office.ask(TUYET, ACCESS)
        await office.write({TextKind.black_out: f"{NOTE} = Nobody At All"})
        with refused(Why.no_such_passage):
            await office.decide(Decision.approve, OTHERS)
        assert office.jobs == []
        await office.write({TextKind.black_out: "crm.contacts.phone"})
        with refused(Why.no_black_out):
            await office.decide(Decision.approve, OTHERS)


async def test_in_silence_the_copy_goes_out_in_time_without_them(opened: OpenOffice) -> None:
    """What nobody has looked at is in no copy."""
    async with opened() as office:
        await office.ask(TUYET, ACCESS)
        await office.on(DUE_ON - timedelta(days=2))
        (job,) = office.jobs
        assert (job.held_back, job.withheld) == (frozenset({NOTE}), frozenset())
        assert "data of other people" in (await office.letter(Letter.access_reply)).text
        assert OTHERS not in await office.holds()


async def test_copy_and_file_wait_for_one_decision_each_and_erasing_waits_for_both(
    opened: OpenOffice,
) -> None:
    """The file has no notes, for no consent and no contract covers them: it waits for nobody."""
    async with opened() as office:
        await office.ask(TUYET, f"{ACCESS} Also {PORTABILITY} And {ERASURE}")
        await office.decide(Decision.approve, HoldKind.plan_approval)
        assert (await office.holds())[OTHERS].reasons == (Right.access,)
        assert office.rows("SELECT 1 FROM contacts WHERE id = ?", TUYET.number)
        await office.decide(Decision.approve, OTHERS)
        assert await office.holds() == {}
        assert [event.event for event in await office.events() if "_made" in event.event] == [
            "copy_made",
            "export_made",
        ]
        assert not office.rows("SELECT 1 FROM contacts WHERE id = ?", TUYET.number)


async def test_while_a_letter_that_came_back_is_open_no_copy_is_made(opened: OpenOffice) -> None:
    """What was decided stands, and the copy is made once the case goes on."""
    async with opened() as office:
        await office.ask(TUYET, ACCESS)
        case = await office.case()
        async with office.desk.register.write() as connection:
            bounced = Hold(case.id, HoldKind.letter_bounced, case.due_on)
            await holds.open_holds(connection, [bounced], office.clock())
        await office.decide(Decision.approve, OTHERS)
        assert office.jobs == []
        await office.decide(Decision.release, HoldKind.letter_bounced)
        assert len(office.jobs) == 1
        await office.letter(Letter.access_reply)


async def test_nobody_is_asked_any_more_once_the_request_is_taken_back(opened: OpenOffice) -> None:
    """And no copy is made."""
    async with opened() as office:
        await office.ask(TUYET, ACCESS)
        receipt = await office.letter(Letter.acknowledgement)
        await office.hear(letter(TUYET, "I withdraw my request.", answers=receipt))
        assert (await office.holds(), office.jobs) == ({}, [])


async def test_a_person_without_such_texts_waits_for_nobody(opened: OpenOffice) -> None:
    """The map has such a field, and nothing stands in it."""
    async with opened() as office:
        office.write_rows("DELETE FROM notes WHERE contact_id = ?", TUYET.number)
        await office.ask(TUYET, ACCESS)
        assert await office.holds() == {}
        await office.letter(Letter.access_reply)


async def test_a_controller_may_leave_all_of_it_out_without_asking(opened: OpenOffice) -> None:
    """`look_at_others: false`: nobody is asked, and nothing of it is in a copy."""
    async with opened(look_at_others=False) as office:
        await office.ask(TUYET, ACCESS)
        assert await office.holds() == {}
        (job,) = office.jobs
        assert job.held_back == frozenset({NOTE})
