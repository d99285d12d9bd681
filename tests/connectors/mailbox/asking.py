"""Asking a mailbox about Ann, who has an address, a telephone and a personal number."""

from collections.abc import Iterable
from typing import Final

from connectors.mailbox.connector import MailboxConnector
from rightsflow.conformance.asking import gathered, located, wanted_of
from rightsflow.conformance.ordering import NOW, order_for
from rightsflow.connector import Finding, Located, Subject
from rightsflow.deeds import Expected, Order, Receipt, Residue
from rightsflow.law.subject import Identifier, IdentifierKind

ANN: Final = "ann.lee@example.com"
IDENTIFIERS: Final = (
    Identifier(IdentifierKind.email, ANN),
    Identifier(IdentifierKind.phone, "+48600111222"),
    Identifier(IdentifierKind.pesel, "44051401359"),
)


def subject(*identifiers: Identifier, case_number: str = "case1") -> Subject:
    """Return who is asked about: Ann, unless told."""
    return Subject(case_number, identifiers or IDENTIFIERS)


def email(address: str) -> Identifier:
    """Return an address, in canonical form, as an identifier."""
    return Identifier(IdentifierKind.email, address)


async def found_by(connector: MailboxConnector, *subjects: Subject) -> list[Located]:
    """Return what is located, Ann's unless told."""
    return await located(connector, subjects or [subject()])


async def told_of(connector: MailboxConnector, found: Iterable[Located]) -> list[Finding]:
    """Return what is told of located records."""
    return await gathered(connector, wanted_of(found))


async def order_of(
    connector: MailboxConnector, *subjects: Subject
) -> tuple[list[Order], list[Finding]]:
    """Return the orders to delete all that is located, a case each, and what was told of it."""
    told = await told_of(connector, await found_by(connector, *subjects))
    cases = dict.fromkeys(one.case_number for one in told)
    orders = [order_for(case, [one for one in told if one.case_number == case]) for case in cases]
    return orders, told


async def erased(connector: MailboxConnector, *orders: Order) -> list[Receipt]:
    """Have orders carried out."""
    return await connector.erase(orders, now=NOW)


async def left(
    connector: MailboxConnector,
    order: Order,
    *,
    everywhere: bool = True,
    kept: frozenset[str] = frozenset(),
) -> list[Residue]:
    """Return what is left of Ann after an order."""
    expected = Expected(order.case_number, IDENTIFIERS, (order,), kept, everywhere)
    return await connector.verify([expected])
