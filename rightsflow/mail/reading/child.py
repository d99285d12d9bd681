"""A child process that reads messages: `python -m rightsflow.mail.reading.child`.

It holds no key, gets no environment, may open no more than a few files, write none, and is
killed when one message costs it too much. It ends when its input ends: the parent is gone.
"""

import json
import os
import resource
import select
import sys
from typing import Final

from rightsflow.mail.reading import limits
from rightsflow.mail.reading.attachments import attachment_in, titles_in, without
from rightsflow.mail.reading.bounded import Unreadable
from rightsflow.mail.reading.model import PersonReason, Reading
from rightsflow.mail.reading.read import read_message, unreadable
from rightsflow.mail.reading.wire import (
    ATTACHED,
    FULL,
    HEADER,
    LENGTH,
    READY,
    TITLES,
    WITHOUT,
    frame,
)

_INPUT: Final = 0
_OUTPUT: Final = 1
_OPEN_FILES: Final = 64
_LOOK_UP_MS: Final = 5_000
"""How often a child that has nothing to do looks whether its parent is alive."""

_PRIVATE_UMASK: Final = 0o077
_WARM_UP: Final = b"From: a@example.com\nSubject: test\n\n<p>tel. 600 100 200</p> data\n"


def main() -> None:
    """Answer frames until the input ends."""
    answers = os.dup(_OUTPUT)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a file descriptor is wanted
        os.dup2(nowhere.fileno(), _OUTPUT)
    settings = json.loads(_take() or "{}")
    _warm_up()
    _limit()
    _put(answers, READY)
    while (question := _take()) is not None:
        _allow_seconds(limits.MESSAGE_S)
        _put(answers, _answer(question, settings))


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
    raise Unreadable(PersonReason.parser_failed)


def _warm_up() -> None:
    """Load everything that a first message would otherwise wait for."""
    os.umask(_PRIVATE_UMASK)
    read_message(_WARM_UP)


def _limit() -> None:
    memory = limits.CHILD_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _allow_seconds(seconds: int) -> None:
    """Allow so many more seconds of processor time, after which the system kills the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def _take() -> bytes | None:
    """Return the next frame; None when the parent is gone."""
    poll = select.poll()
    poll.register(_INPUT, select.POLLIN)
    parent = os.getppid()
    while not poll.poll(_LOOK_UP_MS):
        if os.getppid() != parent:
            return None
    head = _exactly(LENGTH.size)
    return None if head is None else _exactly(LENGTH.unpack(head)[0])


def _exactly(count: int) -> bytes | None:
    gathered = bytearray()
    while len(gathered) < count:
        piece = os.read(_INPUT, count - len(gathered))
        if not piece:
            return None
        gathered += piece
    return bytes(gathered)


def _put(answers: int, payload: bytes) -> None:
    view = memoryview(frame(payload))
    while view:
        view = view[os.write(answers, view) :]


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(0)
