"""The system itself: a file with a person or a note on each line. Your client comes here."""

import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from glob import escape
from pathlib import Path
from typing import Any, TypeAlias

from rightsflow.errors import NeedsPerson, TryAgain

Entry: TypeAlias = dict[str, Any]


class Book:
    """Reads the file anew for each question, and changes it whole or not at all."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def entries(self) -> Iterator[Entry]:
        """Yield everybody and every note, one at a time.

        Raises `TryAgain` if the file cannot be read now, `NeedsPerson` if a line is damaged:
        whoever is behind it would be missing, and a shorter answer is a wrong one.
        """
        try:
            with self.file.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, start=1):
                    yield _entry(number, line)
        except OSError:
            problem = "The file of people cannot be read now."
            raise TryAgain(problem) from None

    def rewrite(self, change: Callable[[Entry], Entry | None]) -> None:
        """Give each entry to `change`, and store what comes back; None takes the entry out.

        Killed at any moment, it leaves the old file or the new one; what was not finished then is
        removed by the next rewriting, and by `sweep`. Raises like `entries`.
        """
        self.sweep()
        new = self.file.with_name(f"{self.file.name}.{secrets.token_hex(4)}.new")
        try:
            try:
                with new.open("w", encoding="utf-8") as out:
                    shutil.copymode(self.file, new)
                    for entry in self.entries():
                        after = change(entry)
                        if after is not None:
                            out.write(json.dumps(after, ensure_ascii=False) + "\n")
                new.replace(self.file)
            finally:
                new.unlink(missing_ok=True)
        except OSError:
            problem = "The file of people cannot be written now."
            raise TryAgain(problem) from None

    def sweep(self) -> None:
        """Remove what a rewriting that was killed left: a copy of people who may be erased by now.

        Whoever is writing at this moment finds it gone, and begins anew. Raises `TryAgain`.
        """
        try:
            for left in self.file.parent.glob(f"{escape(self.file.name)}.*.new"):
                left.unlink(missing_ok=True)
        except OSError:
            problem = "An unfinished copy of the file of people cannot be removed now."
            raise TryAgain(problem) from None


def _entry(number: int, line: str) -> Entry:
    try:
        entry: Entry = json.loads(line)
    except ValueError:  # its text would quote the line
        problem = f"Line {number} of the file of people is damaged. Repair it."
        raise NeedsPerson(problem) from None
    return entry
