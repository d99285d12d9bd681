"""Setting columns: typed values, lookups by their navigation, and no newer change overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from connectors.dynamics.layout import Layout
from connectors.dynamics.odata import LOOKUPS, equal
from connectors.dynamics.service import ANY, ETAG, Service
from connectors.dynamics.trouble import Change
from connectors.dynamics.values import bound, differing
from rightsflow.deeds import Capability, Value
from rightsflow.errors import NeedsPerson, TryAgain
from rightsflow.fates import Record
from rightsflow.web.pages import Row

ATTEMPTS = 3
"""A row that is changed by others this often while we correct it is corrected later."""


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets columns for one capability; a correction only in a row that is as it was read."""

    service: Service
    layout: Layout
    capability: Capability

    def body(self, record: Record, fate: Mapping[str, Value]) -> dict[str, Any]:
        """Return what is sent; raises `NeedsPerson` if a column takes no such value.

        A computed column is not blanked: it follows those it is made from.
        """
        table = self.layout.of(record.collection)
        made: dict[str, Any] = {}
        for name, value in fate.items():
            column = self.layout.column(record.collection, name)
            if not column.updatable:
                if self.capability is not Capability.erase:
                    self._refuse(record, name)
            elif column.kind in LOOKUPS:
                navigations = table.navigations.get(column.logical, ())
                if value is not None or len(navigations) != 1:
                    self._refuse(record, name)
                made[f"{navigations[0]}@odata.bind"] = None
            else:
                made[name] = self._bound(record, name, value)
        return made

    def _bound(self, record: Record, name: str, value: Value) -> Any:  # noqa: ANN401 - any JSON value
        try:
            return bound(value, self.layout.column(record.collection, name).kind)
        except ValueError:
            self._refuse(record, name)

    async def set(self, record: Record, fate: Mapping[str, Value], row: Row) -> bool:
        """Set what is not so yet; tell whether the row is still there.

        Raises `NeedsPerson` if Dataverse refuses the value, or somebody else has set another one
        meanwhile; `TryAgain` if the row changes all the time.
        """
        table, body = self.layout.of(record.collection), self.body(record, fate)
        first = row
        for _ in range(ATTEMPTS):
            if not body or not differing(self.layout, record.collection, row, fate):
                return True
            etag = str(row[ETAG]) if self.capability is Capability.rectify else ANY
            change = await self.service.set(table, record.key, body, etag)
            if change in {Change.done, Change.absent}:
                return change is Change.done
            if change is not Change.stale:
                self._refuse(record, ", ".join(fate), forbidden=change is Change.forbidden)
            newer = await self._read(record, fate)
            if newer is None:
                return False
            if any(newer.get(name) != first.get(name) for name in fate):
                self._overtaken(record, fate)
            row = newer
        message = f"A record of {table.name} is being changed by somebody else; tried again later."
        raise TryAgain(message)

    async def _read(self, record: Record, fate: Mapping[str, Value]) -> Row | None:
        table = self.layout.of(record.collection)
        condition = equal(table.key, record.key, "Uniqueidentifier")
        async for row in self.service.rows(table, [*fate], [condition]):
            return row
        return None

    def _overtaken(self, record: Record, fate: Mapping[str, Value]) -> None:
        table = self.layout.of(record.collection).name
        message = (
            f"System {self.layout.system.system}: somebody else has just changed "
            f"{', '.join(fate)} of {table}. Look which value is right, and correct again."
        )
        raise NeedsPerson(message)

    def _refuse(self, record: Record, names: str, *, forbidden: bool = False) -> NoReturn:
        table = self.layout.of(record.collection).name
        remedy = (
            "Give the application user's role the privilege that rightsflow check names."
            if forbidden
            else "Correct the value, or what a computed one is made from, or change it by hand."
        )
        message = f"System {self.layout.system.system} does not take {names} of {table}. {remedy}"
        raise NeedsPerson(message)
