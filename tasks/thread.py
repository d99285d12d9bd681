"""Which letter of ours a message answers, by our own Message-IDs and nothing else."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.identity import Authentication
from rightsflow.mail.reading.model import Reading
from rightsflow.mail.sending import case_of
from rightsflow.mail.trust import authentication_of
from rightsflow.register import outbox
from rightsflow.register.outbox import Known
from tasks.desk import Desk


async def answered_letters(
    connection: AsyncConnection, at: Desk, readings: Sequence[Reading]
) -> dict[str, Known]:
    """Return our letters that any of these messages cites; forged ids are never looked up."""
    cited = {one for reading in readings for one in _cited(reading)}
    ours = [one for one in cited if case_of(one, at.keyring.message_id_key)]
    return await outbox.by_message_id(connection, ours)


def letter_of(reading: Reading, letters: Mapping[str, Known]) -> Known | None:
    """Return the letter a message answers: the one it replies to before older ones."""
    return next((letters[one] for one in _cited(reading) if one in letters), None)


def from_recipient(at: Desk, reading: Reading, letter: Known | None) -> bool:
    """Say whether a reply comes from the address that the letter went to.

    An answer whose domain our own server calls forged is none.
    """
    trusted = at.settings.identity.authserv_ids
    return (
        letter is not None
        and reading.sender is not None
        and authentication_of(reading, trusted) is not Authentication.failed
        and at.keyring.index(reading.sender) == letter.recipient_index
    )


def bracketed(message_id: str) -> str:
    """Return a Message-ID as header fields and the outbox write it (RFC 5322 3.6.4)."""
    return f"<{message_id}>"


def _cited(reading: Reading) -> list[str]:
    returned = [reading.bounce.message_id] if reading.bounce and reading.bounce.message_id else []
    cited = [*returned, *reading.in_reply_to, *reversed(reading.references)]
    return [bracketed(one) for one in cited]
