"""What colleagues answer: findings, refusals, and whatever a person has to read."""

import pytest

from rightsflow.law.hold import HoldKind
from rightsflow.law.task import TaskDeed, TaskWord
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import holds
from rightsflow.register.holds import Hold
from rightsflow.register.manual_tasks import TaskState
from rightsflow.register.types import ItemState
from tasks.task_answers import Given
from tests.acceptance.people import TUYET, ZANETA
from tests.tasks.deciding_kit import Office
from tests.tasks.team_kit import (
    COLLEAGUE,
    FOUND,
    GROUP,
    LATE,
    TASK,
    bounce,
    findings,
    give,
    given,
    held_item,
    item_state,
    reply,
    stored,
)
from tests.tasks.written import DUE_ON, ERASURE, LEAD, letter


async def test_text_and_attachments_of_an_answer_are_findings(team: Office) -> None:
    """Under the one collection of the map, the files as they were sent."""
    task = await give(team)
    await held_item(team)
    mail = letter(COLLEAGUE, f"gotowe\n\n{FOUND}\n\n-- \nIga Len", answers=await team.letter(TASK))
    picture = bytes(range(256)) * 900
    mail.add_attachment(picture, maintype="image", subtype="png", filename="zrzut.png")
    mail.add_attachment(ZANETA.cv, maintype="application", subtype="pdf")
    await team.hear(mail)
    now = await stored(team, task)
    assert (now.state, now.answered_by) == (TaskState.done, "colleague")
    (text, _), (first, shot), (second, cv) = await findings(team, task)
    assert (text.collection, text.record) == ("answers", f"answers:{task.id}")
    assert text.values == {"text": FOUND}
    assert (first.values, first.document.title, first.document.suffix) == (
        {"attachment": "zrzut.png"}, "zrzut.png", ".png",
    )  # fmt: skip
    assert (shot, cv) == (picture, ZANETA.cv)
    assert (second.record, second.document.suffix) == (f"answers:{task.id}.2", "")
    assert {one.case_number for one, _ in await findings(team, task)} == {"RF-2026-000001"}
    assert await item_state(team) == ItemState.open
    assert list(await team.holds()) == [HoldKind.right_by_person]


async def test_nothing_here_is_an_answer_without_findings(team: Office) -> None:
    """Asked, holds nothing: what a signature leaves below the word is no finding."""
    task = await give(team)
    await reply(team, "nic tu nie ma\n\nPozdrawiam\nIga")
    assert (await stored(team, task)).state is TaskState.done
    answer = await given(team, task)
    assert answer is not None
    assert answer.word is TaskWord.nothing_here
    assert await findings(team, task) == []


async def test_a_refusal_is_kept_with_its_reason(team: Office) -> None:
    """For whoever plans what follows; nothing is found by it."""
    task = await give(team)
    await held_item(team)
    await reply(team, "nie mogę\nNie mam już dostępu.")
    assert (await stored(team, task)).state is TaskState.refused
    answer = await given(team, task)
    assert answer is not None
    assert answer.text == "Nie mam już dostępu."
    assert await findings(team, task) == []
    assert await item_state(team) == ItemState.open


async def test_what_is_told_of_an_erasure_is_no_finding(team: Office) -> None:
    """It stays in the file of the case."""
    task = await give(team, TaskDeed.erase)
    await reply(team, "gotowe\n\nUsunięto dwa wpisy.")
    assert (await stored(team, task)).state is TaskState.done
    assert await findings(team, task) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Gotowe, ale bez archiwum.", "colleague_is_unclear"),
        ("Dzień dobry,\ngotowe", "colleague_is_unclear"),
        ("gotowe", "task_answer_empty"),
        ("nie mogę", "task_reason_missing"),
        (ERASURE, "colleague_is_unclear"),
    ],
)
async def test_an_unclear_answer_goes_to_a_person(team: Office, words: str, why: str) -> None:
    """Who is shown what the colleague wrote; the task still waits, and nothing goes on."""
    task = await give(team)
    await held_item(team)
    await reply(team, words)
    assert (await stored(team, task)).state is TaskState.asked
    hold = (await team.holds())[LATE]
    assert (hold.system, hold.reasons) == (GROUP, ("locate", why))
    assert await item_state(team) == ItemState.held
    shown = await team.newest(StaffMail.decision_wanted, LEAD)
    text = (await given(team, task) or Given(None)).text
    assert [line for line in text.split("\n") if line not in " ".join(shown.text.split())] == []


