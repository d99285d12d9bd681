"""What a system's YAML file may say.

A system holds *collections* (tables, lists, folders) of records. A collection with identity
columns is where a person is found; one with a parent is reached from there. Each belongs to
a purpose with its legal ground, so the Article 15(1) information can be told for one person.
"""

from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator

from rightsflow.datamap.handling import DutyMap, Mark, Setting
from rightsflow.datamap.part import Name, Part, Plain, Texts
from rightsflow.datamap.standard import STANDARD
from rightsflow.law.facts import Erasing
from rightsflow.law.ground import Given
from rightsflow.law.notice import RecipientRole
from rightsflow.law.right import Ground
from rightsflow.law.subject import IdentifierKind

__all__ = ["Name", "Part", "Texts"]


class Retention(Part):
    """How long data is kept: a period from a date column, or criteria in words.

    Source: Article 15(1)(d) and 5(1)(e) GDPR.
    """

    period: Annotated[str, Field(pattern=r"^P(\d+Y)?(\d+M)?(\d+D)?$")] | None = None
    since: str | None = None
    criteria: Texts


class Purpose(Part):
    """Why data is processed and on which legal ground (Articles 5(1)(b), 6(1), 15(1)(a)).

    `marketing`: direct marketing, which every objection ends (Article 21(2)); `profiling`: it
    evaluates people by machine (Article 4(4)). `ends`: what ends for the person with it, told
    when it is stopped ("You no longer take part in the contest."). `called`: beginnings of the
    words by which people name it, in any language, folded (lower case, no diacritics).
    """

    title: Texts
    ground: Ground
    interest: Texts | None = None
    retention: Retention
    marketing: bool = False
    profiling: bool = False
    ends: Texts | None = None
    called: tuple[Annotated[str, Field(min_length=4, pattern=r"^[a-z][a-z -]+$")], ...] = ()

    @model_validator(mode="after")
    def _interest_is_named(self) -> Self:
        if self.ground is Ground.legitimate_interest and self.interest is None:
            problem = "a legitimate interest must be named (interest), Article 13(1)(d) GDPR"
            raise ValueError(problem)
        return self


class Recipient(Part):
    """Somebody who receives the data of every person in the system, by name (C-154/21).

    `email`: where notices of rectification, erasure and restriction go (Article 19); without it
    whoever answers for the system is asked to tell them.
    """

    name: str
    role: RecipientRole
    what: Texts
    email: str | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "pl"
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "PL"
    safeguards: Texts | None = None


