"""A task that no colleague answered clearly, and that was done in another way."""

from rightsflow.law.refusal import TextKind
from rightsflow.law.task import TaskWord
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import manual_tasks
from tasks.effect import Deciding, Effect
from tasks.notaccepted import NotAccepted, Why
from tasks.task_answers import Given, settle_task


async def done_otherwise(one: Deciding) -> Effect:
    """Note what the approver wrote as the answer to the tasks that the hold names."""
    text = one.text(TextKind.answer)
    if not text:
        raise NotAccepted(Why.text_missing, TextKind.answer)
    given = Given(TaskWord.done, text)
    for task in await manual_tasks.waiting_of(one.connection, one.case.id, one.hold.system):
        if task.deed in one.hold.reasons:
            await settle_task(one.connection, one.at, one.case, task, given, by=one.by)
    return Effect((Follows.case_goes_on,))
