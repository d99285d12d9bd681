"""Files of notes and attachments: read when they are wanted, piece by piece.

Source: Microsoft, "Work with attachment and note files": the content is base64 in a text column,
and comes alone under `/$value`.
"""

import re
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import PurePosixPath

from connectors.dynamics.service import Service
from connectors.dynamics.tables import Table
from rightsflow.connector import Document
from rightsflow.datamap.model import Collection
from rightsflow.web.pages import Row

FILE_NAME = "filename"
"""Says how a file is called, and that there is one."""

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def document_of(service: Service, table: Table, of: Collection, row: Row) -> Document | None:
    """Return the file that belongs to a row, if there is one."""
    name = row.get(FILE_NAME)
    if of.document is None or not name:
        return None
    suffix = PurePosixPath(str(name)).suffix.lower()
    path = f"{table.plural}({row[table.key]})/{of.document}/$value"
    return Document(
        title=str(name),
        suffix=suffix if _SUFFIX.fullmatch(suffix) else ".bin",
        content=lambda: _content(service, path),
    )


async def _content(service: Service, path: str) -> AsyncIterator[bytes]:
    """Yield the file; four characters of base64 are three bytes of it."""
    rest = b""
    async with aclosing(service.download(path)) as pieces:
        async for piece in pieces:
            rest += b"".join(piece.split())
            whole = len(rest) - len(rest) % 4
            if whole:
                yield b64decode(rest[:whole])
            rest = rest[whole:]
    if rest:
        yield b64decode(rest + b"=" * (-len(rest) % 4))
