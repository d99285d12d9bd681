"""Tasks for colleagues: asked once by mail, sealed, by when the system says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rightsflow.law.task import TaskDeed
from rightsflow.register import written
from rightsflow.register.deed_tables import manual_task
from rightsflow.register.manual_tasks import TaskState
from rightsflow.register.tables import hold as hold_table
from rightsflow.register.tables import journal, message
from tasks.manual_tasks import DAYS, TaskDraft, facts_of, open_manual_tasks
from tests.acceptance.people import ZANETA
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office
from tests.tasks.team_kit import (
    ASKED_ON,
    BY,
    COLLEAGUE,
    FACTS,
    FOUND,
    GROUP,
    HALF_WAY_ON,
    LATE,
    REMINDER,
    TASK,
    give,
    stored,
    with_group,
)
from tests.tasks.written import DAY, DUE_ON, ERASURE, letter


async def test_a_task_goes_to_whoever_answers_for_the_system(team: Office) -> None:
    """By the outbox, sealed, with all that the colleague needs, and by when."""
    task = await give(team)
    mail = await team.letter(TASK)
    assert (mail.recipient, mail.state, mail.with_data) == (COLLEAGUE, "sent", False)
    assert task.state is (await stored(team, task)).state is TaskState.asked
    assert task.answer_by_on == BY
    text = " ".join(mail.text.split())
    for said in (
        ZANETA.name, ZANETA.email, ZANETA.phone, "RF-2026-000001", "Grupa absolwentów",
        "9 listopada 2026", "gotowe",
    ):  # fmt: skip
        assert said in text


async def test_a_task_is_asked_once(team: Office) -> None:
    """However often the step runs that wants it; another deed is another task."""
    first = await give(team)
    again = await give(team)
    other = await give(team, TaskDeed.erase)
    assert first.id == again.id != other.id
    assert len(await team.letters(TASK)) == 2


async def test_what_is_asked_is_sealed_and_comes_back(team: Office) -> None:
    """Under the key of the case, for the reminder."""
    about = replace(FACTS, records=("answers:3",), changes=(("Nazwisko", "Nowa"),))
    async with team.desk.register.write() as connection:
        case = await team.case()
        (request,) = await team.requests()
        draft = TaskDraft(case, request, GROUP, TaskDeed.rectify, about)
        (task,) = await open_manual_tasks(connection, team.desk, [draft])
    assert ZANETA.email.encode() not in task.sealed_what
    key = await team.desk.keyring.key(case.key_scope)
    assert facts_of(task, key, case.number) == about


async def test_killed_before_the_commit_nothing_was_asked(team: Office) -> None:
    """Task and mail stand in one transaction: both are there, or none."""
    case, (request,) = await team.case(), await team.requests()
    draft = TaskDraft(case, request, GROUP, TaskDeed.locate, FACTS)

    async def dies() -> None:
        async with team.desk.register.write() as connection:
            await open_manual_tasks(connection, team.desk, [draft])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await dies()
    assert await team.letters(TASK) == []
    task = await give(team)
    assert task.state is TaskState.asked
    assert len(await team.letters(TASK)) == 1


async def test_a_system_with_a_program_has_days_and_language_of_all_staff(team: Office) -> None:
    """Its connector cannot do something, and whoever answers for it is asked."""
    task = await give(team, TaskDeed.restrict, "crm")
    assert (await team.letter(TASK)).recipient == "crm@example.com"
    assert task.answer_by_on == ASKED_ON + timedelta(days=DAYS)


async def test_the_settings_of_the_system_decide_days_and_language(office: Office) -> None:
    """A colleague abroad is written to in English."""
    await office.ask(ZANETA, ERASURE)
    with_group(office, connection={"days": 3, "language": "en"})
    task = await give(office)
    assert task.answer_by_on == date(2026, 11, 5)
    mail = await office.letter(TASK)
    assert mail.language == "en"
    assert "Please answer by: 5 November 2026" in mail.text


async def test_an_answer_is_wanted_before_the_case_is_due(team: Office) -> None:
    """With time left to act on it; and never before today."""
    team.clock.move_to(DUE_ON - 5 * DAY)
    task = await give(team)
    assert task.answer_by_on == DUE_ON - 3 * DAY
    team.clock.move_to(DUE_ON + DAY)
    assert (await give(team, TaskDeed.erase)).answer_by_on == DUE_ON + DAY


async def test_without_an_address_a_person_is_asked_at_once(office: Office) -> None:
    """Nobody can be written to; once the map is corrected, the mail goes out."""
    await office.ask(ZANETA, ERASURE)
    with_group(office, answers_for="Marketing")
    task = await give(office)
    assert task.state is TaskState.open
    assert (await office.holds())[LATE].reasons == ("locate", "task_has_no_address")
    assert await office.letters(TASK) == []
    with_group(office)
    assert (await give(office)).state is TaskState.asked
    assert (await office.letter(TASK)).recipient == COLLEAGUE


async def test_nothing_personal_outside_what_is_sealed(team: Office) -> None:
    """Subjects, reasons, journals, names of files and of vault items: words and numbers alone."""
    await give(team)
    await team.on(HALF_WAY_ON)
    mail = letter(COLLEAGUE, f"Chyba.\n{FOUND}", answers=await team.letter(TASK))
    mail.add_attachment(ZANETA.cv, maintype="application", subtype="pdf", filename=ZANETA.cv_title)
    await team.hear(mail)
    await team.on(BY + DAY)
    register = team.desk.register
    told = [repr(row) for table in (hold_table, journal) for row in await rows_of(register, table)]
    told += [repr((row.kind, row.why_not_answered)) for row in await rows_of(register, message)]
    told += [one.subject + one.once for one in await team.letters()]
    told += [str(path) for path in team.desk.folder.rglob("*") if "outgoing" not in str(path)]
    tasks = await rows_of(register, manual_task)
    told += [repr((row.deed, row.state, row.answered_by)) for row in tasks]
    sealed = b"".join(row.sealed_what + (row.sealed_answer or b"") for row in tasks)
    known = (*ZANETA.canaries, ZANETA.cv_title)
    assert [one for one in known if any(one in text for text in told)] == []
    assert [one for one in known if one.encode() in sealed] == []


async def test_our_own_mailbox_is_asked_for_nothing(office: Office) -> None:
    """The task would come in as a message, and open a case."""
    await office.ask(ZANETA, ERASURE)
    with_group(office, answers_for=office.desk.settings.controller.email.upper())
    assert (await give(office)).state is TaskState.open
    assert (await office.holds())[LATE].reasons == ("locate", "task_has_no_address")


async def test_a_task_of_a_letter_is_known_by_its_message_id(team: Office) -> None:
    """Mail and reminder lead to the same task."""
    task = await give(team)
    await team.on(HALF_WAY_ON)
    ids = [one.message_id for kind in (TASK, REMINDER) for one in await team.letters(kind)]
    async with team.desk.register.read() as connection:
        known = await written.by_message_id(connection, ids)
    assert [known[one].manual_task_id for one in ids] == [task.id, task.id]
