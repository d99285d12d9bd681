"""Who is asked about: identifiers in canonical form, and what a system found by them."""

from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """What an identifier is."""

    email = "email"
    phone = "phone"
    pesel = "pesel"
    name = "name"
    record = "record"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier of a person; `value` is in canonical form (`rightsflow.canonical`)."""

    kind: IdentifierKind
    value: str

    def __repr__(self) -> str:
        """Hide the value: it is personal data, and representations reach logs."""
        return f"Identifier({self.kind})"


class Certainty(StrEnum):
    """How sure a system is that a record is about the person.

    `exact`: the canonical identifier equals the stored one. `candidate`: anything less;
    a person confirms it before it is disclosed or changed.
    """

    exact = "exact"
    candidate = "candidate"


@dataclass(frozen=True, slots=True)
class Match:
    """One record that a system holds about (perhaps) the person.

    `record` names the record inside the system (`collection:key`). `verified` says that the
    data map calls the matching column verified; `is_person` that each record of the
    collection stands for one person (a contact, a candidate) and not for an event. `name`
    is the folded name stored on the record, or empty.
    """

    system: str
    record: str
    identifier: Identifier
    certainty: Certainty
    verified: bool
    is_person: bool
    name: str = ""

    def __repr__(self) -> str:
        """Hide identifier and name."""
        return f"Match({self.system}, {self.certainty})"
