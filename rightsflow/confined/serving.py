"""The confined end: limits are set, then questions are answered until the parent is gone."""

import os
import resource
import select
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rightsflow.confined.wire import LENGTH, READY, frame

_INPUT: Final = 0
_OUTPUT: Final = 1
_OPEN_FILES: Final = 64
_LOOK_UP_MS: Final = 5_000
"""How often a process that has nothing to do looks whether its parent is alive."""

_PRIVATE_UMASK: Final = 0o077


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one question may cost: `memory_bytes` of address space, `seconds` of processor."""

    memory_bytes: int
    seconds: int


def serve(prepare: Callable[[bytes], Callable[[bytes], bytes]], allowance: Allowance) -> None:
    """Answer frames until the input ends.

    `prepare` takes the first frame, the settings, loads everything that a first question would
    otherwise wait for, and returns what answers. Ends quietly when the parent is gone.
    """
    try:
        _serve(prepare, allowance)
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(0)


def _serve(prepare: Callable[[bytes], Callable[[bytes], bytes]], allowance: Allowance) -> None:
    answers = os.dup(_OUTPUT)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a file descriptor is wanted
        os.dup2(nowhere.fileno(), _OUTPUT)
    os.umask(_PRIVATE_UMASK)
    answer = prepare(_take() or b"")
    _limit(allowance.memory_bytes)
    _put(answers, READY)
    while (question := _take()) is not None:
        _allow_seconds(allowance.seconds)
        _put(answers, answer(question))


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
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
