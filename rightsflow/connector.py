"""The contract between Rightsflow and a system that may hold personal data.

A connector is asked about many people at once and answers in streams, so that neither the
number of people nor the amount of data decides the memory it takes. It never decides who a
person is: it says `exact` where the canonical identifier equals the stored one and
`candidate` for anything less, and the law code does the rest.

`check`, `locate` and `gather` are what every connector can do. What else it can do it says by
having the method (`rightsflow.deeds`). What it cannot do becomes a task for a person, never a
silent success.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from pydantic import BaseModel, ConfigDict, Field

from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Value, capabilities_of
from rightsflow.errors import NeedsPerson
from rightsflow.law.subject import Identifier, Match


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

    title: str = field(repr=False)
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


class Connection(BaseModel):
    """Base of a connector's settings: how patient it is. Each connector adds its own.

    A system that does not answer is asked again for `patience_s` seconds at most; anything
    longer is scheduled by the work item.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    patience_s: float = Field(default=30, ge=0, le=30)
    timeout_s: float = Field(default=10, gt=0, le=300)


class Connector(ABC):
    """A system, open for asking; used as an async context manager.

    `origin` says which kind it is, of which package and version; receipts keep it. It is set
    where the connector is opened, and is empty for one that was made by hand.
    """

    system: SystemMap
    origin: str = ""

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
    def capabilities(self) -> frozenset[Capability]:
        """Return what this connector can do besides finding and gathering."""
        return capabilities_of(self)

    @property
    def asks_people(self) -> bool:
        """Say whether no program reaches this system: a person is asked by mail, and answers."""
        return False

    @property
    def gathers_wider(self) -> bool:
        """Say whether gathering also yields records that no `parent` in the data map leads to.

        By default those are taken for somebody else's, and hold the system.
        """
        return False


class ConnectorKind(Protocol):
    """What the entry point (group `rightsflow.connectors`) names: a kind of system.

    `connection` are its settings; `open` returns a `connector`, whose methods say what it can do.
    """

    name: str
    connection: type[Connection]
    connector: type[Connector]

    def open(self, system: SystemMap, connection: Connection) -> Connector:
        """Return a connector for one system; nothing is asked yet.

        Raises `Misconfigured` if the data map does not fit this kind of system.
        """
