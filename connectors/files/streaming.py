"""A document as a copy takes it: read in pieces, in a thread, when it is wanted."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from hashlib import sha256
from pathlib import PurePosixPath

from connectors.files.place import CHUNK_BYTES, Opened, Place
from rightsflow.connector import Document
from rightsflow.errors import NeedsPerson

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def document_of(place: Place, relative: str) -> Document | None:
    """Return a document that shows name and kind, not yet opened; None if there is none."""
    path = place.find(relative)
    if path is None:
        return None
    name = PurePosixPath(relative).name
    suffix = PurePosixPath(name).suffix.lower()
    return Document(
        title=name,
        suffix=suffix if _SUFFIX.fullmatch(suffix) else "",
        content=lambda: _pieces(lambda: place.opened(path), place.system),
    )


def digest(file: Opened) -> tuple[int, str]:
    """Return size in bytes and SHA-256 of an open file, which is closed."""
    summed, size = sha256(), 0
    with closing(file):
        while piece := file.read(CHUNK_BYTES):
            summed.update(piece)
            size += len(piece)
    return size, summed.hexdigest()


async def _pieces(opened: Callable[[], Opened], system: str) -> AsyncIterator[bytes]:
    """Read in pieces; raises `NeedsPerson` if it cannot be read any more."""
    try:
        file = await asyncio.to_thread(opened)
        try:
            while piece := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield piece
        finally:
            file.close()
    except OSError as error:
        message = f"System {system}: a document cannot be read ({type(error).__name__})."
        raise NeedsPerson(message) from None
