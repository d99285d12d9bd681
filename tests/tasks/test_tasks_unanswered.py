"""Tasks that nobody answers: reminded of once, told to approvers, settled in another way."""

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import TextKind
from rightsflow.law.task import TaskDeed
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import case_requests, cases
from rightsflow.register.manual_tasks import TaskState
from rightsflow.register.types import ItemState
from tasks.manual_tasks import TaskDraft, open_manual_tasks
from tasks.notaccepted import Why
from tests.acceptance.people import ZANETA
from tests.tasks.deciding_kit import Office, refused
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
    findings,
    give,
    held_item,
    item_state,
    reply,
    stored,
    with_group,
)
from tests.tasks.written import DAY, DUE_ON, ERASURE, LEAD, RECTIFICATION


async def test_a_hold_about_two_tasks_is_about_the_one_that_is_left(team: Office) -> None:
    """Each answer takes its own away."""
    await give(team)
    first = await team.letter(TASK)
    await give(team, TaskDeed.erase)
    await team.on(BY + DAY)
    assert set((await team.holds())[LATE].reasons) == {"locate", "erase", "task_not_answered"}
    await reply(team, f"done\n{FOUND}", to=first)
    assert (await team.holds())[LATE].reasons == ("task_not_answered", "erase")
    await reply(team, "done")
    assert LATE not in await team.holds()


async def test_people_are_reminded_once_half_way(team: Office) -> None:
    """With everything that the first mail said; an answer to the reminder counts."""
    task = await give(team)
    await team.on(HALF_WAY_ON - DAY)
    assert await team.letters(REMINDER) == []
    for day in (HALF_WAY_ON, HALF_WAY_ON + DAY, BY):
        await team.on(day)
        mail = await team.letter(REMINDER)
    assert mail.recipient == COLLEAGUE
    for said in (ZANETA.name, ZANETA.email, "2 listopada 2026", "9 listopada 2026"):
        assert said in " ".join(mail.text.split())
    await reply(team, f"gotowe\n{FOUND}", to=mail)
    assert (await stored(team, task)).state is TaskState.done


async def test_nobody_is_reminded_of_what_is_answered(team: Office) -> None:
    """Nor told of it."""
    await give(team)
    await reply(team, "nic tu nie ma")
    await team.on(HALF_WAY_ON)
    await team.on(BY + DAY)
    assert await team.letters(REMINDER) == []
    assert LATE not in await team.holds()


async def test_silence_goes_to_the_approvers_once(team: Office) -> None:
    """The day after the last one; in silence the person is told in time what there is."""
    await give(team)
    await team.on(BY)
    assert LATE not in await team.holds()
    await team.on(BY + DAY)
    hold = (await team.holds())[LATE]
    assert (hold.system, hold.reasons) == (GROUP, ("locate", "task_not_answered"))
    mail = await team.newest(StaffMail.decision_wanted, LEAD)
    assert "Grupa absolwentów" in mail.text
    assert "wyszukanie" in mail.text
    await team.on(BY + 2 * DAY)
    assert (await team.holds())[LATE].version == hold.version


async def test_an_approver_says_how_it_was_done_otherwise(team: Office) -> None:
    """In their own words, which stand for the colleague's; without them nothing is released."""
    task = await give(team)
    await held_item(team)
    await team.on(BY + DAY)
    with refused(Why.text_missing):
        await team.decide(Decision.release, LATE)
    await team.write({TextKind.answer: FOUND})
    assert await team.decide(Decision.release, LATE)
    now = await stored(team, task)
    assert (now.state, now.answered_by) == (TaskState.done, "officer")
    ((text, _),) = await findings(team, task)
    assert text.values == {"text": FOUND}
    assert LATE not in await team.holds()
    assert await item_state(team) == ItemState.open


async def test_a_decision_about_one_system_settles_no_task_of_another(team: Office) -> None:
    """Nor one that the hold did not name."""
    late = await give(team)
    other = await give(team, TaskDeed.erase, "crm", answer_by_on=DUE_ON)
    same = await give(team, TaskDeed.erase, answer_by_on=DUE_ON)
    await team.on(BY + DAY)
    await team.write({TextKind.answer: FOUND})
    assert await team.decide(Decision.release, LATE)
    states = [(await stored(team, task)).state for task in (late, other, same)]
    assert states == [TaskState.done, TaskState.asked, TaskState.asked]


async def test_what_was_settled_otherwise_is_asked_of_nobody(team: Office) -> None:
    """The request was answered by hand: no reminder, no hold, and a late answer is read."""
    task = await give(team)
    await team.write({TextKind.answer: "Dane usunięto."})
    assert await team.decide(Decision.release, HoldKind.right_by_person)
    assert (await stored(team, task)).state is TaskState.cancelled
    await team.on(HALF_WAY_ON)
    await team.on(BY + DAY)
    assert await team.letters(REMINDER) == []
    assert LATE not in await team.holds()
    await reply(team, f"gotowe\n{FOUND}")
    assert (await team.holds())[HoldKind.read_message].reasons == ("task_answered_already",)


async def test_the_digest_tells_who_has_not_answered(team: Office) -> None:
    """By case, system and day; nothing of the person."""
    await give(team)
    await team.on(ASKED_ON + DAY, 9)
    mail = await team.letter(StaffMail.digest)
    assert "RF-2026-000001: zadanie dla człowieka (Grupa absolwentów na Facebooku)" in mail.text
    assert [one for one in ZANETA.canaries if one in mail.text] == []


async def test_a_question_that_is_asked_already_is_not_asked_anew(team: Office) -> None:
    """An unclear answer is with the approvers: that the day is over changes nothing."""
    await give(team)
    await reply(team, "Chyba tak.")
    asked = (await team.holds())[LATE]
    await team.on(BY + DAY)
    assert (await team.holds())[LATE].version == asked.version


async def test_a_hold_stands_while_the_same_is_asked_for_another_right(office: Office) -> None:
    """Two requests of one case, each with a search of its own in the same system."""
    await office.ask(ZANETA, f"{ERASURE} Also {RECTIFICATION}")
    with_group(office)
    case = await office.case()
    async with office.desk.register.write() as connection:
        await cases.lock(connection, [case.id])
        asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
        drafts = [TaskDraft(case, one, GROUP, TaskDeed.locate, FACTS) for one in asked]
        await open_manual_tasks(connection, office.desk, drafts)
    await office.work()
    first, second = await office.letters(TASK)
    await office.on(BY + DAY)
    await reply(office, "nic tu nie ma", to=first)
    assert (await office.holds())[LATE].reasons == ("locate", "task_not_answered")
    await reply(office, "nic tu nie ma", to=second)
    assert LATE not in await office.holds()
