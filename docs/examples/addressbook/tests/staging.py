"""A system of this kind for tests: people are planted in it, and it can be dead."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

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

    has_credential = False
    can = frozenset({Capability.erase, Capability.rectify, Capability.verify})
    sets = ("people", "name", "company")
    package = "rightsflow_addressbook"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clients.jsonl"
        self.file.touch()
        self.planted = 0

    async def plant(self, people: Sequence[Person]) -> None:
        """Add people and notes at the end, each entry under a number of its own."""
        with self.file.open("a", encoding="utf-8") as out:
            for one in people:
                mine = {"email": one.email, "name": one.name, "company": "Example Ltd"}
                key = self._write(out, mine)
                for note in one.notes:
                    self._write(out, {"person_id": key, "text": note})

    def _write(self, out: TextIO, entry: Mapping[str, object]) -> int:
        self.planted += 1
        out.write(json.dumps({"id": self.planted, **entry}) + "\n")
        return self.planted

    async def remove(self, person: Person) -> None:
        """Take a person out, as a colleague would while a case runs."""
        entries = [json.loads(line) for line in self.file.read_text("utf-8").split("\n") if line]
        (key,) = (one["id"] for one in entries if one.get("email") == person.email)
        left = [one for one in entries if key not in {one["id"], one.get("person_id")}]
        self.file.write_text("".join(json.dumps(one) + "\n" for one in left), encoding="utf-8")

    def connector(self, trouble: Trouble = Trouble.none) -> AddressbookConnector:
        """Open the system, or one that is not there."""
        dead = self.file.with_name("not-there")
        file = dead if trouble is Trouble.dead else self.file
        settings = AddressbookConnection(file=file, write=True)
        return AddressbookConnector(MAP, settings)

    async def close(self) -> None:
        """Take the system down."""
        self.file.unlink()
