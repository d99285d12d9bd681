"""What hangs on a row that is to be deleted, and what would become of it.

Dataverse deletes some of it along and says nothing; of the rest it breaks the link, and then nobody
finds those rows any more. So neither may happen to rows that no order names. Source: Microsoft,
"Configure table relationship cascading behavior".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import aclosing, suppress

from connectors.dynamics.layout import Layout
from connectors.dynamics.odata import equal
from connectors.dynamics.service import Service
from connectors.dynamics.tables import CASCADE, Relation, Table
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Record
from rightsflow.law.facts import Erasing


async def refuse_others(service: Service, layout: Layout, going: Iterable[Record]) -> None:
    """Raise `NeedsPerson` if rows would go or be orphaned that nobody named; nothing is done."""
    keys: dict[str, set[str]] = defaultdict(set)
    named = frozenset(map(str, going))
    for name in named:
        collection, _, key = name.partition(":")
        keys[layout.of(collection).name].add(key)
    for name, mine in keys.items():
        for relation in watched(layout, layout.table(name)):
            if await _has_others(service, layout, relation, mine, named):
                _refuse(layout, relation, name)


def watched(layout: Layout, table: Table) -> Iterator[Relation]:
    """Yield the relationships to mapped tables whose rows must not go, or be orphaned, unnamed.

    Where the map leaves a collection, its own link alone is watched, and only against going along:
    the parties of a mail go with the mail.
    """
    for relation in table.relations:
        cascades = relation.on_delete == CASCADE
        sharing = layout.sharing(relation.child)
        following = [one for one in sharing if _follows(layout, one, table, relation)]
        erased = [one for one in sharing if not _is_left(layout, one)]
        if following:
            if cascades or any(one in erased for one in following):
                yield relation
        elif cascades and erased:
            yield relation


def _follows(layout: Layout, collection: str, table: Table, relation: Relation) -> bool:
    """Tell whether the map reaches a collection by this relationship."""
    parent = layout.system.collections[collection].parent
    return (
        parent is not None
        and layout.of(parent.collection).name == table.name
        and relation.column in parent.on
    )


def _is_left(layout: Layout, collection: str) -> bool:
    return layout.system.collections[collection].erasing is Erasing.leave


async def _has_others(
    service: Service,
    layout: Layout,
    relation: Relation,
    keys: Iterable[str],
    named: frozenset[str],
) -> bool:
    child = layout.table(relation.child)
    if relation.column not in child.columns:
        return False
    conditions = []
    for key in sorted(keys):
        with suppress(ValueError):  # no id, so no row
            conditions.append(equal(relation.column, key, "Lookup"))
    async with aclosing(service.rows(child, [], conditions)) as rows:
        async for row in rows:
            if not layout.names(child.name, str(row[child.key])) & named:
                return True
    return False


def _refuse(layout: Layout, relation: Relation, name: str) -> None:
    goes = relation.on_delete == CASCADE
    message = (
        f"System {layout.system.system}: rows of {relation.child} hang on those of {name} that "
        f"are to be deleted, and no order names them: {'they would go, too' if goes else _LOST}. "
        "Nothing was changed. Have the case planned again."
    )
    raise NeedsPerson(message)


_LOST = "their link would be broken, and nobody would find them"
