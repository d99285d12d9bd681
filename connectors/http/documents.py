"""Files of records, read in pieces when they are wanted."""

from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from connectors.http.filling import Unaskable, path_of
from connectors.http.reader import Reader
from connectors.http.requests import DocumentAt
from connectors.http.rows import plain
from rightsflow.connector import Document
from rightsflow.errors import Misconfigured
from rightsflow.web import Question
from rightsflow.web.following import at
from rightsflow.web.pages import Row

_ELSEWHERE = (
    "A file lies on a server that the map does not name. Add it to hosts of the document, if it "
    "belongs to the system."
)


def document_of(reader: Reader, name: str, row: Row) -> Document | None:
    """Return the file of a record; None if it has none.

    Raises `Misconfigured` if its address leads to a server that the map does not name.
    """
    of = reader.requests(name).document
    if of is None:
        return None
    address = _address(of, row)
    if address is None:
        return None
    if not reader.client.is_ours(address) and not _is_named(of, address):
        raise Misconfigured(_ELSEWHERE)
    title = str(plain(at(row, of.title)) or "") if of.title else ""
    title = title or PurePosixPath(unquote(urlsplit(address).path)).name or "-"
    suffix = PurePosixPath(title).suffix.lower()
    question = Question(address, headers={**reader.connection.headers, "Accept": "*/*"})
    return Document(title, suffix or of.suffix, partial(reader.client.download, question))


def _is_named(of: DocumentAt, address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.hostname in of.hosts


def _address(of: DocumentAt, row: Row) -> str | None:
    if of.url is not None:
        found = at(row, of.url)
        return found if isinstance(found, str) and found else None
    path = of.path or ""
    names = {one[1:] for one in path.split("/") if one.startswith("$")}
    try:
        return path_of(path, {name: at(row, name) for name in names})
    except Unaskable:
        return None
