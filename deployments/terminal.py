"""The terminal: output, progress, and errors that say what to do."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from rightsflow.errors import Misconfigured, RightsflowError, TryAgain

_WIDTH = None if sys.stdout.isatty() else 120
"""A table in a file or a log is not squeezed to the width of a terminal that is not there."""

OUT = Console(soft_wrap=True, highlight=False, width=_WIDTH)
ERR = Console(stderr=True, soft_wrap=True, highlight=False)

_PRIVATE = 0o077
_WRONG = 1
_AWAY = 75
"""EX_TEMPFAIL of sysexits.h: try again later."""


@contextmanager
def ending_well() -> Iterator[None]:
    """Turn our errors into their sentence and an exit code; keep new files private."""
    os.umask(_PRIVATE)
    try:
        yield
    except Misconfigured as error:
        ERR.print(f"[red]✗[/red] {plain(error)}", markup=True)
        sys.exit(_WRONG)
    except TryAgain as error:
        ERR.print(f"[yellow]…[/yellow] {plain(error)}", markup=True)
        sys.exit(_AWAY)
    except RightsflowError as error:
        ERR.print(f"[red]✗[/red] {plain(error)}", markup=True)
        sys.exit(_WRONG)


def plain(text: object) -> str:
    """Return a text in which no bracket is taken for markup."""
    return str(text).replace("[", r"\[")


_WORDS = {
    "messages": ("message read", "messages read"),
    "cases": ("case opened", "cases opened"),
    "asked": ("question to a system", "questions to systems"),
    "gathered": ("answer gathered", "answers gathered"),
    "copies": ("copy made", "copies made"),
    "answers": ("answer written", "answers written"),
    "letters": ("letter sent", "letters sent"),
    "journals": ("journal verified", "journals verified"),
    "rows": ("row checked", "rows checked"),
    "identifiers": ("identifier compared", "identifiers compared"),
    "proved": ("case proved", "cases proved"),
    "files": ("file", "files"),
    "rewrapped": ("key wrapped anew", "keys wrapped anew"),
    "deleted": ("thing done", "things done"),
    "replayed": ("order done again", "orders done again"),
}
"""What is counted, for one and for many."""


class Counting:
    """Shows on a terminal what is done, line by line as it grows; elsewhere nothing.

    `total` is how much there is to count, where that is known before.
    """

    def __init__(self, title: str, total: int | None = None) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=20, pulse_style="cyan"),
            TextColumn("{task.fields[done]}"),
            TimeElapsedColumn(),
            console=ERR,
            disable=not ERR.is_terminal,
            transient=False,
        )
        self._title = title
        self._task = self._progress.add_task(title, total=total, done="")
        self.counts: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Begin to show."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the last line standing."""
        self._progress.update(self._task, total=1, completed=1)
        self._progress.stop()

    def step(self, title: str) -> None:
        """Say what is going on now."""
        self._progress.update(self._task, description=title)

    def count(self, what: str, count: int, advance: int | None = None) -> None:
        """Add to one of the counts; the bar goes on by as many, or by `advance`."""
        if what in _WORDS and count:
            self.counts[what] = self.counts.get(what, 0) + count
            on = count if advance is None else advance
            self._progress.update(self._task, advance=on, done=self.summary())

    def summary(self) -> str:
        """Return the counts in words, or nothing where nothing was counted."""
        return ", ".join(f"{n} {_WORDS[what][n != 1]}" for what, n in self.counts.items())
