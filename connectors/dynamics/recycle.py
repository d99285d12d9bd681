"""The recycle bin: what was deleted may lie there for up to 30 days, to be restored.

Source: Microsoft, "Restore deleted records with code". Only FetchXML can ask the bin, and nothing
that Microsoft documents empties it for one row: time does, or an administrator who turns it off.
"""

from collections.abc import Iterable

from connectors.dynamics.odata import in_bin
from connectors.dynamics.service import Service
from connectors.dynamics.tables import Table

AT_ONCE = 50
"""Values in one question; more would not fit into an address."""

_ENABLED = (
    "<fetch><entity name='recyclebinconfig'><filter>"
    "<condition attribute='statecode' operator='eq' value='0'/>"
    "<condition attribute='isreadyforrecyclebin' operator='eq' value='1'/></filter>"
    "<link-entity name='entity' from='entityid' to='extensionofrecordid' alias='entity'>"
    "<attribute name='logicalname'/></link-entity></entity></fetch>"
)


async def enabled(service: Service) -> frozenset[str] | None:
    """Return the tables whose deleted rows are kept; None if Dataverse does not tell us."""
    rows = await service.fetched("recyclebinconfigs", _ENABLED)
    if rows is None:
        return None
    return frozenset(str(row.get("entity.logicalname") or "") for row in rows)


async def kept(
    service: Service, table: Table, column: str, values: Iterable[str]
) -> list[dict[str, str]]:
    """Return id and column of the rows in the bin whose column holds one of the values.

    None are in it where a table has no bin.
    """
    wanted, found = sorted(set(values)), []
    logical = table.columns[column].logical
    for at in range(0, len(wanted), AT_ONCE):
        xml = in_bin(table.name, table.key, logical, wanted[at : at + AT_ONCE])
        rows = await service.fetched(table.plural, xml) or []
        found += [{name: str(row.get(name) or "") for name in (table.key, logical)} for row in rows]
    return found
