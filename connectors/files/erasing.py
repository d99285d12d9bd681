"""Deleting documents: noted first, then the file, and for good its row in the index last."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from posixpath import normpath

from connectors.files.notes import Note
from connectors.files.place import Place, Whereabouts
from connectors.sql.connector import SqlConnector
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Change, Order
from rightsflow.errors import NeedsPerson, TryAgain

SHARED = "shared_document"
"""Why a record is retained: another one, that no order names, refers to the same document."""


@dataclass(frozen=True, slots=True)
class Referred:
    """A document as a record of the index refers to it."""

    record: str
    path: str


def takes_document(system: SystemMap, change: Change) -> bool:
    """Tell whether an erasure takes the document along: with the record, or with its reference."""
    column = system.collections[change.collection].document
    return column is not None and (change.values is None or column in change.values)


async def referred(
    index: SqlConnector, system: SystemMap, orders: Iterable[Order]
) -> tuple[list[Referred], frozenset[str]]:
    """Return the documents that orders take along, and the records whose document others need."""
    named: dict[str, set[str]] = defaultdict(set)
    for order in orders:
        for change in order.changes:
            if change.collection in system.collections and takes_document(system, change):
                named[change.collection].update(change.records)
    documents: list[Referred] = []
    others: set[str] = set()
    for name, collection in system.collections.items() if any(named.values()) else ():
        if collection.document is None:
            continue
        async with aclosing(index.documents(name)) as rows:
            async for record, path in rows:
                if record in named[name]:
                    documents.append(Referred(record, path))
                else:
                    others.add(normpath(path))
    shared = frozenset(one.record for one in documents if normpath(one.path) in others)
    return [one for one in documents if one.record not in shared], shared


def deleted(folder: Place, documents: Sequence[Referred]) -> None:
    """Delete documents; one that is not there any more was deleted before.

    Raises `TryAgain` if the folder is empty, as a folder is that is not mounted, and `NeedsPerson`
    if a path leads elsewhere than below the root: then nothing is deleted.
    """
    if documents and folder.is_empty():
        message = f"The folder of system {folder.system} is empty: perhaps it is not mounted."
        raise TryAgain(message)
    if any(folder.whereabouts(one.path) is Whereabouts.elsewhere for one in documents):
        message = (
            f"A document of system {folder.system} is no file below root, so it is not deleted. "
            "Correct the reference, or delete it by hand."
        )
        raise NeedsPerson(message)
    for one in documents:
        _delete(folder, one)


def _delete(folder: Place, one: Referred) -> None:
    try:
        path = folder.find(one.path)
        if path is not None:
            folder.notes.write(one.record, Note(one.path, *folder.digest(path)))
            folder.delete(one.path)
        elif folder.whereabouts(one.path) is Whereabouts.kept:
            folder.delete(one.path)  # an older version, which was not allowed before
    except OSError as error:
        message = (
            f"System {folder.system}: a document cannot be deleted ({type(error).__name__}). "
            "Let this user write the folder of documents."
        )
        raise NeedsPerson(message) from None


def without(orders: Sequence[Order], shared: frozenset[str]) -> list[Order]:
    """Return the orders without the records that are retained."""
    return [
        replace(
            order,
            changes=tuple(
                replace(one, records=tuple(each for each in one.records if each not in shared))
                for one in order.changes
            ),
        )
        for order in orders
    ]


def retained(order: Order, shared: frozenset[str]) -> dict[str, int]:
    """Return by reason how many records of an order are retained."""
    count = len({each for one in order.changes for each in one.records} & shared)
    return {SHARED: count} if count else {}
