"""The data as a spreadsheet reads it: CSV in UTF-8, in which nothing is a formula."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from rightsflow.copy.findings import Found
from rightsflow.deeds import Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for a formula when a text begins with it (OWASP, CSV injection):
the four signs, also in full width, and what is skipped before them."""

_FULL = 60_000


def csv_chunks(
    columns: dict[str, str], findings: Iterable[Found], delimiter: str
) -> Iterator[bytes]:
    """Yield a table: a byte order mark, the titles, one line for each finding (RFC 4180).

    `columns` maps each column to its title.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    buffer.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer.writerow([harmless(title) for title in columns.values()])
    for found in findings:
        writer.writerow([harmless(found.values.get(column)) for column in columns])
        if buffer.tell() > _FULL:
            yield _taken(buffer)
    yield _taken(buffer)


def harmless(value: Value) -> str:
    """Return the value as a cell; a text that looks like a formula begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return str(value)


def _taken(buffer: StringIO) -> bytes:
    content = buffer.getvalue().encode("utf-8", "backslashreplace")
    buffer.seek(0)
    buffer.truncate()
    return content
