"""What copy and export are made from, and what came of it; all of it travels between processes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Self

from rightsflow.copy.vault import Vault
from rightsflow.datamap.model import SystemMap
from rightsflow.law.action import Action
from rightsflow.law.portability import Excluded
from rightsflow.law.subject import Identifier
from rightsflow.law.third_persons import Why
from rightsflow.settings import Controller, CopyPolicy

REPORT_ITEM = "copy/report.pdf"
ARCHIVE_ITEM = "copy/data.zip"
PORTABLE_ITEM = "copy/portable.zip"


class Answer(StrEnum):
    """What a system answered when it was asked about the person."""

    held = "held"
    nothing = "nothing"
    unreachable = "unreachable"
    withheld = "withheld"


@dataclass(frozen=True, slots=True)
class Asked:
    """A system that was asked, and how many records it gave."""

    system: SystemMap
    answer: Answer
    records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is made from what lies in the vault of one case, and locked by a passphrase.

    Left out for the sake of others (Article 15(4)), each named as `system.collection.column`, or
    with `@document` for the column: `withheld` was decided, by the data map or by a person;
    `held_back` waits for a person; `redactions` are passages to be blacked out, exact strings.
    A document cannot be blacked out: one with passages is left out. `vault` holds what was found
    and takes what is made.
    """

    vault: Vault
    key: bytes = field(repr=False)
    case_number: str
    language: str
    received_at: datetime
    made_at: datetime
    asked: tuple[Asked, ...]
    controller: Controller
    passphrase: str = field(repr=False)
    withheld: frozenset[str] = frozenset()
    held_back: frozenset[str] = frozenset()
    redactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyJob(Job):
    """One copy to be made (Article 15(3)).

    `identifiers` are shown as those under which was searched. `paid`: a further copy, for which
    the person accepted a fee.
    """

    identifiers: tuple[Identifier, ...]
    policy: CopyPolicy = field(default_factory=CopyPolicy)
    paid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PortableJob(Job):
    """One export to be made (Article 20): `actions` are those of the plan of the case.

    Of them only those of the right to portability count. What no action exports stays out.
    """

    actions: tuple[Action, ...]

    @classmethod
    def beside(cls, job: Job, actions: Iterable[Action]) -> Self:
        """Return the export of the case of a copy: the same systems, left out alike."""
        common = {one.name: getattr(job, one.name) for one in fields(Job)}
        return cls(**common, actions=tuple(actions))


@dataclass(frozen=True, slots=True)
class Part:
    """A finished file of the copy, by its item in the vault, as it will be sent."""

    item: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """How much was left out of one place, and why: `system.collection.column` or `@document`.

    `count` is of values or documents, for what is blacked out of passages.
    """

    place: str
    why: Why
    count: int


@dataclass(frozen=True, slots=True)
class CopyMade:
    """What was made. `records` counts by `system.collection`.

    `third_party` counts the values shown in columns that the data map says are another
    person's, by `system.collection.column`. `redactions` is the log of what was left out for
    others' sake, without any content.
    """

    report: Part
    archive: Part
    pages: int
    records: Mapping[str, int]
    documents: int
    third_party: Mapping[str, int]
    redactions: tuple[Redacted, ...] = ()

    @property
    def withheld(self) -> int:
        """Return how much was left out for others' sake, all counts together."""
        return sum(one.count for one in self.redactions)


@dataclass(frozen=True, slots=True)
class ExcludedPart:
    """What an export leaves out, and why: `system.collection`, or `.column` or `.@document` of it.

    `count` is of records, of values or documents, for what is blacked out of passages.
    """

    place: str
    reason: Excluded
    count: int


@dataclass(frozen=True, slots=True)
class PortableMade:
    """What was exported. `records` counts by `system.collection`; `excluded` has no content.

    `archive` is what is sent. `contents` is the export inside of it, in clear: its hash is the
    same whenever the same is exported, and the letter names it with the `schema`.
    """

    archive: Part
    contents: Part
    schema: str
    records: Mapping[str, int]
    documents: int
    excluded: tuple[ExcludedPart, ...]
