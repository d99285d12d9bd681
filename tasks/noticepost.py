"""Letters to recipients, through the same outbox as every letter; bodies of notices, sealed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.letters.recipients.contexts import RecipientContext, letter_of
from rightsflow.letters.render import Rendered
from rightsflow.mail.sending import make_message_id
from rightsflow.register import outbox
from rightsflow.register.journal import Entry, note
from rightsflow.register.notices import Notice
from rightsflow.register.outbox import NewLetter
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.types import Audience
from tasks.desk import Desk
from tasks.person import Person

_PLACE = "notice.body"

LEFT_OUT = "left_out"
"""Where a body says, in a person's words, why its recipient is not told."""


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A letter about one notice; `once` is its word in the case, `thread` the letter it follows."""

    notice_id: int
    context: RecipientContext
    rendered: Rendered
    language: str
    recipient: str
    with_data: bool
    once: str
    thread: str | None = None


def seal_body(person: Person, body: dict[str, Any]) -> bytes:
    """Seal what a notice is about under the key of its case."""
    return lock(person.key, _PLACE, person.case.number, body)


def body_of(person: Person, notice: Notice) -> dict[str, Any]:
    """Return what a notice is about; raises `Damaged` if it was sealed elsewhere."""
    body: dict[str, Any] = unlock(person.key, _PLACE, person.case.number, notice.sealed_body)
    return body


async def post_notices(
    connection: AsyncConnection, at: Desk, person: Person, drafts: Sequence[NoticeDraft]
) -> None:
    """Queue letters to recipients; the caller's transaction holds the row of their case."""
    if not drafts:
        return
    now, case = at.now(), person.case
    seq = (await outbox.next_seq(connection, [case.id]))[case.id]
    letters = [_numbered(at, person, draft, seq + n) for n, draft in enumerate(drafts)]
    await outbox.queue(connection, letters, now)
    queued = [Entry(case.id, "letter_queued", {"letter": one.letter}) for one in letters]
    await note(connection, queued, now)


def _numbered(at: Desk, person: Person, draft: NoticeDraft, seq: int) -> NewLetter:
    case, rendered = person.case, draft.rendered
    domain = at.settings.controller.email.partition("@")[2]
    text = f"{rendered.subject}\n{rendered.text}"
    body: dict[str, object] = {
        "recipient": draft.recipient,
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "in_reply_to": draft.thread,
        "references": [draft.thread] if draft.thread else [],
        "enclosures": [],
    }
    return NewLetter(
        case_id=case.id,
        key_scope=case.key_scope,
        letter=letter_of(draft.context),
        seq=seq,
        message_id=make_message_id(case.number, seq, at.keyring.message_id_keys[0], domain),
        language=draft.language,
        with_data=draft.with_data,
        template_version=rendered.template_version,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        recipient_index=at.keyring.index(draft.recipient),
        sealed_body=lock(person.key, "letter.body", case.number, body),
        audience=Audience.recipient,
        notice_id=draft.notice_id,
        once=f"{case.number}:{draft.once}",
    )


def day_in(at: Desk, moment: datetime) -> date:
    """Return the day of a moment where the controller is."""
    return moment.astimezone(at.settings.controller.zone).date()
