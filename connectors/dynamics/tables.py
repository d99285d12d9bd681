"""Tables as Dataverse defines them: names, columns, privileges, and what hangs on them.

Nothing of a table is taken for granted: columns of solutions differ between environments. Source:
Microsoft, "Query table definitions using the Web API", EntityMetadata.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.dynamics.odata import LOOKUPS
from rightsflow.errors import TryAgain
from rightsflow.web import STRANGE_FORMAT

SELECT = "LogicalName,EntitySetName,PrimaryIdAttribute,Privileges"
EXPAND = (
    "Attributes($select=LogicalName,AttributeType,AttributeOf,IsValidForRead,IsValidForUpdate,"
    "IsSecured),"
    "OneToManyRelationships($select=SchemaName,ReferencingEntity,ReferencingAttribute,"
    "CascadeConfiguration),"
    "ManyToOneRelationships($select=ReferencingAttribute,ReferencingEntityNavigationPropertyName)"
)


CASCADE = "Cascade"
"""Rows that refer to a deleted one are deleted, too (CascadeConfiguration)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its logical name, its AttributeType, whether it can be set, or may be hidden.

    What cannot be set is computed (a full name), or the system's. `secured`: column security.
    """

    logical: str
    kind: str
    updatable: bool = True
    secured: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of `child` refer to a table by `attribute`; `on_delete` becomes of them then."""

    child: str
    attribute: str
    on_delete: str

    @property
    def column(self) -> str:
        """Return the column as the Web API names it."""
        return f"_{self.attribute}_value"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `plural` is its entity set; columns by the names of the Web API (`_x_value`).

    `navigations`: by attribute how a lookup is bound; `privileges` by verb.
    """

    name: str
    plural: str
    key: str
    columns: Mapping[str, Column]
    relations: tuple[Relation, ...]
    navigations: Mapping[str, tuple[str, ...]]
    privileges: Mapping[str, str]


def read_table(row: Mapping[str, Any]) -> Table:
    """Return a definition that came as JSON; raises `TryAgain` if it is none."""
    try:
        return Table(
            name=row["LogicalName"],
            plural=row["EntitySetName"],
            key=row["PrimaryIdAttribute"],
            columns=dict(map(_column, filter(_is_stored, row["Attributes"]))),
            relations=tuple(map(_relation, row["OneToManyRelationships"])),
            navigations=_navigations(row["ManyToOneRelationships"]),
            privileges={one["PrivilegeType"]: one["Name"] for one in row["Privileges"]},
        )
    except (KeyError, TypeError, AttributeError):
        raise TryAgain(STRANGE_FORMAT) from None


def _is_stored(attribute: Mapping[str, Any]) -> bool:
    """Leave out what only shows another column (the name of a lookup), or cannot be read."""
    return bool(attribute["IsValidForRead"]) and not attribute["AttributeOf"]


def _column(attribute: Mapping[str, Any]) -> tuple[str, Column]:
    logical, kind = str(attribute["LogicalName"]), str(attribute["AttributeType"])
    shown = f"_{logical}_value" if kind in LOOKUPS else logical
    updatable, secured = bool(attribute["IsValidForUpdate"]), bool(attribute["IsSecured"])
    return shown, Column(logical, kind, updatable, secured)


def _relation(row: Mapping[str, Any]) -> Relation:
    on_delete = (row["CascadeConfiguration"] or {}).get("Delete") or "NoCascade"
    return Relation(str(row["ReferencingEntity"]), str(row["ReferencingAttribute"]), str(on_delete))


def _navigations(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        attribute = str(row["ReferencingAttribute"])
        name = str(row["ReferencingEntityNavigationPropertyName"])
        found[attribute] = (*found.get(attribute, ()), name)
    return found
