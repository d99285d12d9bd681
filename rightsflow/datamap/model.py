"""What a system's YAML file may say.

A system holds *collections* (tables, lists, folders) of records. A collection with identity
columns is where a person is found; one with a parent is reached from there. Each belongs to
a purpose with its legal ground, so the Article 15(1) information can be told for one person.
"""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from rightsflow.law.right import Ground
from rightsflow.law.subject import IdentifierKind

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A short name inside the map: lower case, digits, underscore."""


def _with_english(texts: dict[str, str]) -> dict[str, str]:
    if "en" not in texts:
        problem = "give at least the English text (en); letters fall back to it"
        raise ValueError(problem)
    return texts


Texts = Annotated[dict[str, str], AfterValidator(_with_english)]
"""One text in several languages, by ISO 639-1 code; English is always there."""


class Part(BaseModel):
    """Base of every part of the map: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Retention(Part):
    """How long data is kept: a period from a date column, or criteria in words.

    Source: Article 15(1)(d) and 5(1)(e) GDPR.
    """

    period: Annotated[str, Field(pattern=r"^P(\d+Y)?(\d+M)?(\d+D)?$")] | None = None
    since: str | None = None
    criteria: Texts


class Purpose(Part):
    """Why data is processed and on which legal ground (Articles 5(1)(b), 6(1), 15(1)(a))."""

    title: Texts
    ground: Ground
    interest: Texts | None = None
    retention: Retention

    @model_validator(mode="after")
    def _interest_is_named(self) -> Self:
        if self.ground is Ground.legitimate_interest and self.interest is None:
            problem = "a legitimate interest must be named (interest), Article 13(1)(d) GDPR"
            raise ValueError(problem)
        return self


class RecipientRole(StrEnum):
    """Whether a recipient decides itself (controller) or acts on instruction (processor)."""

    controller = "controller"
    processor = "processor"


class Recipient(Part):
    """Somebody who receives the data of every person in the system, by name (C-154/21)."""

    name: str
    role: RecipientRole
    what: Texts
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "PL"
    safeguards: Texts | None = None


class Profiling(Part):
    """Automated evaluation of a person in plain words (Article 15(1)(h), C-203/22)."""

    logic: Texts
    significance: Texts
    consequences: Texts
    solely_automated: bool = False


class Identity(Part):
    """A column by which a person is found; `verified`: the person once proved to own it."""

    column: str
    kind: IdentifierKind
    verified: bool = False
    region: str = "PL"


class FieldMap(Part):
    """One column: its plain title and its category.

    `third_party`: what stands here is another person's data (who wrote a note, who gave a
    reference). The copy leaves it out and says so (Article 15(4) GDPR).
    """

    title: Texts
    category: Name
    third_party: bool = False


class Parent(Part):
    """How a record is reached from another collection: own column to the parent's column.

    `where` fixes further columns, for a parent that several kinds of records share.
    """

    collection: Name
    on: Annotated[dict[str, str], Field(min_length=1)]
    where: dict[str, str | int] = {}


class Disclosure(Part):
    """The collection is a log of who received the person's data (Article 15(1)(c))."""

    recipient: str
    disclosed_on: str
    what: Texts


class Collection(Part):
    """One table, list or folder: how it is reached, what for, and what its fields mean."""

    title: Texts
    table: str = ""
    key: str = "id"
    person: bool = False
    name: tuple[str, ...] = ()
    identity: tuple[Identity, ...] = ()
    parent: Parent | None = None
    purpose: Name
    source: Texts | None = None
    source_column: str | None = None
    fields: dict[str, FieldMap]
    ignore: dict[str, str] = {}
    discloses: Disclosure | None = None
    document: str | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if bool(self.identity) == (self.parent is not None):
            problem = "give either identity (people are found here) or parent (reached from there)"
            raise ValueError(problem)
        return self


class SystemMap(Part):
    """One system: who answers for it, how it is asked, and what it holds.

    `ignore` names tables that look as if they held personal data, each with the reason why
    they are left out.
    """

    system: Name
    title: Texts
    connector: Name
    answers_for: str
    connection: dict[str, Any] = {}
    purposes: dict[Name, Purpose]
    recipients: tuple[Recipient, ...] = ()
    profiling: tuple[Profiling, ...] = ()
    ignore: dict[str, str] = {}
    collections: Annotated[dict[Name, Collection], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_lead_somewhere(self) -> Self:
        for name, collection in self.collections.items():
            if collection.purpose not in self.purposes:
                problem = f"collections.{name}.purpose names no purpose of this file"
                raise ValueError(problem)
            if collection.parent and collection.parent.collection not in self.collections:
                problem = f"collections.{name}.parent names no collection of this file"
                raise ValueError(problem)
            self._reaches_a_person(name)
        return self

    def _reaches_a_person(self, name: str) -> None:
        seen: set[str] = set()
        while (parent := self.collections[name].parent) is not None:
            if name in seen:
                problem = f"collections.{name} is its own ancestor; no identity leads to it"
                raise ValueError(problem)
            seen.add(name)
            name = parent.collection
