"""What the systems of the tests hold at a moment, record by record, and whose each record is."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from tests.acceptance.deeds import TABLES, AbleSystems
from tests.acceptance.people import Person
from tests.servers.mailman import LISTS

Record = tuple[str, str]
"""A place and the key of a record in it."""


@dataclass(frozen=True)
class Holdings:
    """All records with their values, and the address of the person of each.

    Beside the tables: `cv`, the files; `lists`, `accounts` and `held`, what a Mailman has.
    """

    values: Mapping[Record, Any]
    owners: Mapping[Record, str]

    def of(self, person: Person) -> dict[Record, Any]:
        """Return the records of a person."""
        mine = (record for record, owner in self.owners.items() if owner == person.email)
        return {record: self.values[record] for record in mine}

    def one(self, person: Person, place: str) -> dict[str, Any]:
        """Return the values of the one record that a person has in a table."""
        (found,) = [v for (where, _), v in self.of(person).items() if where == place]
        return dict(found)

    def places(self, person: Person) -> set[str]:
        """Return where a person has records."""
        return {place for place, _ in self.of(person)}


def changes(before: Holdings, after: Holdings, person: Person) -> dict[str, Any]:
    """Return what became of a person's records, by place and column.

    `contacts` None: every record there is gone; `contacts.email`: the value that is new there.
    """
    found: dict[str, Any] = {}
    for record, was in before.of(person).items():
        place, now = record[0], after.values.get(record)
        if now is None:
            found[place] = None
        elif isinstance(now, Mapping):
            found |= {f"{place}.{name}": now[name] for name in now if now[name] != was[name]}
        elif now != was:
            found[place] = now
    return found


def holdings(of: AbleSystems) -> Holdings:
    """Look at everything in the three systems."""
    values: dict[Record, Any] = dict(asyncio.run(_rows(of)))
    owners = {record: _owner(record, values) for record in values}
    for file in of.folder.rglob("*"):
        if file.is_file():
            path = str(file.relative_to(of.folder))
            values["cv", path] = file.read_bytes()
    documents = [row for (place, _), row in values.items() if place == "documents"]
    owners |= {("cv", row["stored_as"]): row["email"] for row in documents
               if ("cv", row["stored_as"]) in values}  # fmt: skip
    for record, owner in _in_mailman(of):
        values[record], owners[record] = True, owner
    return Holdings(values, owners)


async def _rows(of: AbleSystems) -> list[tuple[Record, dict[str, Any]]]:
    rows: list[tuple[Record, dict[str, Any]]] = []
    async with of.crm.admin.connect() as connection:
        for table in TABLES:
            found = await connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
            rows += [((table, str(row["id"])), dict(row)) for row in found.mappings()]
    await of.crm.admin.dispose()
    return rows


def _in_mailman(of: AbleSystems) -> Iterator[tuple[Record, str]]:
    """Yield what a Mailman has, with the address that it belongs to."""

    def entries(path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = of.mailman.send("GET", path).get("entries", [])
        return found

    for one in entries("members"):
        yield ("lists", f"{one['email']} {one['list_id']}"), one["email"]
    for one in entries("addresses"):
        yield ("accounts", one["email"]), one["email"]
    for name in LISTS:
        for one in entries(f"lists/{name}.example.org/held"):
            yield ("held", f"{name} {one['request_id']}"), one["sender"]


def _owner(record: Record, values: Mapping[Record, Any]) -> str:
    """Return the address at the root of a record, nothing where it is gone."""
    row = values.get(record, {})
    if "placement_id" in row:
        return _owner(("placements", str(row["placement_id"])), values)
    if "contact_id" in row:
        return _owner(("contacts", str(row["contact_id"])), values)
    return str(row.get("email") or "")
