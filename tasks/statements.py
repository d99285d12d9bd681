"""What approvers write for a decision: by a reply to their mail, or on the command line."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.refusal import TextKind
from rightsflow.letters.staff.replies import TooLong, texts_in
from rightsflow.register import approvers, statements, waiting
from rightsflow.register.cases import Case
from rightsflow.register.journal import Entry, note
from rightsflow.register.written import Known
from tasks.desk import Desk
from tasks.disputed import restrict_disputed
from tasks.message import Message


async def take_texts(
    connection: AsyncConnection, at: Desk, case: Case, message: Message, letter: Known
) -> None:
    """Keep the texts of a reply to an approver's mail; the mail comes anew and shows them.

    A reply without any text, or with one that is too long, is noted and brings the mail anew,
    so that its writer sees that nothing was taken.
    """
    known = await approvers.listed(connection, at.keyring)
    writers = [
        one.handle
        for one in known
        if one.revoked_at is None and at.keyring.index(one.address) == letter.recipient_index
    ]
    found = texts_in(message.reading.body_text)
    if not writers or isinstance(found, TooLong):
        why = "too_long" if writers else "no_approver"
        await note(connection, [Entry(case.id, "text_not_taken", {"why": why})], at.now())
        found = {}
    await keep_texts(connection, at, case, found, writers[0] if writers else "")
    if letter.hold_id is not None and not found:
        await waiting.renew(connection, [letter.hold_id])


async def keep_texts(
    connection: AsyncConnection, at: Desk, case: Case, texts: Mapping[TextKind, str], by: str
) -> None:
    """Keep texts for the next decision of a case: whatever was shown before has changed by them."""
    if not texts:
        return
    key = await at.keyring.key(case.key_scope)
    await statements.add(connection, case, key, texts, by=by, at=at.now())
    if correction := texts.get(TextKind.correction):
        await restrict_disputed(connection, at, case, correction)
    entries = [Entry(case.id, "text_given", {"kind": kind}, by) for kind in texts]
    await note(connection, entries, at.now())
    holds = await waiting.of_cases(connection, [case.id])
    await waiting.renew(connection, [hold.id for hold in holds])
