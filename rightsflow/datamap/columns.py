"""Which columns of a table the data map names, and how a collection hangs below its root."""

from collections.abc import Iterable
from itertools import pairwise

from rightsflow.datamap.facts import link_columns
from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.law.facts import Erasing


def table_of(system: SystemMap, name: str) -> str:
    """Return the table of a collection; it has the collection's name unless the map differs."""
    return system.collections[name].table or name


def roots(system: SystemMap) -> list[str]:
    """Return the collections in which people are found."""
    return [name for name, collection in system.collections.items() if collection.identity]


def lineage(system: SystemMap, name: str) -> list[str]:
    """Return the way from the root down to a collection, both included."""
    way = [name]
    while (parent := system.collections[way[0]].parent) is not None:
        way.insert(0, parent.collection)
    return way


def shown_columns(collection: Collection) -> list[str]:
    """Return the columns whose values a finding carries, in the order of the map."""
    shown = [*collection.fields]
    if collection.source_column:
        shown.append(collection.source_column)
    if collection.discloses:
        shown += [collection.discloses.recipient, collection.discloses.disclosed_on]
    shown += collection.document_path
    return list(dict.fromkeys(shown))


def as_path(parts: Iterable[object]) -> str:
    """Return the path of a document from its folders and its name; empty if it has no name."""
    *folders, name = ("" if part is None else str(part) for part in parts)
    above = "".join(f"{folder.rstrip('/')}/" for folder in folders if folder)
    return f"{above}{name}" if name else ""


def read_columns(system: SystemMap, name: str) -> list[str]:
    """Return every column that is read, so that the role needs rights on it and on no other."""
    collection = system.collections[name]
    read = [collection.key, *shown_columns(collection), *collection.name]
    read += [identity.column for identity in collection.identity]
    if collection.parent:
        read += [*collection.parent.on, *collection.parent.where]
    for other in system.collections.values():
        if other.parent and other.parent.collection == name:
            read += other.parent.on.values()
    return list(dict.fromkeys(read))


def accounted_columns(collection: Collection) -> set[str]:
    """Return the columns that the map shows, sets, leaves out with a reason, or uses as a link."""
    links = {collection.key, *collection.document_path}
    if collection.parent:
        links |= {*collection.parent.on, *collection.parent.where}
    named = {*collection.fields, *collection.ignore, *set_columns(collection)}
    return links | named


def leads_to_one(system: SystemMap, name: str) -> bool:
    """Tell whether each row has one root at most: every link leads to its parent's key."""
    way = lineage(system, name)
    for above, below in pairwise(way):
        parent = system.collections[below].parent
        if parent is None or system.collections[above].key not in parent.on.values():
            return False
    return True


def erasable(system: SystemMap, name: str) -> list[str]:
    """Return the columns that erasing may blank: no link, and nobody else's data."""
    links = link_columns(system, name)
    fields = system.collections[name].fields
    return [one for one, field in fields.items() if one not in links and not field.third_party]


def blanked(system: SystemMap, name: str) -> list[str]:
    """Return the columns that an erasure blanks while the record stays.

    All of them where erasing means blanking; else what a duty or a further purpose leaves over.
    """
    of = system.collections[name]
    columns = erasable(system, name)
    if of.erasing is Erasing.leave:
        return []
    if of.erasing is Erasing.blank:
        return columns
    partly = [one.fields for one in of.duties if one.fields] + [*filter(None, of.also.values())]
    return [one for one in columns if any(one not in fields for fields in partly)]


def set_columns(collection: Collection) -> list[str]:
    """Return the columns by which the end of a purpose or a restriction is written down."""
    marks = [collection.restrict.values] if collection.restrict else []
    return list(
        dict.fromkeys(
            column
            for values in (*(one.values for one in collection.stop.values()), *marks)
            for column in values
        )
    )


def deletes(collection: Collection) -> bool:
    """Tell whether erasing or the end of a purpose deletes records of a collection."""
    stopped = any(one.delete for one in collection.stop.values())
    return stopped or collection.erasing is Erasing.delete


def duty_columns(collection: Collection) -> list[str]:
    """Return the columns that duties, further purposes and disclosures name."""
    named = [column for one in collection.duties for column in (one.since, one.if_set, *one.fields)]
    named += [column for fields in collection.also.values() for column in fields]
    named += [collection.discloses.email or ""] if collection.discloses else []
    return list(dict.fromkeys(filter(None, named)))
