"""A system of this kind for tests: people are planted in it, and it can be dead."""

import json
from collections.abc import Sequence
from pathlib import Path

from rightsflow.conformance import Person, Stage, Trouble
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability
from rightsflow.yamlfile import read_yaml

from rightsflow_addressbook.connector import AddressbookConnector
from rightsflow_addressbook.settings import AddressbookConnection

MAP_FILE = Path(__file__).parents[1] / "systems" / "clients.yaml"
MAP = read_yaml(MAP_FILE, SystemMap, base=MAP_FILE.parent)


class AddressbookStage(Stage):
    """A file in a folder of its own. The constants say what the system has not got, and can do."""

    has_notes = False
    has_credential = False
    can = frozenset({Capability.erase, Capability.rectify, Capability.verify})
    sets = ("people", "name")

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clients.jsonl"
        self.file.touch()
        self.planted = 0

    async def plant(self, people: Sequence[Person]) -> None:
        """Add the people at the end, each under a number of their own."""
        with self.file.open("a", encoding="utf-8") as out:
            for one in people:
                self.planted += 1
                entry = {"id": self.planted, "email": one.email, "name": one.name}
                out.write(json.dumps(entry) + "\n")

    async def remove(self, person: Person) -> None:
        """Take a person out, as a colleague would while a case runs."""
        lines = self.file.read_text(encoding="utf-8").splitlines(keepends=True)
        left = [line for line in lines if person.mark not in line]
        self.file.write_text("".join(left), encoding="utf-8")

    def connector(self, trouble: Trouble = Trouble.none) -> AddressbookConnector:
        """Open the system, or one that is not there."""
        dead = self.file.with_name("not-there")
        file = dead if trouble is Trouble.dead else self.file
        settings = AddressbookConnection(file=file, write=True)
        return AddressbookConnector(MAP, settings)

    async def close(self) -> None:
        """Take the system down."""
        self.file.unlink()
