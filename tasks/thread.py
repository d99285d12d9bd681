"""Which letter of ours a message answers, or which case it names.

First what cannot be guessed: our own Message-IDs, and the addresses to which our own letters are
returned. Then the case number in the subject, for a sender to whom we have written in that case:
it joins the message to the case, and proves nothing.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.identity import Authentication
from rightsflow.mail.reading.model import Reading
from rightsflow.mail.sending import case_of, returned_to
from rightsflow.mail.trust import authentication_of
from rightsflow.register import case_number, correspondents, written
from rightsflow.register.written import Known
from tasks.desk import Desk

_NUMBERS = 3
"""Case numbers of a subject that are looked up; a subject of ours holds one."""


async def answered(
    connection: AsyncConnection, at: Desk, readings: Sequence[Reading]
) -> list[Known | None]:
    """Return what each message answers: the letter it replies to before older ones."""
    cited = [_cited(at, reading) for reading in readings]
    keys = at.keyring.message_id_keys
    ours = {one for some in cited for one in some if any(case_of(one, key) for key in keys)}
    letters = await written.by_message_id(connection, list(ours))
    found = [next((letters[one] for one in some if one in letters), None) for some in cited]
    return [
        one or await _named(connection, at, reading)
        for one, reading in zip(found, readings, strict=True)
    ]


async def _named(connection: AsyncConnection, at: Desk, reading: Reading) -> Known | None:
    """Return the case that the subject names, if its letters went to this sender.

    A request whose sender nobody vouches for is one of its own: it asks who is asking.
    """
    said = authentication_of(reading, at.settings.identity.authserv_ids)
    joins = said is Authentication.passed or (
        said is not Authentication.failed and not reading.rights
    )
    if reading.sender is None or reading.bounce is not None or not joins:
        return None
    index = at.keyring.index(reading.sender)
    for number in case_number.numbers_in(reading.subject_line)[:_NUMBERS]:
        if known := await correspondents.written_to(connection, number, index):
            return known
    return None


def from_recipient(at: Desk, reading: Reading, letter: Known | None) -> bool:
    """Say whether a reply comes from the address that the letter went to.

    An answer whose domain our own server calls forged is none; and where the writer only names
    the case, our server has to say that the domain is authentic.
    """
    if letter is None or reading.sender is None:
        return False
    said = authentication_of(reading, at.settings.identity.authserv_ids)
    trusted = said is Authentication.passed or not letter.named_only
    return (
        trusted
        and said is not Authentication.failed
        and at.keyring.index(reading.sender) == letter.recipient_index
    )


def bracketed(message_id: str) -> str:
    """Return a Message-ID as header fields and the outbox write it (RFC 5322 3.6.4)."""
    return f"<{message_id}>"


def _cited(at: Desk, reading: Reading) -> list[str]:
    cited = [*reading.in_reply_to, *reversed(reading.references)]
    if reading.bounce is None:
        return [bracketed(one) for one in cited]
    returned = [_returned_to(at, one) for one in reading.bounce.addressed_to]
    if None in returned:  # an address of ours that we never made: the whole report is forged
        return []
    by_text = [reading.bounce.message_id] if reading.bounce.message_id else []
    return [one for one in returned if one] + [bracketed(one) for one in [*by_text, *cited]]


def _returned_to(at: Desk, address: str) -> str | None:
    """Return what `returned_to` does, by whichever of our keys made the address."""
    mailbox = at.settings.controller.email
    found = [returned_to(address, mailbox, key) for key in at.keyring.message_id_keys]
    return next((one for one in found if one is not None), None)
