"""An import as a CSV file, read row by row: whom each row is about, and the row as it stands.

A row is written on letter for letter, quotes and line ends included: it is not ours to change.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from rightsflow.canonical import canonical_email, canonical_phone, fold
from rightsflow.errors import Misconfigured
from rightsflow.law.subject import Identifier, IdentifierKind

_BOM = b"\xef\xbb\xbf"
_DELIMITERS = ",;\t|"
_PARTS = re.compile(r"[,;|\n]")
_IN_ADDRESS = re.compile(r"[^\s<>\"'()]+")
_SCHEME = "mailto:"

_SOMEWHERE = ("email", "phone", "telefon", "mobil", "komork")
_WHOLE = frozenset({"mail", "tel", "gsm", "cell"})
"""What a heading says over addresses and phones, folded: part of a word, or a whole word."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file; `number` as a spreadsheet shows it: the headings are row 1.

    `unreadable`: a cell holds something that is neither address nor phone, and no other does; or
    the row has more cells than there are headings, so that nobody knows which is which.
    """

    number: int
    raw: str = field(repr=False)
    identifiers: tuple[Identifier, ...]
    unreadable: bool


@dataclass(frozen=True, slots=True)
class Form:
    """How the file is written, and in which columns people are looked for.

    `delimiter` empty: the one that the first line has most of. No `columns`: those whose heading
    speaks of mail or telephone. `region`: where a number without a country's code is from.
    """

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    region: str


class ImportFile:
    """An open file: its headings have been read, its rows come one by one."""

    def __init__(self, source: TextIO, form: Form) -> None:
        """Read the headings; raises `Misconfigured` if no column is found to look in."""
        self._lines = _Taken(source)
        self._region = form.region
        first = next(self._lines, "")
        self._lines.put_back(first)
        delimiter = form.delimiter or max(_DELIMITERS, key=first.count)
        self._cells = csv.reader(self._lines, delimiter=delimiter)
        headings = next(self._cells, [])
        self._width = len(headings)
        self._looked_in = _looked_in(headings, form.columns)
        self.headings = self._lines.taken()

    def rows(self) -> Iterator[Row]:
        """Yield the rows; raises `Misconfigured` at the first that cannot be read."""
        for number, cells in enumerate(self._cells, start=2):
            found, filled = [], False
            for place in self._looked_in:
                cell = cells[place].strip() if place < len(cells) else ""
                filled = filled or bool(cell)
                found += _identifiers(cell, self._region)
            unreadable = len(cells) > self._width or (filled and not found)
            yield Row(number, self._lines.taken(), tuple(found), unreadable)


class _Taken:
    """Lines of a file that remembers which were taken since it was last asked."""

    def __init__(self, source: Iterable[str]) -> None:
        self._source = iter(source)
        self._waiting: list[str] = []
        self._since: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.pop() if self._waiting else next(self._source)
        self._since.append(line)
        return line

    def put_back(self, line: str) -> None:
        self._waiting.append(line)
        self._since.clear()

    def taken(self) -> str:
        lines = "".join(self._since)
        self._since.clear()
        return lines


@contextmanager
def opened(file: Path, form: Form) -> Iterator[tuple[ImportFile, TextIO]]:
    """Open a file; what is wrong with it becomes `Misconfigured`, without a word of its content."""
    try:
        with file.open(encoding=form.encoding, newline="") as source:
            reading = ImportFile(source, form)
            yield reading, source
    except UnicodeError:
        problem = (
            f"{file.name} is not written in {form.encoding}. Name its encoding, such as "
            "--encoding cp1250."
        )
        raise Misconfigured(problem) from None
    except csv.Error:
        problem = (
            f"A row of {file.name} has no end: a quotation mark is opened and never closed. "
            "Save the file anew as CSV."
        )
        raise Misconfigured(problem) from None


def begins_with_mark(file: Path) -> bool:
    """Say whether a file begins with the byte order mark by which spreadsheets know UTF-8."""
    with file.open("rb") as source:
        return source.read(len(_BOM)) == _BOM


def _looked_in(headings: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return the columns to look in; a file without headings begins with a person: none is told."""
    if wanted:
        missing = [name for name in wanted if name not in headings]
        if missing:
            problem = f"The first line has no column {', '.join(missing)}. Write it as it is there."
            raise Misconfigured(problem)
        return [place for place, heading in enumerate(headings) if heading in wanted]
    found = [place for place, heading in enumerate(headings) if _speaks_of_contact(heading)]
    if not found:
        problem = (
            "No heading in the first line speaks of mail or telephone. Name the columns to look "
            "in with --column; a file without headings needs a line of them first."
        )
        raise Misconfigured(problem)
    return found


def _speaks_of_contact(heading: str) -> bool:
    folded = fold(heading)
    if "@" in folded:
        return False
    joined = folded.replace("-", "").replace("_", "")
    words = set(re.findall(r"[a-z]+", folded.replace("_", " ")))
    return any(part in joined for part in _SOMEWHERE) or bool(words & _WHOLE)


def _identifiers(cell: str, region: str) -> list[Identifier]:
    found = []
    for part in _PARTS.split(cell) if cell else ():
        if "@" in part:
            texts = [text for text in _IN_ADDRESS.findall(part) if "@" in text]
            values = [canonical_email(text.removeprefix(_SCHEME)) for text in texts]
            found += [Identifier(IdentifierKind.email, value) for value in values if value]
        elif number := canonical_phone(part, region):
            found.append(Identifier(IdentifierKind.phone, number))
    return found
