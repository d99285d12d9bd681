"""Trying out in a system what the newest plan of a case wants done there: nothing is changed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.connector import Connector
from rightsflow.deeds import Capability, Order, Rehearsed, Rehearses
from rightsflow.errors import Misconfigured
from rightsflow.orders import orders_of
from rightsflow.register import case_requests, details, results
from rightsflow.register.cases import Case
from rightsflow.register.keyring import Keyring
from rightsflow.register.plans import actions_in
from rightsflow.register.sealed import unlock


async def rehearse(
    connector: Connector, orders: Mapping[Capability, list[Order]], now: datetime
) -> dict[Capability, Rehearsed]:
    """Return by capability what would happen, one after the other as the plan is carried out.

    Raises `Misconfigured` if the system cannot rehearse or may not be written to, and what the
    deed itself would raise.
    """
    name = connector.system.system
    if not isinstance(connector, Rehearses):
        problem = f"System {name} cannot rehearse: its connector has no way to take a deed back."
        raise Misconfigured(problem)
    if refused := [one for one in orders if one not in connector.capabilities]:
        problem = f"System {name} may not be told to {refused[0]}: its map has no write."
        raise Misconfigured(problem)
    return {
        capability: await connector.rehearse(capability, its, now=now)
        for capability, its in orders.items()
    }


async def orders_in_plan(
    connection: AsyncConnection, keyring: Keyring, connector: Connector, case: Case, now: datetime
) -> dict[Capability, list[Order]]:
    """Return what the newest plan of a case has for a system: one order for each request.

    Raises `Misconfigured` where there is no plan yet.
    """
    row = (await results.newest_plans(connection, [case.id])).get(case.id)
    if row is None:
        problem = f"There is no plan for {case.number} yet. See: rightsflow plan {case.number}"
        raise Misconfigured(problem)
    key = await keyring.key(case.key_scope)
    body = unlock(key, "plan.body", case.number, row.sealed_body)
    requests = (await case_requests.requests_of(connection, [case.id]))[case.id]
    owners = {one.id: (key, case.number) for one in requests}
    said = await details.of_requests(connection, owners)
    system = connector.system
    found: dict[Capability, list[Order]] = {}
    for one in requests:
        actions = [each for each in actions_in(body, one.id) if each.system == system.system]
        its = orders_of(system, case.number, actions, said[one.id].corrections, now)
        for capability, order in its.items():
            found.setdefault(capability, []).append(order)
    return found
