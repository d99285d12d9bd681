"""What a finding tells of a message: the person, others, and us, kept apart."""

from collections.abc import Iterable

from connectors.mailbox.archive import Folder
from connectors.mailbox.message import Correspondent, Message
from connectors.mailbox.settings import MailboxConnection
from connectors.mailbox.shape import FIELDS
from rightsflow.deeds import Value
from rightsflow.imap.names import decoded
from rightsflow.texts import Letter


def told_of(
    settings: MailboxConnection,
    folder: Folder,
    message: Message,
    letter: Letter,
    marks: Iterable[str],
    keyword: str | None,
) -> dict[str, Value]:
    """Return every field of a message; `marks`: as whose correspondence it was found.

    `keyword`: the one that marks a restriction, if the data map names one.
    """
    persons = message.those_marked(marks)
    person: list[Correspondent] = []
    ours: list[Correspondent] = []
    others: list[Correspondent] = []
    for one in message.correspondents:
        is_person = one.address in persons
        (person if is_person else ours if settings.is_own(one.address) else others).append(one)
    sent = any(one.field in {"from", "sender"} for one in ours)
    values = (
        decoded(folder.name),
        message.received_at.isoformat(),
        message.sent_at or None,
        "sent" if sent else "received",
        _line(person),
        _line(ours),
        _line(others),
        message.subject or None,
        letter.text or None,
        ", ".join(letter.flaws) or None,
        keyword if keyword in message.flags else None,
    )
    return dict(zip(FIELDS, values, strict=True))


def others_of(
    settings: MailboxConnection, message: Message, marks: Iterable[str]
) -> frozenset[str]:
    """Return the addresses of those who are neither the person nor we."""
    rest = message.addresses - message.those_marked(marks)
    return frozenset(one for one in rest if not settings.is_own(one))


def _line(correspondents: Iterable[Correspondent]) -> str | None:
    lines = (f"{one.field}: {one.name} <{one.address}>" for one in correspondents)
    return "; ".join(lines) or None
