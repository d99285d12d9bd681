"""Drafting: ask the database, guess, write."""

import re
from collections.abc import Mapping

from connectors.sql.database import Database
from connectors.sql.drafting.facts import read_facts
from connectors.sql.drafting.guess import drafted, roots_in
from connectors.sql.drafting.links import of_kinds
from connectors.sql.drafting.written import written
from connectors.sql.settings import SqlConnection
from rightsflow.errors import NeedsPerson

_NAME_LENGTH = 60


def system_name(settings: SqlConnection) -> str:
    """Return a name for the system, from the name of the database."""
    database = (settings.parsed.database or "database").replace("\\", "/").rpartition("/")[2]
    name = re.sub(r"[^a-z0-9]+", "_", database.rpartition(".")[0] or database.lower()).strip("_")
    return (name if name[:1].isalpha() else f"db_{name}")[:_NAME_LENGTH].strip("_")


async def make_draft(settings: SqlConnection, said: Mapping[str, object], *, system: str) -> str:
    """Return the first map of a database as YAML; `said` is its section `connection`.

    Only SELECT, on a connection that can only read. Raises `TryAgain` if the database does not
    answer, `NeedsPerson` if it refuses or nobody seems to be found in it.
    """
    database = Database(system, settings)
    schema = settings.schema_name
    try:
        async with database.connected() as connection:
            facts = await read_facts(database, connection, schema)
            kinds = await of_kinds(database, connection, facts, [*roots_in(facts)], schema)
    finally:
        await database.close()
    draft = drafted(facts, kinds)
    if not draft.collections:
        message = (
            f"No column of the {len(facts)} tables of {system} looks as if people were found by "
            "it. Let the role read all tables, name the schema, or write the map by hand."
        )
        raise NeedsPerson(message)
    return written(draft, system=system, database=system, connection=said)