class Profiling(Part):
    """Automated evaluation of a person in plain words (Article 15(1)(h), C-203/22).

    `purpose`: the purpose of this file that it serves.
    """

    purpose: Name | None = None
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
    reference). The copy leaves it out and says so (Article 15(4) GDPR). `may_name_others`: free
    text that may; it is held back until a person has looked at it. `erased_as`: what stands here
    once it is erased while the record stays, null unless the column must not be empty.
    `standard`: the field of a standard format that it fills (`vcard:email`, `resume:basics.name`).
    """

    title: Texts
    category: Name
    third_party: bool = False
    may_name_others: bool = False
    erased_as: Plain = None
    standard: Annotated[str, Field(pattern=r"^(vcard|resume):[A-Za-z.]+$")] | None = None

    @field_validator("standard")
    @classmethod
    def _is_known(cls, name: str | None) -> str | None:
        if name is not None and name not in STANDARD:
            begin = name.partition(".")[0]
            near = sorted(one for one in STANDARD if one.partition(".")[0] == begin)
            known = ", ".join(near or sorted(one for one in STANDARD if one.startswith("vcard")))
            problem = f"{name} is no field of vCard or JSON Resume; there is {known}"
            raise ValueError(problem)
        return name


class Parent(Part):
    """How a record is reached from another collection: own column to the parent's column.

    `where` fixes further columns, for a parent that several kinds of records share.
    """

    collection: Name
    on: Annotated[dict[str, str], Field(min_length=1)]
    where: dict[str, str | int] = Field(default_factory=dict)


class Disclosure(Part):
    """The collection is a log of who received the person's data (Article 15(1)(c)).

    `email`: the column with the recipient's address for notices (Article 19), if there is one.
    """

    recipient: str
    disclosed_on: str
    what: Texts
    role: RecipientRole = RecipientRole.controller
    email: str | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "pl"


class Collection(Part):
    """One table, list or folder: how it is reached, what for, and what its fields mean.

    `document_in`: columns with the folders in which the document lies, from the root down.
    `document_may_name_others`: its documents (references, correspondence) are held back from
    copies until a person has looked at them. `given`: how the controller came by it, which
    decides about portability. `erase`: what erasing means here; by default records are deleted,
    and what only looks up something shared (own key in the link to its parent) is left. `also`:
    fields that further purposes need as long as records kept for them hang on a record here.
    `duties` outlast a request for erasure. `stop`: how the end of a purpose is written down here,
    by purpose; `restrict` the mark of a restriction. `consent_shown_by`: the column that is filled
    once the person's consent to a record that somebody else made was seen (Article 7(1) GDPR).
    """

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
    ignore: dict[str, str] = Field(default_factory=dict)
    discloses: Disclosure | None = None
    document: str | None = None
    document_in: tuple[str, ...] = ()
    document_may_name_others: bool = False
    given: Given = Given.provided
    erase: Erasing | None = None
    also: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    duties: tuple[DutyMap, ...] = ()
    stop: dict[Name, Setting] = Field(default_factory=dict)
    restrict: Mark | None = None
    consent_shown_by: str | None = None

    @property
    def erasing(self) -> Erasing:
        """Return what erasing means here."""
        if self.erase is not None:
            return self.erase
        shared = self.parent is not None and set(self.parent.on) == {self.key}
        return Erasing.leave if shared else Erasing.delete

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if bool(self.identity) == (self.parent is not None):
            problem = "give either identity (people are found here) or parent (reached from there)"
            raise ValueError(problem)
        return self

    @property
    def document_path(self) -> tuple[str, ...]:
        """Return the columns that make up the path of a document; none where there is none."""
        return (*self.document_in, self.document) if self.document else ()

    @model_validator(mode="after")
    def _consent_can_be_read(self) -> Self:
        if self.consent_shown_by is not None and self.consent_shown_by not in self.fields:
            problem = f"consent_shown_by names {self.consent_shown_by}, none of the fields"
            raise ValueError(problem)
        return self


class SystemMap(Part):
    """One system: who answers for it, how it is asked, and what it holds.

    `ignore` names tables that look as if they held personal data, each with the reason why
    they are left out; after an erasure they are searched all the same, but for `not_searched`.
    """

    system: Name
    title: Texts
    connector: Name
    answers_for: str
    connection: dict[str, Any] = Field(default_factory=dict)
    purposes: dict[Name, Purpose]
    recipients: tuple[Recipient, ...] = ()
    profiling: tuple[Profiling, ...] = ()
    ignore: dict[str, str] = Field(default_factory=dict)
    not_searched: tuple[str, ...] = ()
    collections: Annotated[dict[Name, Collection], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_lead_somewhere(self) -> Self:
        for name, collection in self.collections.items():
            for purpose in (collection.purpose, *collection.also, *collection.stop):
                if purpose not in self.purposes:
                    problem = f"collections.{name} names {purpose}, no purpose of this file"
                    raise ValueError(problem)
            if collection.parent and collection.parent.collection not in self.collections:
                problem = f"collections.{name}.parent names no collection of this file"
                raise ValueError(problem)
            self._reaches_a_person(name)
        for table in self.not_searched:
            if table not in self.ignore:
                problem = f"not_searched names {table}: give the reason under ignore"
                raise ValueError(problem)
        return self

    def _reaches_a_person(self, name: str) -> None:
        seen: set[str] = set()
        while (parent := self.collections[name].parent) is not None:
            if name in seen:
                problem = f"collections.{name} is its own ancestor; no identity leads to it"
                raise ValueError(problem)
            seen.add(name)
            name = parent.collection
