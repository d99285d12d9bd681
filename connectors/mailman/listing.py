"""Everybody in a Mailman: each address that it knows, that waits, or that is banned."""

from collections.abc import AsyncGenerator

from connectors.mailman.desk import tray, trays_of
from connectors.mailman.presence import Site
from connectors.mailman.records import address_record, id_in
from rightsflow.canonical import canonical_email
from rightsflow.deeds import Listed
from rightsflow.law.subject import Identifier, IdentifierKind


async def listed(site: Site) -> AsyncGenerator[Listed]:
    """Yield addresses page by page, under the records by which a request would find them."""
    async for row in site.rest.entries("addresses", "email"):
        record = f"user:{id_in(row['user'])}" if "user" in row else address_record(row)
        if email := canonical_email(str(row["email"])):
            yield Listed(record, Identifier(IdentifierKind.email, email))
    for place in trays_of(site.lists):
        async for kept in tray(site.rest, site.lists, site.key, place):
            if email := canonical_email(kept.address):
                yield Listed(kept.record, Identifier(IdentifierKind.email, email))