async def test_a_clear_answer_after_an_unclear_one_settles_the_task(team: Office) -> None:
    """The question to the approvers is over."""
    task = await give(team)
    await reply(team, "Chyba tak.")
    first = (await team.holds())[LATE]
    await reply(team, "Jednak nie wiem.")
    assert (await team.holds())[LATE].version == first.version + 1
    assert "Jednak nie wiem." in (await team.newest(StaffMail.decision_wanted, LEAD)).text
    await reply(team, f"gotowe\n{FOUND}")
    assert LATE not in await team.holds()
    assert (await stored(team, task)).state is TaskState.done


@pytest.mark.parametrize("by", [LEAD, TUYET.email, ZANETA.email])
async def test_a_reply_from_elsewhere_never_answers(team: Office, by: str) -> None:
    """Whoever has a copy of the mail answers nothing in the colleague's name."""
    task = await give(team)
    await reply(team, f"gotowe\n{FOUND}", by=by)
    assert (await stored(team, task)).state is TaskState.asked
    assert await given(team, task) is None
    assert (await team.holds())[HoldKind.read_message].reasons == ("somebody_answers_for_staff",)


async def test_a_forged_reply_never_answers(team: Office) -> None:
    """The colleague's own domain says that it is not from there."""
    task = await give(team)
    await reply(team, f"gotowe\n{FOUND}", result="fail")
    assert (await stored(team, task)).state is TaskState.asked
    assert HoldKind.read_message in await team.holds()


async def test_a_notice_of_absence_is_no_answer(team: Office) -> None:
    """The task waits, is reminded of, and then told of."""
    task = await give(team)
    absent = letter(COLLEAGUE, "gotowe", answers=await team.letter(TASK))
    absent["Auto-Submitted"] = "auto-replied"
    await team.hear(absent)
    assert (await stored(team, task)).state is TaskState.asked
    assert list(await team.holds()) == [HoldKind.right_by_person]


async def test_a_task_whose_mail_came_back_goes_to_a_person(team: Office) -> None:
    """Nobody will answer it; and no letter to the person who asked is stopped by it."""
    task = await give(team)
    await team.hear(bounce(await team.letter(TASK)))
    assert (await team.holds())[LATE].reasons == ("locate", "task_mail_bounced")
    assert HoldKind.letter_bounced not in await team.holds()
    assert await given(team, task) is None
    shown = await team.newest(StaffMail.decision_wanted, LEAD)
    assert "mailbox unavailable" not in shown.text


async def test_a_further_answer_goes_to_a_person(team: Office) -> None:
    """The first one counts; what was found later is not lost."""
    task = await give(team)
    await reply(team, "nic tu nie ma")
    await reply(team, f"gotowe\n{FOUND}")
    answer = await given(team, task)
    assert answer is not None
    assert answer.word is TaskWord.nothing_here
    assert (await team.holds())[HoldKind.read_message].reasons == ("task_answered_already",)


async def test_a_stopped_case_does_not_go_on_by_an_answer(team: Office) -> None:
    """Somebody denied having asked: the answer is kept, and waits with the rest."""
    task = await give(team)
    await held_item(team)
    case = await team.case()
    async with team.desk.register.write() as connection:
        await holds.open_holds(connection, [Hold(case.id, HoldKind.identity, DUE_ON)], team.clock())
    await reply(team, f"gotowe\n{FOUND}")
    assert (await stored(team, task)).state is TaskState.done
    assert await item_state(team) == ItemState.held
