"""Everybody in a database: each address and phone of its identity columns, as a stream."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from sqlalchemy import or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NullType

from connectors.sql.database import Database
from connectors.sql.match import as_text
from connectors.sql.query import Tables
from connectors.sql.values import key_text
from rightsflow.datamap.columns import roots
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Listed
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.likeness import LIKENESS

_KINDS = (IdentifierKind.email, IdentifierKind.phone)


async def listed(
    database: Database, connection: AsyncConnection, system: SystemMap, tables: Tables
) -> AsyncGenerator[Listed]:
    """Yield addresses and phones in canonical form: one query for each collection of people.

    What stands there and is neither address nor phone is nobody's.
    """
    for name in roots(system):
        collection, table = system.collections[name], tables[name].c
        columns = [one for one in collection.identity if one.kind in _KINDS]
        if not columns:
            continue
        stored = [as_text(table[one.column]) for one in columns]
        # As the driver reads them: SQLAlchemy's conversions refuse odd values.
        shown = [type_coerce(one, NullType()) for one in (table[collection.key], *stored)]
        statement = select(*shown).where(or_(*(one.is_not(None) for one in stored)))
        async with aclosing(database.rows(connection, statement)) as rows:
            async for key, *values in rows:
                for one, value in zip(columns, values, strict=True):
                    text = None if value is None else str(value)
                    found = LIKENESS[one.kind].canonical(text, one.region) if text else None
                    if found:
                        yield Listed(f"{name}:{key_text(key)}", Identifier(one.kind, found))
