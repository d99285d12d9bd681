"""What outlives an erasure: whom we recognise afterwards, what is erased again after a restore."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.deeds import Capability, Order
from rightsflow.law.action import Action
from rightsflow.law.right import AskedRight
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import EVERYTHING, SuppressionList
from rightsflow.register import erasures, suppression
from rightsflow.register.erasures import REPLAYED, Erased, digests_of
from rightsflow.register.work import Item
from rightsflow.survey import joined
from tasks.desk import Desk
from tasks.person import Person
from tasks.surveying import surveys_of


async def forbid_recreation(
    connection: AsyncConnection,
    at: Desk,
    actions: Sequence[Action],
    identifiers: Sequence[Identifier],
) -> None:
    """Enter the person into the list of whom no import takes in again, before anything is erased.

    Only where the erasure of everything was asked for; where records stay by law, those systems
    are excepted. Afterwards nobody knows any more of whom an entry would be.
    """
    if not any(one.right is AskedRight.erasure and one.is_deed for one in actions):
        return
    days = timedelta(days=at.settings.retention.do_not_recreate_days)
    await suppression.add(
        connection, at.keyring, identifiers, SuppressionList.do_not_recreate,
        but=sorted({one.system for one in actions if one.kept}),
        today_on=at.today(), until_on=at.today() + days,
    )  # fmt: skip


async def forbid_marketing(
    connection: AsyncConnection, at: Desk, identifiers: Sequence[Identifier], scopes: Sequence[str]
) -> None:
    """Enter the person into the list of whom no marketing goes to, for as long as there is any."""
    for scope in scopes:
        await suppression.add(
            connection, at.keyring, identifiers, SuppressionList.no_marketing,
            scope=scope, today_on=at.today(), until_on=None,
        )  # fmt: skip


async def lists_of(
    connection: AsyncConnection, at: Desk, owners: Mapping[int, Person]
) -> dict[int, Mapping[SuppressionList, date | None]]:
    """Return for each request on which lists its person stands now, and until when."""
    surveys = await surveys_of(connection, at, owners)
    found: dict[int, Mapping[SuppressionList, date | None]] = {}
    for key, person in owners.items():
        address = person.requester.address
        own = [Identifier(IdentifierKind.email, address)] if address else []
        known = [*own, *joined(list(surveys[key].values()))]
        found[key] = await suppression.standing(connection, at.keyring, known, at.today())
    return found


def marketing_scopes(at: Desk, right: AskedRight, actions: Sequence[Action]) -> list[str]:
    """Return for which marketing a person is listed: for all, or for the purposes that ended."""
    if right is AskedRight.marketing_objection:
        return [EVERYTHING]
    ended = {
        (one.system, one.purpose)
        for one in actions
        if at.systems[one.system].purposes[one.purpose].marketing
    }
    return [f"{system}.{purpose}" for system, purpose in sorted(ended)]


async def remember_deeds(
    connection: AsyncConnection,
    at: Desk,
    done: Sequence[tuple[Item, Person, Mapping[Capability, Order], Sequence[Identifier]]],
    roots: Mapping[int, Sequence[str]],
    scopes: Mapping[int, Sequence[str]],
) -> None:
    """Enter what was carried out into the ledger, from which it is done again after a restore.

    `roots` are the records under which each case's person was found in the system, `scopes` the
    marketing that ended for it.
    """
    until_on = at.today() + timedelta(days=at.settings.retention.ledger_days)
    new = [
        Erased(
            case_number=person.case.number,
            system=item.system,
            capability=capability,
            order=order,
            done_at=at.now(),
            until_on=until_on,
            persons=tuple(roots.get(item.case_id, ())),
            digests=digests_of(at.keyring, identifiers),
            scope=_scope(scopes.get(item.case_id, ())),
        )
        for item, person, orders, identifiers in done
        for capability, order in orders.items()
        if capability in REPLAYED
    ]
    await erasures.record(connection, at.keyring, new)


def _scope(scopes: Sequence[str]) -> str:
    """Return the one purpose that an order is about, or nothing where it is about several."""
    return scopes[0] if len(scopes) == 1 else EVERYTHING
