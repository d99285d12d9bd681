"""The data map laid over the tables as they are: collections, columns, and what leads where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from connectors.dynamics.tables import Column, Table
from rightsflow.datamap.columns import lineage, table_of
from rightsflow.datamap.model import SystemMap
from rightsflow.deletion import deletion_order
from rightsflow.errors import NeedsPerson
from rightsflow.fates import Record


@dataclass(frozen=True, slots=True)
class Layout:
    """Tables by logical name; every name that the map uses is looked up here."""

    system: SystemMap
    tables: Mapping[str, Table]

    def table(self, name: str) -> Table:
        """Return a table; raises `NeedsPerson` if it is not there."""
        if name not in self.tables:
            message = f"System {self.system.system} lacks {name}. Run rightsflow check."
            raise NeedsPerson(message)
        return self.tables[name]

    def of(self, collection: str) -> Table:
        """Return the table of a collection; raises `NeedsPerson` if there is none."""
        if collection not in self.system.collections:
            message = f"An order names {collection}, which {self.system.system} has not."
            raise NeedsPerson(message)
        return self.table(table_of(self.system, collection))

    def column(self, collection: str, name: str) -> Column:
        """Return a column of a collection; raises `NeedsPerson` if it is not there."""
        of = self.of(collection)
        if name not in of.columns:
            message = f"System {self.system.system} lacks {of.name}.{name}. Run rightsflow check."
            raise NeedsPerson(message)
        return of.columns[name]

    def mapped(self) -> list[str]:
        """Return the tables that the map names."""
        return list(dict.fromkeys(table_of(self.system, name) for name in self.system.collections))

    def names(self, table: str, key: str) -> frozenset[str]:
        """Return the names that a row may have: one for each collection in its table."""
        return frozenset(str(Record(name, key)) for name in self.sharing(table))

    def sharing(self, table: str) -> list[str]:
        """Return the collections that lie in a table."""
        system = self.system
        return [name for name in system.collections if table_of(system, name) == table]

    def children_first(self, records: Iterable[Record]) -> list[list[Record]]:
        """Return records in groups: what refers to others before what is referred to.

        By the relationships of the tables and the links of the map; within a table, what hangs
        lower in the map goes first.
        """
        groups: dict[tuple[int, int], list[Record]] = {}
        wanted = list(records)
        order = self._order({table_of(self.system, one.collection) for one in wanted})
        for one in wanted:
            rank = order.index(table_of(self.system, one.collection))
            depth = len(lineage(self.system, one.collection))
            groups.setdefault((rank, -depth), []).append(one)
        return [groups[place] for place in sorted(groups)]

    def _order(self, tables: set[str]) -> tuple[str, ...]:
        known = {
            (relation.child, name)
            for name in self.mapped()
            for relation in self.table(name).relations
            if relation.child in tables
        }
        for name, one in self.system.collections.items():
            if one.parent:
                above = table_of(self.system, one.parent.collection)
                known.add((table_of(self.system, name), above))
        return deletion_order(tables, [], [], known).tables
