"""The parent's end of one child process: ask, wait no longer than allowed, replace."""

import os
import select
import subprocess
import sys
import time
from typing import Final

from rightsflow.confined.wire import LENGTH, READY, frame

_START_S: Final = 60.0
"""Seconds for a child to load, on a machine busy with other things."""

_CHUNK_BYTES: Final = 1 << 18


class ChildDied(Exception):  # noqa: N818 - named by what happened
    """A child process ended, or said something that is no answer."""


class ChildStuck(ChildDied):
    """A child process did not answer in time, and was killed."""


class Worker:
    """One child process, started on first use and again after each death."""

    def __init__(self, module: str, settings: bytes, answer_bytes: int) -> None:
        """Take the module that serves, what it is told first, and the longest answer believed."""
        self._module, self._settings, self._answer_bytes = module, settings, answer_bytes
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Return the process id of the running child, or None."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the child and wait until it is warm; raises ChildDied if it does not come up."""
        if self._process is not None:
            return
        self._process = subprocess.Popen(  # noqa: S603 - a module named in our own code
            [sys.executable, "-P", "-B", "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Nothing of our environment: it may hold secrets.
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        os.set_blocking(self._input, False)
        if self._exchange(self._settings, _START_S) != READY:
            self.stop()
            raise ChildDied

    def ask(self, question: bytes, seconds: float) -> bytes:
        """Return the child's answer; raises ChildStuck after the seconds, else ChildDied.

        After either the child is gone; the next question starts another.
        """
        self.start()
        return self._exchange(question, seconds)

    def stop(self) -> None:
        """End the child, waiting for it; does nothing if there is none."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()

    @property
    def _input(self) -> int:
        return self._pipes()[0]

    def _pipes(self) -> tuple[int, int]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise ChildDied
        return process.stdin.fileno(), process.stdout.fileno()

    def _exchange(self, question: bytes, seconds: float) -> bytes:
        try:
            return self._converse(question, time.monotonic() + seconds)
        except (OSError, ChildDied) as problem:
            self.stop()
            if isinstance(problem, ChildDied):
                raise
            raise ChildDied from problem

    def _converse(self, question: bytes, deadline: float) -> bytes:
        to_child, from_child = self._pipes()
        poll = select.poll()
        poll.register(to_child, select.POLLOUT)
        poll.register(from_child, select.POLLIN)
        unsent = memoryview(frame(question))
        answer = bytearray()
        while not self._is_whole(answer):
            left_ms = int((deadline - time.monotonic()) * 1000)
            events = dict(poll.poll(left_ms)) if left_ms > 0 else {}
            if not events:
                raise ChildStuck
            if unsent and events.get(to_child):
                unsent = unsent[os.write(to_child, unsent[:_CHUNK_BYTES]) :]
                if not unsent:
                    poll.unregister(to_child)
            if events.get(from_child):
                piece = os.read(from_child, _CHUNK_BYTES)
                if not piece:
                    raise ChildDied
                answer += piece
        return bytes(answer[LENGTH.size :])

    def _is_whole(self, answer: bytearray) -> bool:
        if len(answer) < LENGTH.size:
            return False
        length = int(LENGTH.unpack_from(answer)[0])
        if length > self._answer_bytes:
            raise ChildDied
        return len(answer) >= LENGTH.size + length
