"""A confined process that reads messages: `python -m rightsflow.mail.reading.child`."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from rightsflow.confined.serving import Allowance, serve
from rightsflow.confined.wire import LENGTH
from rightsflow.mail.reading import limits
from rightsflow.mail.reading.attachments import attachment_in, titles_in, without
from rightsflow.mail.reading.model import PersonReason, Reading
from rightsflow.mail.reading.read import read_message, unreadable
from rightsflow.mail.reading.wire import ATTACHED, FULL, HEADER, TITLES, WITHOUT
from rightsflow.mime.bounded import Unreadable
from rightsflow.mime.flaw import Flaw

_WARM_UP: Final = b"From: a@example.com\nSubject: test\n\n<p>tel. 600 100 200</p> data\n"


def _prepare(told: bytes) -> Callable[[bytes], bytes]:
    settings: dict[str, Any] = json.loads(told or b"{}")
    read_message(_WARM_UP)
    return partial(_answer, settings=settings)


def _answer(question: bytes, settings: dict[str, object]) -> bytes:
    kind, content = question[:1], question[1:]
    if kind == TITLES:
        return json.dumps(titles_in(content)).encode()
    if kind == ATTACHED:
        number = LENGTH.unpack_from(content)[0]
        return attachment_in(content[LENGTH.size :], number)
    if kind == WITHOUT:
        raw_at = LENGTH.size + LENGTH.unpack_from(content)[0]
        notes = json.loads(content[LENGTH.size : raw_at])
        return without(content[raw_at:], {int(number): notes[number] for number in notes})
    return _read(kind, content, settings).to_json().encode("utf-8", "replace")


def _read(kind: bytes, content: bytes, settings: dict[str, object]) -> Reading:
    if kind == FULL:
        own = settings.get("own_addresses")
        return read_message(
            content,
            region=str(settings.get("region", "PL")),
            own_addresses=own if isinstance(own, list) else (),
        )
    if kind == HEADER:
        reason, _, head = content.partition(b"\0")
        return unreadable(head, PersonReason(reason.decode("ascii")))
    raise Unreadable(Flaw.parser_failed)


if __name__ == "__main__":
    serve(_prepare, Allowance(limits.CHILD_MEMORY_BYTES, limits.MESSAGE_S))
