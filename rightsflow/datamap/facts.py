"""The data map as the law sees it: collections with their purposes, duties and marks."""

from collections.abc import Collection as Several

from rightsflow.datamap.model import Collection, Identity, SystemMap
from rightsflow.law.facts import AlsoFor, CollectionFacts, DutyFacts, PurposeFacts
from rightsflow.law.ground import Treatment


def purpose_facts(system: SystemMap, name: str) -> PurposeFacts:
    """Return a purpose of a system."""
    purpose = system.purposes[name]
    return PurposeFacts(
        name=name,
        ground=purpose.ground,
        marketing=purpose.marketing,
        profiling=purpose.profiling,
        period=purpose.retention.period or "",
        since=purpose.retention.since or "",
    )


def collection_facts(system: SystemMap, name: str, can: Several[Treatment] = ()) -> CollectionFacts:
    """Return a collection; `can` is what its system carries out by program."""
    of = system.collections[name]
    links = link_columns(system, name)
    return CollectionFacts(
        system=system.system,
        name=name,
        purpose=purpose_facts(system, of.purpose),
        fields=tuple(
            column
            for column, field in of.fields.items()
            if column not in links and not field.third_party
        ),
        links=links,
        parent=of.parent.collection if of.parent else "",
        erasing=of.erasing,
        given=of.given,
        also=tuple(
            AlsoFor(purpose_facts(system, purpose), fields) for purpose, fields in of.also.items()
        ),
        duties=tuple(DutyFacts(one.duty, one.since, one.fields, one.if_set) for one in of.duties),
        stops=tuple(purpose_facts(system, purpose) for purpose in of.stop),
        marked=of.restrict is not None,
        can=frozenset(can),
    )


def link_columns(system: SystemMap, name: str) -> frozenset[str]:
    """Return the columns by which records hang together: the key, and both ends of each link."""
    of = system.collections[name]
    links = {of.key, *(of.parent.on if of.parent else ())}
    for other in system.collections.values():
        if other.parent and other.parent.collection == name:
            links |= set(other.parent.on.values())
    return frozenset(links)


def identifying(system: SystemMap, name: str) -> list[Identity]:
    """Return the columns of a collection in which the person's own identifiers stand.

    By which its records are found, and by which others of the same table are: of a person who was
    found by an address the telephone stands there, too, in a record that only hangs below.
    """
    of = system.collections[name]
    mine = {column for column, field in of.fields.items() if not field.third_party}
    found = list(of.identity)
    for other, collection in system.collections.items():
        if (collection.table or other) == (of.table or name):
            found += [one for one in collection.identity if one.column in mine]
    return list(dict.fromkeys(found))


def date_columns(system: SystemMap, of: Collection) -> frozenset[str]:
    """Return the columns from which a period of a record may run."""
    since = {system.purposes[of.purpose].retention.since}
    since |= {system.purposes[purpose].retention.since for purpose in of.also}
    since |= {one.since for one in of.duties}
    return frozenset(column for column in since if column)
