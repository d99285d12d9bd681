"""Putting a letter into the outbox: rendered, checked, sealed, its Message-ID fixed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.letters.choose import Letter
from rightsflow.letters.render import Rendered
from rightsflow.mail.sending import make_message_id
from rightsflow.register import outbox
from rightsflow.register.cases import Case
from rightsflow.register.journal import Entry, note
from rightsflow.register.outbox import NewLetter
from rightsflow.register.requester import Requester
from rightsflow.register.sealed import lock
from tasks.desk import Desk

ANSWERS = frozenset(
    {
        Letter.access_reply,
        Letter.nothing_held,
        Letter.fee_quote,
        Letter.refusal,
        Letter.partial_refusal,
        Letter.not_identified,
        Letter.person_reply,
        Letter.request_withdrawn,
        Letter.rights_reply,
    }
)
"""Letters after which a case is answered."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of the vault that a letter carries, and the neutral name it travels under."""

    item: str
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it has a number: to whom, what, with what.

    `once`: a word; of letters of a case with the same word only the first is queued.
    """

    case: Case
    key: bytes
    letter: Letter
    rendered: Rendered
    language: str
    recipient: str
    thread: Requester | None
    enclosures: tuple[Enclosure, ...] = ()
    hold_id: int | None = None
    once: str | None = None
    not_after_at: datetime | None = None


async def post(connection: AsyncConnection, at: Desk, drafts: Sequence[Draft]) -> None:
    """Queue letters; the caller's transaction holds the rows of their cases."""
    if not drafts:
        return
    now = at.now()
    seqs = await outbox.next_seq(connection, [draft.case.id for draft in drafts])
    letters = []
    for draft in drafts:
        letters.append(_numbered(at, draft, seqs[draft.case.id]))
        seqs[draft.case.id] += 1
    await outbox.queue(connection, letters, now)
    queued = [Entry(one.case.id, "letter_queued", {"letter": one.letter}) for one in drafts]
    await note(connection, queued, now)


def _numbered(at: Desk, draft: Draft, seq: int) -> NewLetter:
    case, domain = draft.case, at.settings.controller.email.partition("@")[2]
    message_id = make_message_id(case.number, seq, at.keyring.message_id_keys[0], domain)
    text = f"{draft.rendered.subject}\n{draft.rendered.text}"
    return NewLetter(
        case_id=case.id,
        key_scope=case.key_scope,
        letter=draft.letter,
        seq=seq,
        message_id=message_id,
        language=draft.language,
        with_data=bool(draft.enclosures),
        template_version=draft.rendered.template_version,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        recipient_index=at.keyring.index(draft.recipient),
        sealed_body=lock(draft.key, "letter.body", case.number, _body(draft)),
        hold_id=draft.hold_id,
        once=f"{case.number}:{draft.once}" if draft.once else None,
        not_after_at=draft.not_after_at,
    )


def _body(draft: Draft) -> dict[str, Any]:
    thread = draft.thread
    return {
        "recipient": draft.recipient,
        "subject": draft.rendered.subject,
        "text": draft.rendered.text,
        "html": draft.rendered.html,
        "in_reply_to": thread.in_reply_to if thread else None,
        "references": list(thread.references) if thread else [],
        "enclosures": [
            [enclosure.item, enclosure.filename, enclosure.content_type]
            for enclosure in draft.enclosures
        ],
    }
