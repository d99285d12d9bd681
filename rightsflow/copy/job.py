"""What a copy is made from, and what came of it; both travel between processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from rightsflow.copy.vault import Vault
from rightsflow.datamap.model import SystemMap
from rightsflow.law.subject import Identifier
from rightsflow.settings import Controller, CopyPolicy

REPORT_ITEM = "copy/report.pdf"
ARCHIVE_ITEM = "copy/data.zip"


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


@dataclass(frozen=True, slots=True)
class CopyJob:
    """One copy to be made from what lies in the vault.

    `identifiers` are shown as those under which was searched. `withheld` names columns whose
    content is left out for the sake of others (Article 15(4)), as `system.collection.column`.
    `paid`: a further copy, for which the person accepted a fee (Article 15(3)).
    """

    vault_root: Path
    key: bytes = field(repr=False)
    case_number: str
    language: str
    received_at: datetime
    made_at: datetime
    identifiers: tuple[Identifier, ...]
    asked: tuple[Asked, ...]
    controller: Controller
    passphrase: str = field(repr=False)
    policy: CopyPolicy = field(default_factory=CopyPolicy)
    withheld: frozenset[str] = frozenset()
    paid: bool = False
    durable: bool = True

    @property
    def vault(self) -> Vault:
        """Return the vault that holds what was found and takes the copy."""
        return Vault(self.vault_root, durable=self.durable)


@dataclass(frozen=True, slots=True)
class Part:
    """A finished file of the copy, by its item in the vault, as it will be sent."""

    item: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CopyMade:
    """What was made. `records` counts by `system.collection`.

    `third_party` counts the values shown in columns that the data map says may name another
    person, by `system.collection.column`: a person looks at them before the copy is sent, or
    has them withheld. `withheld` is how many values were left out for others' sake.
    """

    report: Part
    archive: Part
    pages: int
    records: Mapping[str, int]
    documents: int
    third_party: Mapping[str, int]
    withheld: int = 0
