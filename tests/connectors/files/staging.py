"""People with a document each: the table of the SQL tests, and a folder beside it."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from sqlalchemy import text

from connectors.files import CONNECTOR
from connectors.files.connector import FilesConnector
from rightsflow.conformance import Person, Stage, Trouble
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability
from tests.servers.databases import Place, place

TITLE = {"en": "Title"}
FIELD = {"title": TITLE, "category": "contact"}
MAP = {
    "system": "cvs",
    "title": TITLE,
    "connector": "files",
    "answers_for": "Recruitment",
    "purposes": {"hiring": {"title": TITLE, "ground": "consent", "retention": {"criteria": TITLE}}},
    "collections": {
        "people": {
            "title": TITLE,
            "person": True,
            "identity": [{"column": "email", "kind": "email", "verified": True}],
            "purpose": "hiring",
            "fields": {"email": FIELD, "who": FIELD},
        },
        "files": {
            "title": TITLE,
            "parent": {"collection": "people", "on": {"person_id": "id"}},
            "purpose": "hiring",
            "fields": {"note": FIELD, "topic": FIELD},
            "document": "path",
        },
    },
}
TABLES = (
    "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, who TEXT)",
    "CREATE TABLE files (id INTEGER PRIMARY KEY, person_id INT, note TEXT, topic TEXT, path TEXT)",
)


class FilesStage(Stage):
    """A folder, and an SQLite file that says whose documents lie in it."""

    has_documents = True
    has_credential = False
    package = "connectors.files"
    can = frozenset(Capability)
    sets = ("files", "note", "topic")

    def __init__(self, at: Place, root: Path, stack: AsyncExitStack) -> None:
        """Take index, folder, and what takes them down."""
        self.at = at
        self.root = root
        self.stack = stack

    async def plant(self, people: Sequence[Person]) -> None:
        """Insert the people; each has a row for every note, the first with the document."""
        async with self.at.admin.begin() as connection:
            for person in people:
                row = {"email": person.email, "who": person.name}
                insert = text("INSERT INTO people (email, who) VALUES (:email, :who) RETURNING id")
                key = (await connection.execute(insert, row)).scalar_one()
                (self.root / f"{key}.pdf").write_bytes(person.document)
                insert = text(
                    "INSERT INTO files (person_id, note, path) VALUES (:key, :note, :path)"
                )
                paths = [f"{key}.pdf", *(None for _ in person.notes[1:])]
                rows = [
                    {"key": key, "note": note, "path": path}
                    for note, path in zip(person.notes, paths, strict=True)
                ]
                await connection.execute(insert, rows)

    async def remove(self, person: Person) -> None:
        """Delete the person's record."""
        async with self.at.admin.begin() as connection:
            await connection.execute(
                text("DELETE FROM people WHERE email = :email"), {"email": person.email}
            )

    async def leave_trace(self, person: Person) -> bool:
        """Put a letter into the folder that no row refers to."""
        (self.root / "letter.txt").write_text(f"To: <{person.email}>\n", encoding="utf-8")
        return True

    def connector(self, trouble: Trouble = Trouble.none) -> FilesConnector:
        """Open folder and index, or where there is no index."""
        gone = "/nowhere.db" if trouble is Trouble.dead else ""
        index = self.at.writing | {"url": f"sqlite:///{self.at.file}{gone}"}
        section = {**self.place(), "index": index, "patience_s": 1}
        system = SystemMap.model_validate({**MAP, "connection": section})
        return CONNECTOR.open(system, CONNECTOR.connection.model_validate(section))

    def place(self) -> dict[str, object]:
        """Return the settings of the folder."""
        return {"root": str(self.root)}

    async def close(self) -> None:
        """Take the index down."""
        await self.stack.aclose()


async def files_stage(folder: Path) -> FilesStage:
    """Return an empty stage."""
    stack = AsyncExitStack()
    at = await stack.enter_async_context(place("sqlite", folder))
    await at.run(*TABLES)
    root = folder / "documents"
    root.mkdir()
    return FilesStage(at, root, stack)
