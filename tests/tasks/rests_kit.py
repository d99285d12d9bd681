"""An erasure that leaves something over: a system that keeps, and the way to the hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from connectors.sql.connector import SqlConnector
from rightsflow.connector import Connector
from rightsflow.deeds import Order, Receipt
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from tests.acceptance.people import TUYET
from tests.tasks.deeds_kit import AbleOffice
from tests.tasks.written import ERASURE

APPROVAL, MISMATCH = HoldKind.plan_approval, HoldKind.data_mismatch


class Archive(SqlConnector):
    """Puts records away where nobody is found any more, and says so in its receipts."""

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Take the records out of sight."""
        done = await super().erase(orders, now=now)
        return [replace(one, removed=0, retained={"archived": one.removed}) for one in done]


def put(able: AbleOffice, kind: type[SqlConnector]) -> None:
    """Let the CRM be asked by another connector, anew as well."""
    at = able.desk

    def made(system: str) -> Connector:
        if system != "crm":
            return at.fresh(system)
        honest = at.connectors["crm"]
        assert isinstance(honest, SqlConnector)
        return kind(honest.system, honest.settings)

    able.desk = replace(at, connectors={**at.connectors, "crm": made("crm")}, fresh=made)


async def erased(able: AbleOffice) -> None:
    """Let somebody's data be erased, as far as it goes."""
    await able.ask(TUYET, ERASURE)
    await able.decide(Decision.approve, APPROVAL)
