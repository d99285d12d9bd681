"""What a colleague answers to a task: it settles the task, or a person has to read it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.canonical import fold
from rightsflow.law.hold import HoldKind
from rightsflow.law.notice import NoticeState
from rightsflow.law.task import TaskDeed, TaskWord
from rightsflow.letters.staff.render import staff_languages, staff_words
from rightsflow.letters.staff.task_answers import TaskAnswer, task_answer_in
from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mail.reading.quotes import is_attribution
from rightsflow.register import halting, holds, manual_tasks, notices, waiting
from rightsflow.register.cases import Case
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.manual_tasks import ManualTask, TaskState
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.written import Known
from tasks.desk import Desk
from tasks.manual_tasks import hold_of
from tasks.message import Message
from tasks.notices import told_by_person

COLLEAGUE = "colleague"
"""Who answered, as the register and the journal say it."""

EMPTY, NO_REASON = "task_answer_empty", "task_reason_missing"
QUOTED = "task_answer_quoted"
UNREADABLE, ANSWERED_ALREADY = "task_answer_unreadable", "task_answered_already"

_NOT_WHOLE = frozenset(
    {
        PersonReason.encrypted, PersonReason.encrypted_pgp, PersonReason.html_too_large,
        PersonReason.opaque_signature, PersonReason.text_and_html_differ,
        PersonReason.text_too_long, PersonReason.unknown_charset,
    }
)  # fmt: skip
"""An answer of which something may be missing never counts as clear."""

_NOT_WORDS = re.compile(r"[\W_]+")

_STATE: dict[TaskWord, TaskState] = {
    TaskWord.done: TaskState.done,
    TaskWord.nothing_here: TaskState.done,
    TaskWord.cannot: TaskState.refused,
}

_PLACE = "manual_task.answer"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it is kept; `word` None: not clear.

    `message` is the scope of the message that holds it, empty where an approver wrote it;
    `attachments` how many are in it.
    """

    word: TaskWord | None
    text: str = field(default="", repr=False)
    message: str = ""
    attachments: int = 0


def given_in(task: ManualTask, key: bytes, number: str) -> Given | None:
    """Return the answer to a task, unsealed with the key of its case; None while there is none.

    Raises `Damaged`.
    """
    if task.sealed_answer is None:
        return None
    kept: dict[str, Any] = unlock(key, _PLACE, number, task.sealed_answer)
    word = TaskWord(kept["word"]) if kept["word"] else None
    return Given(word, kept["text"], kept["message"], kept["attachments"])


def task_word_of(reading: Reading) -> TaskWord | None:
    """Return what a reply clearly says of the task that it answers."""
    return _answer(reading).word


def _answer(reading: Reading) -> TaskAnswer:
    found = task_answer_in(reading.body_text)
    if _NOT_WHOLE & set(reading.needs_person):
        return TaskAnswer(None, reading.body_text.strip())
    return found


async def take_answer(
    connection: AsyncConnection, at: Desk, case: Case, message: Message, letter: Known
) -> None:
    """Settle the task that a reply answers, or give the reply to a person."""
    of = letter.manual_task_id
    task = await manual_tasks.by_id(connection, of) if of is not None else None
    bounced = message.reading.kind is Kind.bounce
    if task is None or not task.waits:
        if not bounced:
            late = Hold(case.id, HoldKind.read_message, case.due_on, reasons=(ANSWERED_ALREADY,))
            await holds.open_holds(connection, [late], at.now())
        return
    answer = _answer(message.reading)
    given = Given(answer.word, answer.text, message.stored.scope, len(message.reading.attachments))
    why = _why_unclear(task, message, given)
    if why is None and given.word is not None:
        await settle_task(connection, at, case, task, given, by=COLLEAGUE)
        await _release(connection, at, task)
        return
    if not bounced:
        key = await at.keyring.key(case.key_scope)
        await manual_tasks.keep_unclear(connection, task.id, _sealed(given, key, case))
    await _ask_person(connection, at, case, task, why or message.rule)


def _why_unclear(task: ManualTask, message: Message, given: Given) -> str | None:
    if _NOT_WHOLE & set(message.reading.needs_person):
        return UNREADABLE
    if given.word is None or message.reading.kind is Kind.bounce:
        return message.rule
    if given.word is TaskWord.cannot and not given.text:
        return NO_REASON
    if task.deed is not TaskDeed.locate or given.word is not TaskWord.done:
        return None
    if not given.text and not given.attachments:
        return EMPTY
    return None if _is_whole(message.reading) else QUOTED


