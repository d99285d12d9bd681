"""Answers with quotations: our own mail is left out, and nothing else without a word."""

import pytest

from rightsflow.law.task import TaskDeed
from rightsflow.register.manual_tasks import TaskState
from tests.acceptance.people import ZANETA
from tests.tasks.deciding_kit import Office
from tests.tasks.letters_seen import Seen
from tests.tasks.team_kit import (
    COLLEAGUE,
    FOUND,
    HALF_WAY_ON,
    LATE,
    REMINDER,
    TASK,
    findings,
    give,
    reply,
    stored,
)
from tests.tasks.written import letter

PASTED = "3 marca 2026 o 10:15 Anna napisała:\nDziękuję za kurs."
HEADED = "Od: Anna <anna@example.org>\nDo: kurs@example.com\nTemat: Kurs\n\nDziękuję za kurs."
GMAIL = "W dniu pon., 2 lis 2026 o 09:00 Biuro\n<rodo@example.com> napisał(a):"
OUTLOOK = "Od: Biuro <rodo@example.com>\nWysłano: 2 listopada 2026\nDo: Iga\nTemat: Zadanie\n"


def quoting(mail: Seen, mark: str = "> ") -> str:
    """Return the mail as a mail program quotes it."""
    return "\n".join(mark + line for line in mail.text.splitlines())


@pytest.mark.parametrize("kind", ["gmail", "outlook", "rule", "marks alone"])
async def test_our_own_mail_below_the_answer_is_no_finding(team: Office, kind: str) -> None:
    """As the common mail programs quote it."""
    task = await give(team)
    mail = await team.letter(TASK)
    below = {
        "gmail": f"{GMAIL}\n\n{quoting(mail)}",
        "outlook": f"{OUTLOOK}\n{mail.text}",
        "rule": f"________________________________\n{OUTLOOK}\n{mail.text}",
        "marks alone": quoting(mail),
    }[kind]
    await reply(team, f"gotowe\n\n{FOUND}\n\n{below}")
    ((text, _),) = await findings(team, task)
    assert text.values == {"text": FOUND}


async def test_a_reminder_below_the_answer_is_no_finding(team: Office) -> None:
    """Its heading begins otherwise."""
    task = await give(team)
    await team.on(HALF_WAY_ON)
    mail = await team.letter(REMINDER)
    await reply(team, f"gotowe\n\n{FOUND}\n\n{GMAIL}\n\n{quoting(mail)}", to=mail)
    assert (await stored(team, task)).state is TaskState.done


@pytest.mark.parametrize("pasted", [PASTED, HEADED, f"> {FOUND}", f"{FOUND}\n\n> jeden wiersz"])
@pytest.mark.parametrize("with_our_mail", [True, False])
async def test_what_looks_like_a_quotation_is_never_left_out_in_silence(
    team: Office, pasted: str, *, with_our_mail: bool
) -> None:
    """Found mails and posts, pasted: a person is asked rather than half of it sent."""
    task = await give(team)
    mail = await team.letter(TASK)
    below = f"\n\n{GMAIL}\n\n{quoting(mail)}" if with_our_mail else ""
    await reply(team, f"gotowe\n\nZnaleziono:\n\n{pasted}{below}")
    assert (await stored(team, task)).state is TaskState.asked
    assert (await team.holds())[LATE].reasons == ("locate", "task_answer_quoted")


async def test_a_mail_that_is_attached_as_it_is_goes_to_a_person(team: Office) -> None:
    """Its header, with who wrote to whom and when, would be left out."""
    task = await give(team)
    mail = letter(COLLEAGUE, "gotowe", answers=await team.letter(TASK))
    mail.add_attachment(letter(ZANETA, FOUND))
    await team.hear(mail)
    assert (await stored(team, task)).state is TaskState.asked
    assert (await team.holds())[LATE].reasons == ("locate", "task_answer_quoted")


async def test_what_was_erased_may_be_told_with_a_quotation(team: Office) -> None:
    """Nothing of it is sent to anybody."""
    task = await give(team, TaskDeed.erase)
    await reply(team, f"gotowe\n\n{PASTED}")
    assert (await stored(team, task)).state is TaskState.done
