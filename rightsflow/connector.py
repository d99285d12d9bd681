"""The contract between Rightsflow and a system that may hold personal data.

A connector is asked about many people at once and answers in streams, so that neither the
number of people nor the amount of data decides the memory it takes. It never decides who a
person is: it says `exact` where the canonical identifier equals the stored one and
`candidate` for anything less, and the law code does the rest.

`check`, `locate` and `gather` are what every connector can do. What else it can do it says by
having the method: `capabilities` lists the protocols below that it satisfies. What it cannot
do becomes a task for a person, never a silent success.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self, TypeAlias, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from rightsflow.datamap.model import SystemMap
from rightsflow.errors import NeedsPerson
from rightsflow.law.subject import Identifier, Match

Value: TypeAlias = str | int | float | bool | None
"""A value as it stands in the copy: dates and decimals as text, faithfully."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is asked about: the case and the identifiers to look for."""

    case_number: str
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """A record that may be about the subject of a case."""

    case_number: str
    match: Match


@dataclass(frozen=True, slots=True)
class Wanted:
    """The records of one case that were unlocked, to be gathered with all below them."""

    case_number: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that belongs to a finding, read in chunks when it is wanted.

    `title` is shown in the copy and never becomes a path; `suffix` is like `.pdf`.
    """

    title: str
    suffix: str
    content: Callable[[], AsyncIterator[bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data found: a record, column by column (Article 15(3) GDPR)."""

    case_number: str
    collection: str
    record: str
    values: Mapping[str, Value] = field(repr=False)
    document: Document | None = None


class Incomplete(NeedsPerson):
    """Wanted records, or documents that belong to them, are gone.

    Raised after the last finding: the findings of all cases but `case_numbers` are whole.
    """

    def __init__(self, message: str, case_numbers: frozenset[str]) -> None:
        self.case_numbers = case_numbers
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Health:
    """What a system said when it was asked whether it can be asked.

    `problems` are sentences without personal data, each with its remedy; none means well.
    """

    detail: str
    problems: tuple[str, ...] = ()


class Action(StrEnum):
    """What may be done in a system, besides finding and gathering."""

    erase = "erase"
    rectify = "rectify"
    restrict = "restrict"
    release = "release"
    object = "object"
    verify = "verify"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a system did, in counts: an empty receipt is never success.

    `retained` and `unreachable` map a reason code to the number of records.
    """

    case_number: str
    action: Action
    done_at: datetime
    removed: int = 0
    anonymised: int = 0
    changed: int = 0
    retained: Mapping[str, int] = field(default_factory=dict)
    unreachable: Mapping[str, int] = field(default_factory=dict)


class Connection(BaseModel):
    """Base of a connector's settings: how patient it is. Each connector adds its own.

    A system that does not answer is asked again for `patience_s` seconds at most; anything
    longer is scheduled by the work item.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    patience_s: float = Field(default=30, ge=0, le=30)
    timeout_s: float = Field(default=10, gt=0, le=300)


class Connector(ABC):
    """A system, open for asking; used as an async context manager."""

    system: SystemMap

    @abstractmethod
    async def check(self) -> Health:
        """Ask whether the system answers, allows what is needed, and matches its data map.

        Raises `TryAgain` if it does not answer at all.
        """

    @abstractmethod
    def locate(self, subjects: Sequence[Subject]) -> AsyncIterator[Located]:
        """Find records about the subjects; asks once for the whole batch where it can.

        Raises `TryAgain` if the system cannot be asked now: never a shorter answer.
        """

    @abstractmethod
    def gather(self, wanted: Sequence[Wanted]) -> AsyncIterator[Finding]:
        """Yield the wanted records and all below them; every wanted record or an error.

        Raises `TryAgain` if the system cannot be asked now, `Incomplete` at the very end if
        a wanted record is gone: it names the cases concerned, the others are whole.
        """

    async def __aenter__(self) -> Self:
        """Open what is needed for asking."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it again."""
        await self.close()

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections."""

    @property
    def capabilities(self) -> frozenset[Action]:
        """Return what this connector can do besides finding and gathering."""
        return frozenset(action for action, can in _PROTOCOLS.items() if isinstance(self, can))


@runtime_checkable
class Erases(Protocol):
    """Can erase, and re-read afterwards (Article 17)."""

    async def erase(self, wanted: Sequence[Wanted], *, now: datetime) -> list[Receipt]:
        """Erase the records, children first; repeating it is harmless."""


@runtime_checkable
class Rectifies(Protocol):
    """Can correct single fields (Article 16)."""

    async def rectify(
        self, changes: Mapping[Wanted, Mapping[str, Value]], *, now: datetime
    ) -> list[Receipt]:
        """Set the fields to the new values."""


@runtime_checkable
class Restricts(Protocol):
    """Can mark records so that the system leaves them alone (Article 18)."""

    async def restrict(self, wanted: Sequence[Wanted], *, now: datetime) -> list[Receipt]:
        """Set the mark."""


@runtime_checkable
class Releases(Protocol):
    """Can lift a restriction (Article 18(3))."""

    async def release(self, wanted: Sequence[Wanted], *, now: datetime) -> list[Receipt]:
        """Take the mark off."""


@runtime_checkable
class Objects(Protocol):
    """Can stop processing for named purposes (Articles 7(3), 21)."""

    async def object(
        self, wanted: Sequence[Wanted], purposes: frozenset[str], *, now: datetime
    ) -> list[Receipt]:
        """Stop the processing for these purposes."""


@runtime_checkable
class Verifies(Protocol):
    """Can ask again, on a fresh connection, what is still there."""

    async def verify(
        self, subjects: Sequence[Subject], wanted: Sequence[Wanted], *, now: datetime
    ) -> list[Receipt]:
        """Count what is left, by identity and by the records noted before."""


_PROTOCOLS: dict[Action, type] = {
    Action.erase: Erases,
    Action.rectify: Rectifies,
    Action.restrict: Restricts,
    Action.release: Releases,
    Action.object: Objects,
    Action.verify: Verifies,
}


class ConnectorKind(Protocol):
    """What the entry point (group `rightsflow.connectors`) names: a kind of system."""

    name: str
    connection: type[Connection]

    def open(self, system: SystemMap, connection: Connection) -> Connector:
        """Return a connector for one system; nothing is asked yet.

        Raises `Misconfigured` if the data map does not fit this kind of system.
        """