def _is_whole(reading: Reading) -> bool:
    """Say whether nothing but our own mail was taken for a quotation or a letter passed on.

    Whoever pastes mails or posts that were found pastes their "From" and "wrote:" as well: what
    stands below would be left out of the copy without a word.
    """
    if reading.passes_on:
        return False
    lines = [line.strip("> \t") for line in reading.quoted_text.splitlines()]
    lines = [line for line in lines if _words(line)]
    begins = _our_mail_in(lines)
    return not lines or (begins is not None and (not begins or is_attribution(lines[:begins])))


def _our_mail_in(lines: Sequence[str]) -> int | None:
    """Return the line with which our mail about a task begins; None if it is not there."""
    headings = {
        _words(staff_words(language).name("task_questions", TaskDeed.locate))
        for language in staff_languages()
    }
    for number in range(len(lines)):
        # A heading may be wrapped, and that of a reminder begins with its name.
        for above in (1, 2, 3):
            if any(h in _words(" ".join(lines[number : number + above])) for h in headings):
                return number
    return None


def _words(line: str) -> str:
    return _NOT_WORDS.sub(" ", fold(line)).strip()


async def settle_task(
    connection: AsyncConnection, at: Desk, case: Case, task: ManualTask, given: Given, *, by: str
) -> None:
    """Note a clear answer, and let what waits for it in the case go on; the case is held.

    Nothing goes on in a case that was stopped: whoever lets it go on lets this go on, too.
    """
    if given.word is None:
        problem = "an answer without a word settles nothing"
        raise ValueError(problem)
    state, key = _STATE[given.word], await at.keyring.key(case.key_scope)
    sealed = _sealed(given, key, case)
    now = at.now()
    if not await manual_tasks.answer(
        connection, task.id, state, by=by, sealed_answer=sealed, at=now
    ):
        return
    detail = {"system": task.system, "deed": task.deed, "state": state}
    await note(connection, [Entry(case.id, "task_answered", detail, by)], now)
    if task.deed is TaskDeed.notify and state is TaskState.done:
        await _note_told(connection, at, task, by)
    if not await waiting.any_of(connection, case.id, holds.STOPS):
        await halting.retry(connection, case.id, task.system)


async def _note_told(connection: AsyncConnection, at: Desk, task: ManualTask, by: str) -> None:
    """Note that a colleague told the recipients whom no letter could reach."""
    found = await notices.of_requests(connection, [task.request_id])
    for one in found[task.request_id]:
        if one.state is NoticeState.queued and one.sent_at is None:
            await told_by_person(connection, at, one.id, NoticeState.sent, by)


def _sealed(given: Given, key: bytes, case: Case) -> bytes:
    kept = {
        "word": given.word or "",
        "text": given.text,
        "message": given.message,
        "attachments": given.attachments,
    }
    return lock(key, _PLACE, case.number, kept)


async def _release(connection: AsyncConnection, at: Desk, task: ManualTask) -> None:
    """Let go of the hold about a task that was answered after all, or of its part in it."""
    left = {
        one.deed for one in await manual_tasks.waiting_of(connection, task.case_id, task.system)
    }
    for hold in await waiting.of_cases(connection, [task.case_id]):
        about = hold.kind is HoldKind.task_overdue and hold.system == task.system
        if not about or task.deed not in hold.reasons or task.deed in left:
            continue
        if left.intersection(hold.reasons):
            reasons = [reason for reason in hold.reasons if reason != task.deed]
            await waiting.narrow(connection, hold.id, reasons)
        else:
            await waiting.close(connection, hold, by=COLLEAGUE, at=at.now())


async def _ask_person(
    connection: AsyncConnection, at: Desk, case: Case, task: ManualTask, why: str
) -> None:
    """Open the hold about a task, or show it anew: what was answered may be another text."""
    known = {hold.id: hold.version for hold in await waiting.of_cases(connection, [case.id])}
    wanted = hold_of(at, task, case, why)
    await holds.open_holds(connection, [wanted], at.now())
    same = [
        hold.id
        for hold in await waiting.of_cases(connection, [case.id])
        if hold.kind is HoldKind.task_overdue
        and hold.system == task.system
        and known.get(hold.id) == hold.version
    ]
    await waiting.renew(connection, same)
