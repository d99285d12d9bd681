"""What is derived from a master key, and what becomes of each when the master key is rotated.

The table is `AFTER`; why it is so: `docs/decisions/0035-what-a-rotation-changes.md`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from rightsflow import sealing
from rightsflow.law.fee import free_again_on
from rightsflow.register.masterkey import id_of

_KEY_ID_LENGTH = 16


class Use(StrEnum):
    """What a key is for. The words are bound into the keys: they never change."""

    wrap = "wrap"
    proof = "proof"
    recognise = "index"
    person = "person"
    staff = "staff"
    suppression = "suppression"
    ledger = "ledger"
    message_id = "message-id"


class After(StrEnum):
    """What becomes of a key, and of what was made with it, in a rotation."""

    sealed_anew = "everything is sealed anew under the next key"
    goes_on = "the same key goes on: rows are found by it, and each only once"
    recognises = "the next key makes what is new; this one still recognises what it made"


AFTER: Mapping[Use, After] = {
    Use.wrap: After.sealed_anew,
    Use.proof: After.sealed_anew,
    Use.staff: After.sealed_anew,
    Use.recognise: After.goes_on,
    Use.person: After.recognises,
    Use.suppression: After.recognises,
    Use.ledger: After.recognises,
    Use.message_id: After.recognises,
}

KEPT = (Use.recognise, Use.staff, Use.person, Use.suppression, Use.ledger, Use.message_id)
"""What the key store keeps of an earlier master key; never the master key itself."""


@dataclass(frozen=True, slots=True)
class Generation:
    """All keys that are derived from one master key, by their use."""

    key_id: str
    keys: Mapping[Use, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key of an earlier generation; nothing needs it after `until_on` (None: no date known)."""

    use: Use
    key: bytes = field(repr=False)
    until_on: date | None


def generation(master: bytes) -> Generation:
    """Derive every key of a master key."""
    return Generation(id_of(master), {use: sealing.derive(master, use) for use in Use})


@lru_cache(maxsize=64)
def use_id(key: bytes) -> str:
    """Return the name of a derived key, as rows carry it that were made with it."""
    return sealing.derive(key, "id").hex()[:_KEY_ID_LENGTH]


def named(keys: Iterable[bytes]) -> dict[str, bytes]:
    """Return keys by their names, in their order."""
    return {use_id(key): key for key in keys}


def ends_on(use: Use, today_on: date, *, ledger_days: int, case_days: int) -> date | None:
    """Return the day from which nothing needs a key that is replaced today; None: none is known.

    Repetitions count for a year. A letter may be answered as long as its case is kept, and a case
    may be open for a year before that begins. An entry of a list may have no end; what was sealed
    for staff is sealed anew, and the key goes when nothing is left.
    """
    match use:
        case Use.person:
            return free_again_on(today_on)
        case Use.ledger:
            return today_on + timedelta(days=ledger_days)
        case Use.message_id:
            return today_on + timedelta(days=case_days + 366)
        case _:
            return None
