"""Asking the connector as the tasks do, and people in the double."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.dynamics.connector import DynamicsConnector
from rightsflow.connector import Finding, Subject, Wanted
from rightsflow.deeds import Change, Expected, Order, Value
from rightsflow.law.subject import Identifier, IdentifierKind, Match
from tests.servers.dataverse.store import Store

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
EMAIL = "anna@example.com"
CASE = "RF-1"


def email(address: str) -> Identifier:
    """Return an address as an identifier."""
    return Identifier(IdentifierKind.email, address)


async def found(connector: DynamicsConnector, *identifiers: Identifier) -> list[Match]:
    """Return what is located."""
    return [one.match async for one in connector.locate([Subject(CASE, identifiers)])]


async def gathered(connector: DynamicsConnector, *records: str) -> list[Finding]:
    """Return what is gathered for one case."""
    return [one async for one in connector.gather([Wanted(CASE, records)])]


async def everything(connector: DynamicsConnector, address: str = EMAIL) -> list[Finding]:
    """Return all that is found of one person."""
    records = [match.record for match in await found(connector, email(address))]
    return await gathered(connector, *records)


def order(findings: Iterable[Finding], values: Mapping[str, Value] | None = None) -> Order:
    """Return the order to delete these records, or to set columns in them."""
    records: dict[str, list[str]] = {}
    for one in findings:
        records.setdefault(one.collection, []).append(one.record)
    return Order(CASE, tuple(Change(name, tuple(all_), values) for name, all_ in records.items()))


def expected(*orders: Order, everywhere: bool = True, **more: Any) -> list[Expected]:  # noqa: ANN401 - fields of Expected
    """Return what must be true of the person afterwards."""
    return [Expected(CASE, (email(EMAIL),), orders, everywhere=everywhere, **more)]


def anna(store: Store, **columns: Any) -> str:  # noqa: ANN401 - any JSON value
    """Add a contact with everything that ClickDimensions hangs on one; return its id."""
    key = store.add("contact", fullname="Anna Żak", emailaddress1=EMAIL, **columns)
    sent = store.add("cdi_sentemail", cdi_subject="News", cdi_contactid=key)
    store.add(
        "cdi_emailevent", cdi_email=EMAIL, cdi_type=2, cdi_contactid=key, cdi_sentemailid=sent
    )
    form = store.add("cdi_postedform", cdi_name="Contact us", cdi_email=EMAIL, cdi_contactid=key)
    store.add("cdi_postedfield", cdi_name="e-mail", cdi_value=EMAIL, cdi_postedformid=form)
    visitor = store.add("cdi_anonymousvisitor", cdi_ipaddress="192.0.2.7", cdi_contactid=key)
    visit = store.add("cdi_visit", cdi_entrypage="/", cdi_anonymousvisitorid=visitor)
    store.add("cdi_pageview", cdi_uri="/prices", cdi_visitid=visit)
    store.add("annotation", subject="Call", notetext="likes tea", objectid=key)
    mailing = store.add("list", listname="Offers")
    store.add("listmember", listid=mailing, entityid=key)
    return key


def left_in(store: Store) -> dict[str, int]:
    """Return how many rows there are, by table."""
    return {name: len(rows) for name, rows in store.rows.items() if rows}
