"""What a draft says: the words of a map, each with why it was guessed."""

from dataclasses import dataclass, field

from connectors.sql.drafting.links import Link
from rightsflow.law.subject import IdentifierKind


@dataclass(frozen=True, slots=True)
class DraftField:
    """A column that is mapped; `marks` are words such as `may_name_others`."""

    column: str
    category: str
    marks: tuple[str, ...] = ()
    standard: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A column by which people are found."""

    column: str
    kind: IdentifierKind
    why: str


@dataclass(frozen=True, slots=True)
class DraftCollection:
    """A collection: where people are found, or what hangs below by `parent`."""

    name: str
    table: str
    key: str
    found: tuple[Found, ...] = ()
    parent: Link | None = None
    above: str = ""
    fields: tuple[DraftField, ...] = ()
    ignored: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All collections, and the tables that are left out, each with the reason.

    A reason that begins with `TODO` is for a person to decide: the loader refuses it.
    """

    collections: tuple[DraftCollection, ...]
    ignored: dict[str, str]
