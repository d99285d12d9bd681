"""Two tables of people and notes in a new database, as the contract wants them."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    Unicode,
    delete,
    insert,
    select,
)
from sqlalchemy.dialects.mysql import LONGTEXT

from connectors.sql import CONNECTOR
from connectors.sql.connector import SqlConnector
from rightsflow.conformance import FaultyProxy, Person, Stage, Trouble
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability
from tests.servers.databases import Place, place

METADATA = MetaData()
PEOPLE = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("email", Unicode(200)),
    Column("full_name", Unicode(200)),
)
NOTES = Table(
    "notes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey(PEOPLE.c.id), index=True),
    Column("body", Text().with_variant(LONGTEXT(), "mariadb")),
    Column("topic", Unicode(200)),
)
LOG = Table(
    "log",
    METADATA,
    Column("line", Unicode(2000)),
)

TITLE = {"en": "Title"}
MAP = {
    "system": "crm",
    "title": TITLE,
    "connector": "sql",
    "answers_for": "Sales",
    "purposes": {"sale": {"title": TITLE, "ground": "contract", "retention": {"criteria": TITLE}}},
    "collections": {
        "people": {
            "title": TITLE,
            "person": True,
            "name": ["full_name"],
            "identity": [{"column": "email", "kind": "email", "verified": True}],
            "purpose": "sale",
            "fields": {
                "email": {"title": TITLE, "category": "contact"},
                "full_name": {"title": TITLE, "category": "contact"},
            },
        },
        "notes": {
            "title": TITLE,
            "parent": {"collection": "people", "on": {"person_id": "id"}},
            "purpose": "sale",
            "fields": {name: {"title": TITLE, "category": "notes"} for name in ("body", "topic")},
        },
    },
}


class SqlStage(Stage):
    """Two tables in a new database, and a log beside them."""

    package = "connectors.sql"
    can = frozenset(Capability)
    sets = ("notes", "body", "topic")

    def __init__(self, at: Place, stack: AsyncExitStack, proxy: FaultyProxy | None) -> None:
        """Take the database, what takes it down, and a proxy before its server."""
        self.at = at
        self.stack = stack
        self.proxy = proxy
        self.has_credential = at.kind != "sqlite"
        self.secrets = (at.password,) if at.password else ()
        if proxy:
            self.troubles = frozenset({Trouble.slow})
        else:
            self.many_records = 100_000  # nothing here is cheaper to fill than a file

    async def plant(self, people: Sequence[Person]) -> None:
        """Insert the people and their notes."""
        async with self.at.admin.begin() as connection:
            for person in people:
                row = {"email": person.email, "full_name": person.name}
                done = await connection.execute(insert(PEOPLE), row)
                key = done.inserted_primary_key[0] if done.inserted_primary_key else None
                notes = [{"person_id": key, "body": note} for note in person.notes]
                await connection.execute(insert(NOTES), notes)

    async def remove(self, person: Person) -> None:
        """Delete the person with all notes."""
        async with self.at.admin.begin() as connection:
            mine = PEOPLE.c.email == person.email
            keys = select(PEOPLE.c.id).where(mine)
            await connection.execute(delete(NOTES).where(NOTES.c.person_id.in_(keys)))
            await connection.execute(delete(PEOPLE).where(mine))

    async def leave_trace(self, person: Person) -> bool:
        """Write the address into a line of the log."""
        async with self.at.admin.begin() as connection:
            line = f"GET /unsubscribe?email={quote(person.email)}&ok=1"
            await connection.execute(insert(LOG), {"line": line})
        return True

    def connector(self, trouble: Trouble = Trouble.none) -> SqlConnector:
        """Open the database as its reader, or as nobody, or where there is none."""
        url = self.at.url
        if trouble is Trouble.dead:
            gone = url.set(database=f"{url.database}.gone")
            url = gone if self.at.kind == "sqlite" else url.set(port=1)
        if trouble is Trouble.wrong_credential:
            url = url.set(username="nobody_here")  # the writing role is let in all the same
        section = self.at.writing
        if trouble is Trouble.slow and self.proxy:
            url = url.set(port=self.proxy.port(Trouble.slow))
            section["timeout_s"] = 1
        section |= {"url": url.render_as_string()}
        system = SystemMap.model_validate({**MAP, "connection": section})
        return CONNECTOR.open(system, CONNECTOR.connection.model_validate(section))

    async def close(self) -> None:
        """Drop the database."""
        await self.stack.aclose()


async def sql_stage(kind: str, folder: Path) -> SqlStage:
    """Return an empty stage in a new database."""
    stack = AsyncExitStack()
    at = await stack.enter_async_context(place(kind, folder))
    async with at.admin.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    await at.grant_writing("people", "notes")
    await at.grant("log")
    proxy = None
    if kind != "sqlite":
        proxy = await FaultyProxy.before(f"tcp://{at.url.host}:{at.url.port}")
        stack.push_async_callback(proxy.close)
    return SqlStage(at, stack, proxy)
