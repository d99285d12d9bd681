"""Asking an environment whether it can be asked: who we are, what we may, what the map lacks."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from connectors.dynamics import recycle
from connectors.dynamics.documents import FILE_NAME
from connectors.dynamics.layout import Layout
from connectors.dynamics.privileges import held, lacking
from connectors.dynamics.service import Service
from connectors.dynamics.tables import CASCADE, Relation
from rightsflow.connector import Health
from rightsflow.datamap.columns import accounted_columns, blanked, lineage, read_columns, table_of

_SHOWN = 10
"""Columns named in one sentence; a contact has two hundred."""

_NO_DATA = frozenset(
    {"Uniqueidentifier", "Virtual", "EntityName", "ManagedProperty", "CalendarRules"}
)

KEPT_BY_SYSTEM = frozenset({
    "createdby", "createdon", "createdonbehalfby", "exchangerate", "importsequencenumber",
    "modifiedby", "modifiedon", "modifiedonbehalfby", "overriddencreatedon", "ownerid",
    "owningbusinessunit", "owningteam", "owninguser", "processid", "stageid", "statecode",
    "statuscode", "timezoneruleversionnumber", "transactioncurrencyid", "traversedpath",
    "utcconversiontimezonecode", "versionnumber",
})  # fmt: skip
"""Columns that every table has, about the row and not about the person."""


async def health(service: Service, layout: Layout, *, write: bool) -> Health:
    """Compare map and environment; raises `TryAgain` if it does not answer."""
    have = await held(service)
    problems = [*missing(layout), *lacking(layout, have, write=write)]
    problems += [*unmapped_columns(layout), *unmapped_relations(layout), *secured(layout)]
    binned = await recycle.enabled(service)
    if write:
        problems += _bin(layout, binned)
    count = len(layout.system.collections)
    detail = f"{count} collections of {len(layout.mapped())} tables, {len(have)} privileges"
    return Health(detail, tuple(dict.fromkeys(problems)))


def missing(layout: Layout) -> Iterator[str]:
    """Yield what the map names and the environment has not."""
    system = layout.system
    for name, collection in system.collections.items():
        table = layout.tables.get(table_of(system, name))
        if table is None:
            yield f"{table_of(system, name)} is not there. Install its solution, or unmap it."
            continue
        if collection.key != table.key:
            yield f"The key of {table.name} is {table.key}. Correct key of {name} in the map."
        wanted = [
            *read_columns(system, name),
            *accounted_columns(collection) - {*collection.ignore},
        ]
        if collection.document is not None:
            wanted.append(FILE_NAME)
            if blanked(system, name):
                yield (
                    f"{name} has files, which blanking leaves where they are. Let erase: delete "
                    "its records, or map the files apart."
                )
        for column in dict.fromkeys(wanted):
            if column not in table.columns:
                yield f"{table.name}.{column} is not there. Correct it: lookups are _name_value."


def unmapped_columns(layout: Layout) -> Iterator[str]:
    """Yield a sentence for each table with columns that no collection accounts for."""
    system = layout.system
    for name in layout.mapped():
        if name not in layout.tables:
            continue
        of = [one for at, one in system.collections.items() if table_of(system, at) == name]
        named = {column for one in of for column in accounted_columns(one)}
        named |= {identity.column for one in of for identity in one.identity}
        patterns = [pattern for one in of for pattern in one.ignore]
        left = [
            shown
            for shown, column in layout.tables[name].columns.items()
            if column.kind not in _NO_DATA
            and column.logical not in KEPT_BY_SYSTEM
            and shown not in named
            and not any(fnmatchcase(shown, pattern) for pattern in patterns)
        ]
        if left:
            yield (
                f"{name} has columns that the map does not name: {_list(left)}. Add them to "
                "fields, or to ignore with a reason (address2_* names several)."
            )


def unmapped_relations(layout: Layout) -> Iterator[str]:
    """Yield what refers to the tables of people and is neither mapped nor ignored."""
    system = layout.system
    people = {
        table_of(system, name)
        for name in system.collections
        if system.collections[lineage(system, name)[0]].person
    }
    for name in sorted(people & layout.tables.keys()):
        for relation in layout.tables[name].relations:
            if relation.child in system.ignore or _is_followed(layout, relation, name):
                continue
            goes = "; a delete takes its rows along" if relation.on_delete == CASCADE else ""
            yield (
                f"{relation.child} refers to {name} by {relation.column} and is not mapped{goes}. "
                "Map it, or name it under ignore with a reason."
            )


def _is_followed(layout: Layout, relation: Relation, parent: str) -> bool:
    """Tell whether a collection accounts for the column by which a table refers to another."""
    system = layout.system
    del parent
    return any(
        relation.column in accounted_columns(collection)
        for name, collection in system.collections.items()
        if table_of(system, name) == relation.child
    )


def secured(layout: Layout) -> Iterator[str]:
    """Yield mapped columns under column security: without a profile they come empty."""
    for name in layout.system.collections:
        table = layout.tables.get(table_of(layout.system, name))
        for column in layout.system.collections[name].fields if table else ():
            if table and column in table.columns and table.columns[column].secured:
                yield (
                    f"{table.name}.{column} is under column security: it may come empty without a "
                    "word. Put the application user into a column security profile that reads it, "
                    "and say so under ignore, or take the security off."
                )


def _bin(layout: Layout, binned: frozenset[str] | None) -> list[str]:
    if binned is None:
        message = (
            "Whether the recycle bin is on cannot be read, so nobody knows for how long deleted "
            "rows are kept. Add read on Restore Deleted Records Configuration to the role."
        )
        return [message]
    mine = sorted(binned & {*layout.mapped()})
    message = (
        f"The recycle bin keeps what is deleted of {_list(mine)}, for 30 days unless it is set "
        "otherwise, and an erasure is complete only then. Turn it off for these tables."
    )
    return [message] if mine else []


def _list(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
