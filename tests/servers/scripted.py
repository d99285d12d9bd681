"""A server that says what a test tells it: for old and broken servers nobody can install."""

import contextlib
import re
import socket
import threading
from collections.abc import Mapping
from io import BufferedRWPair
from types import TracebackType
from typing import Self

from tests.servers.certificates import ADDRESS


class ScriptedServer:
    """Greets, then answers each line by the first pattern that fits; `{tag}` is its first word.

    An answer of None keeps silent. One client at a time.
    """

    def __init__(self, greeting: str, answers: Mapping[str, str | None]) -> None:
        """Listen; `answers` maps patterns of lines to answers."""
        self.lines: list[str] = []
        self._greeting = greeting
        self._answers = answers
        self._client: socket.socket | None = None
        self._listener = socket.create_server((ADDRESS, 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        """Start answering."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop listening and wait for the end of the last conversation, or end it."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(0.5)
        if self._client is not None:
            # A client of this thread's own event loop cannot hang up while we wait here.
            with contextlib.suppress(OSError):
                self._client.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._client = client
            with client, client.makefile("rwb") as stream:
                try:
                    self._talk(stream)
                except OSError:
                    continue

    def _talk(self, stream: BufferedRWPair) -> None:
        stream.write(f"{self._greeting}\r\n".encode())
        stream.flush()
        for raw in stream:
            line = raw.decode().rstrip("\r\n")
            self.lines.append(line)
            for pattern, answer in self._answers.items():
                if re.search(pattern, line):
                    if answer is not None:
                        stream.write(f"{self.answer(line, answer)}\r\n".encode())
                        stream.flush()
                    break

    def answer(self, line: str, answer: str) -> str:
        """Return what is said to a line for which this answer was scripted."""
        return answer.format(tag=line.partition(" ")[0])
