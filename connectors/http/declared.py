"""Whether the requests of a map fit its collections: every fault is named before the start."""

from collections.abc import Iterator, Sequence

from connectors.http.presence import can_be_asked_for
from connectors.http.reader import Reader
from connectors.http.requests import PARENT, VALUE, VALUES, Request, Requests
from rightsflow.datamap.model import Collection

Told = tuple[str, str, str]
"""Field, problem, remedy."""


def misfits(reader: Reader) -> Iterator[Told]:
    """Yield every fault of the requests of a map; nothing is asked."""
    collections, requests = reader.system.collections, reader.connection.requests
    for name in sorted(collections.keys() - requests.keys()):
        at = f"collections.{name}"
        yield at, "has no requests", f"Say under connection.requests.{name} how it is asked"
    for name, of in requests.items():
        at = f"connection.requests.{name}"
        if name not in collections:
            yield at, "is no collection of this file", "Describe it, or remove it"
            continue
        yield from _reached(at, of, collections[name])
        yield from _places(at, of, reader.key_columns(name))
        yield from _named(at, reader, name)
        if reader.connection.write:
            yield from _changed(at, reader, name)
    for name, several in reader.connection.elsewhere.items():
        yield from _only(f"connection.elsewhere.{name}", several, {VALUE})


def _reached(at: str, of: Requests, collection: Collection) -> Iterator[Told]:
    """Yield what is lacking for finding people, or for reading what hangs on them."""
    if collection.parent is not None:
        if of.read is None:
            yield at, "read is missing: it hangs on another", "Add read, with $parent.COLUMN"
        if of.find:
            yield f"{at}.find", "people are found in its parent", "Remove it"
        return
    if of.get is None:
        yield at, "get is missing", "Add the request for one record by its key"
    if of.read is not None:
        yield f"{at}.read", "it hangs on no other collection", "Remove it"
    kinds, by = {one.kind for one in collection.identity}, {one.by for one in of.find}
    for kind in sorted(kinds - by):
        remedy = "Add one (without $value it reads everybody), or take the identity out"
        yield at, f"find by {kind} is missing, and people are known by it here", remedy
    for kind in sorted(by - kinds):
        yield f"{at}.find", f"finds by {kind}, which no identity names", "Add the identity"


def _places(at: str, of: Requests, key: Sequence[str]) -> Iterator[Told]:
    """Yield what stands for a value that is not known there."""
    for number, find in enumerate(of.find):
        yield from _only(f"{at}.find.{number}", find, {VALUE, VALUES})
        outside = find.model_copy(update={"body": None}).places
        if VALUES in outside or {VALUE, VALUES} <= find.places:
            yield f"{at}.find.{number}", "$values is a list", "Put it into json, without $value"
    if of.everybody is not None:
        yield from _only(f"{at}.everybody", of.everybody, set())
    if of.get is not None:
        yield from _only(f"{at}.get", of.get, set(key))
        if not of.get.places:
            yield f"{at}.get", "asks for no certain record", f"Put in the key: ${', $'.join(key)}"
    if of.read is not None:
        strange = [one for one in of.read.places if not one.startswith(PARENT)]
        if strange or not of.read.places:
            yield f"{at}.read", "does not say below what", "Put in $parent.COLUMN"
    for name, one in (("update", of.update), ("delete", of.delete)):
        if one is not None and not one.places:
            yield f"{at}.{name}", "names no certain record", "Put in a column, such as $id"


def _only(at: str, request: Request, known: set[str]) -> Iterator[Told]:
    for name in sorted(request.places - known):
        may = ", ".join(f"${one}" for one in sorted(known)) or "none"
        yield at, f"${name} stands for nothing here", f"There is {may}; a dollar itself is $$"


def _named(at: str, reader: Reader, name: str) -> Iterator[Told]:
    """Yield columns that are named and cannot be so."""
    collection, of = reader.collection(name), reader.requests(name)
    identities = {one.column for one in collection.identity}
    for column in sorted(identities.intersection(reader.key_columns(name))):
        problem = f"its key {column} is an identifier, and would stand in the names of records"
        yield at, problem, "Name another key, an id of the system's own"
    for column in sorted(set(of.update.fields if of.update else ()) - collection.fields.keys()):
        yield f"{at}.update.fields.{column}", "is no field of the collection", "Correct the name"
    if collection.document:
        yield f"collections.{name}.document", "is not read here", f"Name it in {at}.document"
    if of.document and (of.document.url is None) == (of.document.path is None):
        yield f"{at}.document", "needs a place", "Give either url (a column) or path"
    for child in (*of.delete.takes, *of.delete.contains, *of.delete.leaves) if of.delete else ():
        there = reader.system.collections.get(child)
        if there is None or there.parent is None:
            yield f"{at}.delete", f"{child} hangs on nothing here", "Correct the name"


def _changed(at: str, reader: Reader, name: str) -> Iterator[Told]:
    """Yield what could be changed and not asked again, or is to be set and cannot be."""
    collection, of = reader.collection(name), reader.requests(name)
    if (of.delete or of.update) and not can_be_asked_for(reader, name):
        remedy = "Add get, or put the column that links it to its parent into key"
        yield at, "a record cannot be asked for again", remedy
    settable = of.update.fields.keys() if of.update else set()
    marks = [("restrict", collection.restrict.values)] if collection.restrict else []
    marks += [(f"stop.{purpose}", one.values) for purpose, one in collection.stop.items()]
    for place, values in marks:
        for column in sorted(values.keys() - settable):
            field = f"collections.{name}.{place}"
            yield field, f"sets {column}, which no request sets", f"Add it to {at}.update.fields"
    for purpose, one in collection.stop.items():
        if one.delete and of.delete is None:
            field = f"collections.{name}.stop.{purpose}"
            yield field, "deletes, and no request does", f"Add {at}.delete"
