"""What hangs on a record that is deleted, by the data map: nothing that no order names.

A foreign key would refuse it. Where the database has none, the records below would stay, and
nobody could find them any more.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.sql.database import Database
from connectors.sql.layout import Layout
from connectors.sql.query import chunks, keys_of, raw
from connectors.sql.values import key_text
from rightsflow.datamap.model import Parent
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Record
from rightsflow.law.facts import Erasing


async def refuse_orphans(
    database: Database,
    connection: AsyncConnection,
    layout: Layout,
    deleted: Mapping[str, list[str]],
    named: Collection[Record],
) -> None:
    """Raise `NeedsPerson` if a record that no order names hangs on one that is deleted.

    `deleted` are keys by collection, `named` all records of the orders. What the data map leaves
    when a person goes is no hindrance.
    """
    for name, collection in layout.system.collections.items():
        if collection.parent is None or collection.erasing is Erasing.leave:
            continue
        for keys in chunks(deleted.get(collection.parent.collection, [])):
            below = await database.done(connection, _below(layout, name, collection.parent, keys))
            if any(Record(name, key_text(key)) not in named for (key,) in below):
                message = (
                    f"System {layout.system.system}: records of {layout.of(name).name} that no "
                    f"order names hang on {layout.of(collection.parent.collection).name}. "
                    "Nothing was changed. Ask the system again, so that a plan names them."
                )
                raise NeedsPerson(message)


def _below(layout: Layout, name: str, link: Parent, keys: list[str]) -> Select[tuple[object]]:
    """Return the query for the keys of what hangs on some records of the parent."""
    of, above = layout.of(name), layout.of(link.collection).alias()
    parents_key = above.c[layout.system.collections[link.collection].key]
    pairs = [layout.column(of, low) == above.c[high] for low, high in link.on.items()]
    fixed = [layout.column(of, low) == value for low, value in link.where.items()]
    query = select(raw(layout.key(of, name))).select_from(of.join(above, and_(*pairs)))
    return query.where(parents_key.in_(keys_of(parents_key, keys)), *fixed)
