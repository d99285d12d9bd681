"""Whatever waits for turns waits, at a desk, for those that all workers of the instance share."""

from pathlib import Path
from typing import Any

import pytest

from rightsflow.connector import Connection, Connector, ConnectorKind
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import TryAgain
from rightsflow.limiter import Limited, Rate, limiter_for
from rightsflow.plugins import offers
from tasks.wiring import open_desk
from tests.acceptance.small_office import open_small_office
from tests.deployments.installing import as_ours

ONCE = Rate(requests=1, per_s=3600)


class Politely:
    """A kind of system whose connectors wait for turns."""

    def __init__(self, kind: ConnectorKind) -> None:
        """Take the kind that is really there."""
        self.name, self.connection, self._kind = kind.name, kind.connection, kind
        self.connector = kind.connector

    def open(self, system: SystemMap, connection: Connection) -> Connector:
        """Give a connector a rate, and turns of its own."""
        opened: Any = self._kind.open(system, connection)
        opened.rate, opened.limiter = ONCE, limiter_for(ONCE)
        return opened  # type: ignore[no-any-return]


async def turn(connector: Connector) -> None:
    """Take a turn as the connector would."""
    assert isinstance(connector, Limited)
    await connector.limiter.turn(1)


async def test_all_connectors_of_a_system_share_its_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one for asking, the fresh one for asking again, and those of another worker."""
    as_ours(monkeypatch, **{one.kind: Politely(one.load()) for one in offers() if one.is_ours})
    folder = open_small_office(tmp_path, None).folder
    async with open_desk(folder) as desk:
        name, *others = desk.connectors
        await turn(desk.connectors[name])
        with pytest.raises(TryAgain):
            await turn(desk.fresh(name))
        async with open_desk(folder) as second:
            with pytest.raises(TryAgain):
                await turn(second.connectors[name])
        for other in others:
            await turn(desk.connectors[other])
