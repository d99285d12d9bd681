"""What is attached to a message: names, the bytes as they were sent, a copy without some."""

from collections.abc import Mapping
from email.generator import BytesGenerator
from email.message import Message
from email.policy import compat32
from io import BytesIO

from rightsflow.mime.bounded import Unreadable
from rightsflow.mime.flaw import Flaw
from rightsflow.mime.headers import decode_value
from rightsflow.mime.parts import take_apart

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
        raise Unreadable(Flaw.parser_failed)
    content = parts[number].get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def without(raw: bytes, notes: Mapping[int, str]) -> bytes:
    """Return the message with a line of text in the place of each attachment of these numbers.

    The numbers of the other attachments stay the same, and so does everything that a person
    reads. To do it again is harmless. Raises `Unreadable` beyond a limit, and where the message
    is not whole afterwards.
    """
    parts = take_apart(raw)
    for number, note in notes.items():
        if number >= len(parts.attached):
            raise Unreadable(Flaw.parser_failed)
        _replace(parts.attached[number], note)
    ends = "\r\n" if b"\r\n" in raw[:_NAME_CHARS] else "\n"
    out = BytesIO()
    writing = compat32.clone(linesep=ends, max_line_length=None, mangle_from_=False)
    BytesGenerator(out, policy=writing).flatten(parts.message)
    copy = out.getvalue()
    if len(take_apart(copy).attached) != len(parts.attached):
        raise Unreadable(Flaw.parser_failed)
    return copy


def _replace(part: Message, note: str) -> None:
    for name in [name for name in part if name.lower().startswith("content-")]:
        del part[name]
    part["Content-Type"] = 'text/plain; charset="us-ascii"'
    part["Content-Disposition"] = 'attachment; filename="taken-out.txt"'
    part.set_payload(f"{note}\n")
