"""What Mailman lets be set, and how: everything else about a person is for a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from connectors.mailman.holdings import PREFERENCES
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Value
from rightsflow.errors import Fault, Faulty

CHOICES: Mapping[str, frozenset[str]] = {
    "delivery_mode": frozenset({"regular", "plaintext_digests", "mime_digests", "summary_digests"}),
    "delivery_status": frozenset({"enabled", "by_user", "by_bounces", "by_moderator"}),
    "moderation_action": frozenset({"hold", "reject", "discard", "accept", "defer"}),
    **dict.fromkeys(
        (
            "acknowledge_posts",
            "hide_address",
            "is_server_owner",
            "receive_list_copy",
            "receive_own_postings",
        ),
        frozenset({"True", "False"}),
    ),
}
"""Fields that take some words only (Mailman's `DeliveryMode`, `DeliveryStatus`, `Action`)."""

OWN: Mapping[str, tuple[str, ...]] = {
    "user": ("display_name", "is_server_owner"),
    "address": ("display_name",),
    "membership": ("moderation_action",),
}
"""By collection the fields that are set at the thing itself; preferences lie below it."""

MAY_BE_EMPTY = frozenset({"display_name", "moderation_action"})
"""Mailman cannot take back one single preference."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is set at one thing, and in the preferences below it, as Mailman wants it told."""

    own: dict[str, str] = field(repr=False)
    preferences: dict[str, str] = field(repr=False)


def settable(collection: str, name: str) -> bool:
    """Tell whether Mailman lets a field be set."""
    own = OWN.get(collection)
    return own is not None and (name in own or name in PREFERENCES)


def setting(collection: str, values: Mapping[str, Value]) -> Setting | None:
    """Return how values are set; None if Mailman cannot set one of them so."""
    texts = {name: worded(value) for name, value in values.items()}
    for name, text in texts.items():
        fits = text in CHOICES.get(name, {text}) if text else name in MAY_BE_EMPTY
        if not (settable(collection, name) and fits):
            return None
    own = {name: text for name, text in texts.items() if name in OWN[collection]}
    return Setting(own, {name: text for name, text in texts.items() if name not in own})


def worded(value: object) -> str:
    """Return a value as Mailman takes it; what a map or a letter calls `true` is `True`."""
    text = "" if value is None else str(value)
    return text.capitalize() if text.lower() in {"true", "false"} else text


def refuse_other_marks(system: SystemMap) -> None:
    """Raise `Faulty`, all faults named, if the map would set what Mailman does not let be set."""
    faults = [
        Fault(
            f"{system.system}.yaml",
            0,
            f"collections.{at}",
            "Mailman does not let this be set so",
            "Set only what connectors/mailman/README.md names under What can be changed",
        )
        for at, collection, values in _marks(system)
        if setting(collection, values) is None
    ]
    if faults:
        raise Faulty(faults)


def _marks(system: SystemMap) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    for name, collection in system.collections.items():
        if collection.restrict is not None:
            yield f"{name}.restrict.set", name, collection.restrict.values
            yield f"{name}.restrict.lift", name, collection.restrict.lift
        for purpose, stop in collection.stop.items():
            if not stop.delete:
                yield f"{name}.stop.{purpose}.set", name, stop.values
