"""What the double holds, and what a delete does to it: cascades, broken links, bin and audit."""

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.servers.dataverse.schema import LOOKUPS, RELATIONS, TABLES, Relation, Table

EVERY = ("Create", "Read", "Write", "Delete")


class Refused(Exception):  # noqa: N818 - what happens to the request
    """A request is refused: status and code of Dataverse."""

    def __init__(self, status: int, code: str) -> None:
        self.status = status
        self.code = code
        super().__init__(code)


NOT_FOUND = Refused(404, "0x80040217")
STALE = Refused(412, "0x80060882")
INVALID = Refused(400, "0x80048d19")


def privileges_of(table: Table) -> dict[str, str]:
    """Return the names of a table's privileges by verb."""
    name = table.privilege or table.name.capitalize()
    return {verb: f"prv{verb}{name}" for verb in EVERY}


def everything() -> dict[str, str]:
    """Return every privilege at the depth of the whole organization."""
    names = {name for table in TABLES.values() for name in privileges_of(table).values()}
    return dict.fromkeys(
        {*names, "prvDeleteRecordChangeHistory", "prvReadRecycleBinConfig"}, "Global"
    )


@dataclass
class Store:
    """The rows by table and id; columns by their logical names, lookups as ids."""

    relations: tuple[Relation, ...] = RELATIONS
    tables: dict[str, Table] = field(default_factory=lambda: dict(TABLES))
    rows: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {name: {} for name in TABLES}
    )
    bin: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {name: {} for name in TABLES}
    )
    binned: set[str] = field(default_factory=set)
    """Tables whose deleted rows go to the recycle bin."""
    audited: bool = False
    history_of_deleted: bool = True
    """Whether the history of a row can be deleted once the row is gone."""
    privileges: dict[str, str] = field(default_factory=everything)
    etags: dict[str, int] = field(default_factory=dict)
    changes: int = 0
    matched: dict[tuple[str, str], tuple[int, list[str]]] = field(default_factory=dict)
    """What a filter let through, and when: pages of one question are asked for one by one."""
    _versions: Iterator[int] = field(default_factory=lambda: itertools.count(1_000))

    def may(self, verb: str, table: Table) -> None:
        """Raise `Refused` unless the privilege is there."""
        if privileges_of(table)[verb] not in self.privileges:
            raise Refused(403, "0x80040220")

    def add(self, table: str, **columns: Any) -> str:  # noqa: ANN401 - any JSON value
        """Create a row as somebody else would; return its id."""
        key = str(columns.pop(self.tables[table].key, uuid4()))
        self._create(table, key, columns)
        return key

    def _create(self, table: str, key: str, columns: Mapping[str, Any]) -> None:
        self.rows[table][key] = dict(columns)
        self._touch(key)
        self._note(table, key, 1, columns)

    def put(self, table: str, key: str, columns: Mapping[str, Any]) -> None:
        """Change a row, or create it: an upsert."""
        if key not in self.rows[table]:
            self._create(table, key, columns)
            return
        row = self.rows[table][key]
        self._note(table, key, 2, {name: row.get(name) for name in columns})
        row.update(columns)
        if {"firstname", "lastname"} & columns.keys():
            row["fullname"] = (
                " ".join(filter(None, map(row.get, ("firstname", "lastname")))) or None
            )
        self._touch(key)

    def delete(self, table: str, key: str) -> None:
        """Delete a row, with or without what refers to it."""
        for relation in (one for one in self.relations if one.parent == table):
            below = [
                child
                for child, row in self.rows[relation.child].items()
                if row.get(relation.attribute) == key
            ]
            if below and relation.on_delete == "Restrict":
                raise Refused(405, "0x80048306")
            for child in below:
                if relation.on_delete == "Cascade":
                    self.delete(relation.child, child)
                elif relation.on_delete == "RemoveLink":
                    self.rows[relation.child][child][relation.attribute] = None
                    self._touch(child)
        row = self.rows[table].pop(key, None)
        if row is None:
            return
        self.changes += 1
        self._note(table, key, 3, row)
        if table in self.binned:
            self.bin[table][key] = row

    def _touch(self, key: str) -> None:
        self.etags[key] = next(self._versions)
        self.changes += 1

    def _note(self, table: str, key: str, action: int, values: Mapping[str, Any]) -> None:
        if self.audited and table != "audit":
            self.changes += 1
            self.rows["audit"][str(uuid4())] = {
                "action": action,
                "changedata": json.dumps(dict(values)),
                "objectid": key,
                "objecttypecode": table,
            }

    def forget(self, table: str, key: str) -> int:
        """Delete the audit history of a row; return how many entries there were."""
        if "prvDeleteRecordChangeHistory" not in self.privileges:
            raise Refused(403, "0x80040220")
        if key not in self.rows[table] and not self.history_of_deleted:
            raise NOT_FOUND
        audit = self.rows["audit"]
        mine = [one for one, row in audit.items() if row["objectid"] == key]
        for one in mine:
            del audit[one]
        self.changes += 1
        return len(mine)

    def checked(self, table: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a request wants to set, by logical name; raises `Refused`."""
        of, values = self.tables[table], {}
        navigations = {one.navigation: one for one in self.relations if one.child == table}
        for name, value in body.items():
            if name.endswith("@odata.bind"):
                relation = navigations.get(name.removesuffix("@odata.bind"))
                if relation is None:
                    raise INVALID
                values[relation.attribute] = value and value.partition("(")[2].rstrip(")")
                continue
            column = of.columns.get(name)
            if column is None or column.kind in LOOKUPS:
                raise INVALID
            if column.computed:
                continue  # taken, and nothing is done
            values[name] = _fits(value, column.kind, column.longest)
        return values


def _fits(value: Any, kind: str, longest: int) -> Any:  # noqa: ANN401 - any JSON value
    if value is None:
        return value
    wanted: type = {"Boolean": bool}.get(kind, int if kind in {"Picklist", "State"} else str)
    if type(value) is not wanted:
        raise INVALID
    if isinstance(value, str) and len(value) > longest:
        raise Refused(400, "0x80044331")
    return value
