"""What a Mailman holds: the collections a data map describes, with all their fields.

Mailman's shape is fixed, so a map adds titles, categories, purposes and retention, and can
neither invent a collection nor forget one: what is not to be given is written down under
`ignore` with its reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.errors import Fault, Faulty
from rightsflow.law.subject import IdentifierKind

PREFERENCES = (
    "preferred_language",
    "delivery_mode",
    "delivery_status",
    "acknowledge_posts",
    "hide_address",
    "receive_list_copy",
    "receive_own_postings",
)
"""What a person may choose, per user, per address and per membership."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that Mailman holds; `identity` is the field with the address."""

    identity: str
    fields: tuple[str, ...]


HOLDINGS: dict[str, Holding] = {
    "user": Holding(
        "email", ("email", "display_name", "created_on", "is_server_owner", *PREFERENCES)
    ),
    "address": Holding(
        "email", ("email", "display_name", "registered_on", "verified_on", *PREFERENCES)
    ),
    "membership": Holding(
        "email",
        (
            "email",
            "list_id",
            "list_name",
            "role",
            "display_name",
            "subscription_mode",
            "moderation_action",
            "bounce_score",
            "last_bounce_received",
            "last_warning_sent",
            "total_warnings_sent",
            *PREFERENCES,
        ),
    ),
    "pending": Holding(
        "email",
        ("email", "display_name", "list_id", "list_name", "type", "token_owner", "when"),
    ),
    "held": Holding(
        "sender",
        (
            "sender",
            "subject",
            "message_id",
            "hold_date",
            "reason",
            "original_size",
            "list_id",
            "list_name",
        ),
    ),
    "ban": Holding("email", ("email", "list_id", "list_name")),
}
"""Collection, the field it is found by, its fields. `email` of a user is the preferred one."""

_COPY = "Copy it from the example in connectors/mailman/README.md"


def refuse_other_shapes(system: SystemMap) -> None:
    """Raise `Faulty`, all faults named, if the map does not describe exactly a Mailman."""
    faults = list(_faults(system))
    if faults:
        raise Faulty([Fault(f"{system.system}.yaml", 0, *fault) for fault in faults])


def _faults(system: SystemMap) -> Iterator[tuple[str, str, str]]:
    for name in sorted(system.collections.keys() | HOLDINGS.keys()):
        at = f"collections.{name}"
        if name not in HOLDINGS:
            known = ", ".join(HOLDINGS)
            yield at, "a Mailman holds nothing of this name", f"Use only: {known}"
        elif name not in system.collections:
            yield at, "is missing, and a Mailman may hold it", _COPY
        else:
            yield from _collection_faults(at, system.collections[name], HOLDINGS[name])


def _collection_faults(
    at: str, collection: Collection, holding: Holding
) -> Iterator[tuple[str, str, str]]:
    named = collection.fields.keys() | collection.ignore.keys()
    used = {*collection.name, *filter(None, [collection.source_column])}
    for field in sorted((named | used) - set(holding.fields)):
        yield f"{at}.fields.{field}", "Mailman has no such field", "Remove it"
    for field in sorted(set(holding.fields) - named):
        yield f"{at}.fields.{field}", "is missing", "Add it, or name it under ignore and say why"
    found_by = {(identity.column, identity.kind) for identity in collection.identity}
    if found_by != {(holding.identity, IdentifierKind.email)}:
        only = f"Give one identity: column {holding.identity}, kind email"
        yield f"{at}.identity", "people are found here by their address alone", only
    if collection.document or collection.discloses:
        yield at, "a Mailman has no document column and no log of disclosures", "Remove it"
