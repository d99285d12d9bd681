"""What no program can do: a colleague is asked, answers by mail, and the letter says what is so."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from rightsflow.copy.job import ARCHIVE_ITEM, Answer
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import Letter
from tests.acceptance.opening import Copy
from tests.acceptance.people import TUYET
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.team_kit import GROUP, TASK, reply, with_group
from tests.tasks.written import ACCESS, ERASURE, RESTRICTION

pytestmark = pytest.mark.asyncio
APPROVAL = HoldKind.plan_approval
TITLE = "Group of former students on Facebook"
ARCHIVE = "rekrutacja@example.com"
HOST = "Serwerownia Pod Lipą"
HOSTING = {
    "name": HOST, "role": "processor", "what": {"en": "Hosting", "pl": "Serwer"},
    "email": "dane@pod-lipa.example.net",
}  # fmt: skip


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


async def test_a_copy_waits_for_what_a_colleague_finds_and_holds_it(able: AbleOffice) -> None:
    """The group is searched by its moderator; the answer is part of the copy."""
    with_group(able)
    await able.ask(TUYET, ACCESS)
    assert not await able.letters(Letter.access_reply)
    await reply(able, "gotowe\nWpis z marca o szkoleniu BHP.")
    # What a colleague writes down may name others: an approver looks at it.
    await able.decide(Decision.approve, HoldKind.third_persons)
    letter = await able.letter(Letter.access_reply)
    assert letter.with_data
    assert TITLE in letter.text
    (job,) = able.jobs
    archive = b"".join(able.desk.vault.read(job.key, job.case_number, ARCHIVE_ITEM))
    files = Copy(b"", archive).read(job.passphrase)
    assert [name for name in files if b"Wpis z marca o szkoleniu BHP." in files[name]] != []
    assert TITLE.encode() in files["data.json"]


async def test_nothing_here_is_an_answer(able: AbleOffice) -> None:
    """A colleague who found nothing has answered, and the copy goes."""
    with_group(able)
    await able.ask(TUYET, ACCESS)
    await reply(able, "nic tu nie ma")
    letter = await able.letter(Letter.access_reply)
    assert TITLE in letter.text
    (job,) = able.jobs
    assert [one.answer for one in job.asked if one.system.system == GROUP] == [Answer.nothing]


async def test_an_erasure_is_whole_only_when_the_colleague_says_done(able: AbleOffice) -> None:
    """Programs erase and are asked again; the moderator answers for the group."""
    with_group(able)
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    assert not able.rows("SELECT 1 FROM contacts WHERE id = ?", TUYET.number)
    assert not await able.letters(Letter.rights_reply)
    await reply(able, "gotowe")
    await able.letter(Letter.rights_reply)
    [request] = await able.requests()
    assert request.outcome is Outcome.granted


@pytest.mark.parametrize(("answer", "told"), [("gotowe", 1), ("nic tu nie ma", 0)])
async def test_whoever_has_data_of_a_group_is_told_where_there_was_any(
    able: AbleOffice, answer: str, told: int
) -> None:
    """No program knows by what the host would find the person: a colleague tells it (Article 19).

    Of whom nothing was there the host learns nothing.
    """
    with_group(able, recipients=[HOSTING])
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    await reply(able, answer)
    letter = await able.letter(Letter.rights_reply)
    assert letter.text.count(HOST) == told
    by_person = [row.detail["why"] for row in await able.events("notice_by_person")]
    assert by_person.count("no_identifier") == told
    tasks = [one.text for one in await able.letters(TASK) if HOST in one.text]
    assert len(tasks) == told


async def test_whom_nobody_answers_for_is_told_that_a_part_is_done_by_hand(
    able: AbleOffice,
) -> None:
    """The day of the task is over: the letter goes, says so with a date, and promises nothing."""
    with_group(able)
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
    await able.on(date(2026, 11, 10))
    assert HoldKind.task_overdue in await able.holds()
    letter = await able.letter(Letter.rights_reply)
    [request] = await able.requests()
    assert request.outcome is Outcome.partly_granted
    assert "by hand" in letter.text


async def test_the_mail_to_a_colleague_says_what_to_do_about_whom(able: AbleOffice) -> None:
    """Name and address of the person, and the words of an answer."""
    await able.ask(TUYET, RESTRICTION)
    mail = await able.letter(TASK)
    assert mail.recipient == ARCHIVE
    assert TUYET.email in mail.text
    assert TUYET.email not in mail.subject


async def test_nothing_held_is_said_only_after_colleagues_have_searched(able: AbleOffice) -> None:
    """Whom no program knows may stand in the group: its moderator is asked first."""
    with_group(able)
    await able.ask("nikt@example.net", ERASURE)
    assert not await able.letters(Letter.nothing_held)
    await reply(able, "nic tu nie ma")
    letter = await able.letter(Letter.nothing_held)
    assert able.desk.systems[GROUP].title["en"] in letter.text


async def test_whom_only_a_colleague_finds_is_for_a_person(able: AbleOffice) -> None:
    """No address is on file, so nobody knows that the writer is the person."""
    with_group(able)
    await able.ask("nikt@example.net", ACCESS)
    await reply(able, "gotowe\nWpis tej osoby z marca.")
    assert (await able.holds())[HoldKind.identity].reasons == ("found_by_colleague",)
    assert not await able.letters(Letter.nothing_held)
