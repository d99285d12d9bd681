"""What the application user must be allowed, and whether it is: asked, not tried out.

A privilege at less than the depth of the organization is worse than none: Dataverse then leaves out
rows of others and says nothing. Source: Microsoft, "Security roles and privileges",
`RetrieveUserPrivileges`.
"""

from collections.abc import Iterator, Mapping

from connectors.dynamics.history import AUDIT
from connectors.dynamics.layout import Layout
from connectors.dynamics.service import Service
from rightsflow.datamap.columns import deletes, table_of
from rightsflow.datamap.model import SystemMap
from rightsflow.law.facts import Erasing

FORGET = "prvDeleteRecordChangeHistory"
GLOBAL = frozenset({"Global", "3"})
"""The depth of the whole organization."""


async def held(service: Service) -> dict[str, str]:
    """Return the privileges of whoever asks, by name, with their depth."""
    user = (await service.get("WhoAmI")).get("UserId")
    path = f"systemusers({user})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"
    rows = (await service.get(path)).get("RolePrivileges", [])
    return {str(row.get("PrivilegeName")): str(row.get("Depth")) for row in rows}


def lacking(layout: Layout, have: Mapping[str, str], *, write: bool) -> Iterator[str]:
    """Yield a sentence for each privilege that is missing or does not reach far enough."""
    told: dict[str, None] = {}
    for table, verb in needed(layout.system, write=write):
        name = layout.tables[table].privileges.get(verb) if table in layout.tables else None
        if name is not None:
            told[name] = None
    for name in (*told, FORGET) if write else told:
        if name not in have:
            yield f"The application user lacks {name}. Add it to its role, for the organization."
        elif have[name] not in GLOBAL:
            yield (
                f"{name} reaches {have[name]} only, so rows of others are left out without a "
                "word. Give it for the whole organization."
            )


def needed(system: SystemMap, *, write: bool) -> Iterator[tuple[str, str]]:
    """Yield table and verb of everything that the map makes us do."""
    for name in system.ignore:
        if name not in system.not_searched:
            yield name, "Read"
    if write:
        yield AUDIT, "Read"
    for name, collection in system.collections.items():
        table = table_of(system, name)
        yield table, "Read"
        if write and deletes(collection):
            yield table, "Delete"
        if write and collection.erasing is not Erasing.leave:
            # Whatever is in the copy may have to be corrected.
            yield table, "Write"
