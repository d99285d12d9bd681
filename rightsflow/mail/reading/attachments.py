"""What is attached to a message: names, and the bytes as they were sent."""

from rightsflow.mail.reading.headers import decode_value
from rightsflow.mail.reading.mime import Unreadable, take_apart
from rightsflow.mail.reading.model import PersonReason

_NAME_CHARS = 200


def titles_in(raw: bytes) -> list[str]:
    """Return the name of each attachment as the sender wrote it, or the empty text.

    A name is one line for reading and never a path. The order is that of `Reading.attachments`.
    Raises `Unreadable` beyond a limit.
    """
    return [
        decode_value(part.get_filename() or "")[:_NAME_CHARS] for part in take_apart(raw).attached
    ]


def attachment_in(raw: bytes, number: int) -> bytes:
    """Return the content of an attachment, its transfer encoding undone.

    Raises `Unreadable` beyond a limit, and where there is no attachment of this number.
    """
    parts = take_apart(raw).attached
    if number >= len(parts):
        raise Unreadable(PersonReason.parser_failed)
    content = parts[number].get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
