"""What colleagues found, as findings: the text of an answer, and each file attached to it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial

from connectors.people.connector import ATTACHMENT, TEXT
from rightsflow.connector import Document, Finding
from rightsflow.law.task import TaskDeed, TaskWord
from rightsflow.mail.reading.pool import NotTaken
from rightsflow.register.manual_tasks import ManualTask, TaskState
from tasks.desk import Desk
from tasks.id_scans import RAW
from tasks.person import Person
from tasks.task_answers import given_in

_PIECE_BYTES = 64 * 1024


async def findings_of(at: Desk, person: Person, task: ManualTask) -> AsyncIterator[Finding]:
    """Yield what the answer to a search holds; nothing for any other task, or without an answer.

    The message is read from the vault anew for each attachment, so one message is in memory at
    a time. Raises `Damaged` if it is not there, `NotTaken` if an attachment does not come out.
    """
    given = given_in(task, person.key, person.case.number)
    if (
        given is None
        or given.word is not TaskWord.done
        or task.deed is not TaskDeed.locate
        or task.state is not TaskState.done
    ):
        return
    number, collection = person.case.number, next(iter(at.systems[task.system].collections))
    record = f"{collection}:{task.id}"
    if given.text:
        yield Finding(number, collection, record, {TEXT: given.text})
    if not given.attachments:
        return
    pool = await at.readers.get()
    titles = await pool.titles(await _raw(at, given.message))
    if len(titles) != given.attachments:
        raise NotTaken
    for place, name in enumerate(titles):
        title = name or str(place + 1)
        content = partial(_content, at, given.message, place)
        document = Document(title, _suffix(name), content)
        yield Finding(number, collection, f"{record}.{place + 1}", {ATTACHMENT: title}, document)


def _suffix(name: str) -> str:
    """Return what follows the last full stop, as `.pdf`; whoever stores it judges it."""
    _, stop, end = name.rpartition(".")
    return f"{stop}{end}"


async def _raw(at: Desk, scope: str) -> bytes:
    return await asyncio.to_thread(at.vault.get, await at.keyring.key(scope), scope, RAW)


async def _content(at: Desk, scope: str, place: int) -> AsyncIterator[bytes]:
    pool = await at.readers.get()
    whole = await pool.attachment(await _raw(at, scope), place)
    for begin in range(0, len(whole), _PIECE_BYTES):
        yield whole[begin : begin + _PIECE_BYTES]


def found_nothing(at: Desk, person: Person, tasks: Sequence[ManualTask]) -> frozenset[str]:
    """Return the systems that no program reaches, and in which a colleague found nothing."""
    return frozenset(
        task.system
        for task in tasks
        if task.system in at.connectors and at.connectors[task.system].asks_people
        if (given := given_in(task, person.key, person.case.number))
        and given.word is TaskWord.nothing_here
    )
