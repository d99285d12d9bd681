"""The system itself: a file with one person on each line, as JSON. Your client comes here."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from rightsflow.errors import NeedsPerson, TryAgain

Entry: TypeAlias = dict[str, Any]


class Book:
    """Reads the file anew for each question, and changes it whole or not at all."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def entries(self) -> Iterator[Entry]:
        """Yield everybody, one at a time.

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
        """Give everybody to `change`, and store what comes back; None takes the entry out.

        Killed at any moment, it leaves the old file or the new one. Raises like `entries`.
        """
        new = self.file.with_suffix(".new")
        try:
            with new.open("w", encoding="utf-8") as out:
                shutil.copymode(self.file, new)
                for entry in self.entries():
                    after = change(entry)
                    if after is not None:
                        out.write(json.dumps(after, ensure_ascii=False) + "\n")
            new.replace(self.file)
        except OSError:
            problem = "The file of people cannot be written now."
            raise TryAgain(problem) from None


def _entry(number: int, line: str) -> Entry:
    try:
        entry: Entry = json.loads(line)
    except ValueError:  # its text would quote the line
        problem = f"Line {number} of the file of people is damaged. Repair it."
        raise NeedsPerson(problem) from None
    return entry
