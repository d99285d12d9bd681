"""Finding planted texts wherever they may have been left, in any of the usual encodings."""

import base64
import binascii
import json
import quopri
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self
from unicodedata import normalize
from urllib.parse import quote

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

WINDOW = 6
"""Every needle is at least so many bytes long; by these it is looked up."""

_SQLITE = b"SQLite format 3\0"
_LOOK_EVERY_S = 0.02


def _base64(data: bytes) -> Iterator[bytes]:
    """Yield what base64 makes of the data wherever it begins within three bytes."""
    for before, first in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(data)) * 8 // 6
        yield base64.b64encode(b"\0" * before + data)[first:whole]


ENCODINGS: dict[str, Callable[[str], Iterable[bytes]]] = {
    "utf-8": lambda value: [value.encode()],
    "utf-8, parts and marks": lambda value: [normalize("NFD", value).encode()],
    "small letters": lambda value: [value.lower().encode()],
    "capitals": lambda value: [value.upper().encode()],
    "utf-16-le": lambda value: [value.encode("utf-16-le")],
    "utf-16-be": lambda value: [value.encode("utf-16-be")],
    "iso-8859-2": lambda value: [value.encode("iso-8859-2")] if _fits(value) else [],
    "base64": lambda value: _base64(value.encode()),
    "quoted-printable": lambda value: [quopri.encodestring(value.encode()).replace(b"=\n", b"")],
    "hexadecimal": lambda value: [binascii.hexlify(value.encode())],
    "json": lambda value: [json.dumps(value)[1:-1].encode()],
    "address of a page": lambda value: [quote(value).encode()],
}
"""How a text may stand in a file."""


def _fits(value: str) -> bool:
    return value.encode("iso-8859-2", "ignore").decode("iso-8859-2") == value


class Scanner:
    """Looks for texts in bytes, files and databases."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts; each has to be long enough to be told from noise."""
        self._needles: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
        for one in texts:
            for encode in ENCODINGS.values():
                for needle in encode(one):
                    if len(needle) >= WINDOW:
                        self._needles[needle[:WINDOW]].append((needle, one))

    def found_in(self, content: bytes) -> set[str]:
        """Return the texts that stand in the content, also where lines are broken in them."""
        joined = content.replace(b"=\r\n", b"").replace(b"=\n", b"")
        joined = joined.replace(b"\r", b"").replace(b"\n", b"")
        found = self._look(content)
        return found if joined == content else found | self._look(joined)

    def _look(self, content: bytes) -> set[str]:
        found = set()
        for at in range(len(content) - WINDOW + 1):
            needles = self._needles.get(content[at : at + WINDOW])
            if needles:
                found |= {one for needle, one in needles if content.startswith(needle, at)}
        return found

    def in_files(self, folder: Path) -> dict[str, set[str]]:
        """Return the texts found in files below a folder, in their names, and in databases."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        # All bytes first: opening a database takes its journal away.
        contents = {file: file.read_bytes() for file in files}
        leaks: dict[str, set[str]] = {}
        for file, content in contents.items():
            name = str(file.relative_to(folder))
            leaks[name] = self.found_in(content) | self.found_in(name.encode())
            if content.startswith(_SQLITE):
                leaks[name] |= self.found_in(b"\n".join(_rows_of_sqlite(file)))
        return {name: found for name, found in leaks.items() if found}

    async def in_postgresql(self, url: str) -> dict[str, set[str]]:
        """Return the texts found in the tables of a PostgreSQL database."""
        leaks = {}
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            for (table,) in (await connection.execute(text(tables))).all():
                rows = (await connection.execute(text(f'SELECT * FROM "{table}"'))).all()  # noqa: S608
                leaks[table] = self.found_in(b"\n".join(_bytes_of(row) for row in rows))
        await engine.dispose()
        return {table: found for table, found in leaks.items() if found}


def _rows_of_sqlite(file: Path) -> Iterator[bytes]:
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                yield _bytes_of(row)


def _bytes_of(row: Iterable[object]) -> bytes:
    return b"\t".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in row
    )


class Watch:
    """Looks again and again into a folder while something runs; keeps what it saw there."""

    def __init__(self, scanner: Scanner, folder: Path) -> None:
        """Take the folder; looking begins on entering."""
        self.leaks: dict[str, set[str]] = {}
        self.looks = 0
        self._scanner, self._folder = scanner, folder
        self._seen: dict[Path, tuple[int, int]] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Look a last time."""
        self._end.set()
        self._thread.join()
        self._look()

    @property
    def files(self) -> int:
        """Return how many files were there at some time."""
        return len(self._seen)

    def _watch(self) -> None:
        while not self._end.wait(_LOOK_EVERY_S):
            self._look()

    def _look(self) -> None:
        self.looks += 1
        for path in self._folder.rglob("*"):
            try:
                state = path.stat()
                if not path.is_file() or self._seen.get(path) == (state.st_size, state.st_mtime_ns):
                    continue
                found = self._scanner.found_in(path.read_bytes() + str(path).encode())
            except OSError:
                continue  # it was taken away between the look and the reading
            self._seen[path] = (state.st_size, state.st_mtime_ns)
            if found:
                self.leaks[path.name] = found
