"""Mails to the controller's own people, through the same outbox as every letter."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.letters.staff.contexts import MAIL, StaffContext
from rightsflow.letters.staff.render import render_staff
from rightsflow.mail.sending import make_message_id
from rightsflow.register import outbox
from rightsflow.register.cases import Case
from rightsflow.register.keyring import STAFF
from rightsflow.register.outbox import NewLetter
from rightsflow.register.sealed import lock
from rightsflow.register.types import Audience
from tasks.desk import Desk

_SEQ_DIGITS = 8
_SEQ = 10**_SEQ_DIGITS


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """A mail to one of our own people; `once` is its word in the whole instance.

    `language` None: that of all mails to staff. Without a case its key is that of staff, and
    `once` gives its Message-ID.
    """

    context: StaffContext
    recipient: str
    case: Case | None = None
    hold_id: int | None = None
    once: str | None = None
    manual_task_id: int | None = None
    language: str | None = None


async def post_staff(connection: AsyncConnection, at: Desk, drafts: Sequence[StaffDraft]) -> None:
    """Queue mails to staff; the caller's transaction holds the rows of their cases."""
    if not drafts:
        return
    of_cases = [draft.case.id for draft in drafts if draft.case]
    seqs = await outbox.next_seq(connection, of_cases)
    letters = []
    for draft in drafts:
        if draft.case:
            letters.append(await _numbered(at, draft, draft.case.number, seqs[draft.case.id]))
            seqs[draft.case.id] += 1
        else:
            seq = int(hashlib.sha256((draft.once or "").encode()).hexdigest(), 16) % _SEQ
            letters.append(await _numbered(at, draft, STAFF, seq))
    await outbox.queue(connection, letters, at.now())


async def _numbered(at: Desk, draft: StaffDraft, number: str, seq: int) -> NewLetter:
    language = draft.language or at.staff_language
    rendered = render_staff(draft.context, language)
    scope = draft.case.key_scope if draft.case else STAFF
    domain = at.settings.controller.email.partition("@")[2]
    body: dict[str, object] = {
        "recipient": draft.recipient,
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "in_reply_to": None,
        "references": [],
        "enclosures": [],
    }
    text = f"{rendered.subject}\n{rendered.text}"
    return NewLetter(
        case_id=draft.case.id if draft.case else None,
        key_scope=scope,
        letter=MAIL[type(draft.context)],
        seq=seq,
        message_id=make_message_id(number, seq, at.keyring.message_id_keys[0], domain),
        language=language,
        with_data=False,
        template_version=rendered.template_version,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        recipient_index=at.keyring.index(draft.recipient),
        sealed_body=lock(await at.keyring.key(scope), "letter.body", number, body),
        audience=Audience.staff,
        hold_id=draft.hold_id,
        manual_task_id=draft.manual_task_id,
        once=draft.once,
    )
