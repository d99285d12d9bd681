"""What the writer of a connector provides: a system to plant people in."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import StrEnum

from rightsflow.conformance.people import Person
from rightsflow.connector import Connector
from rightsflow.deeds import Capability


class Trouble(StrEnum):
    """What is wrong with the system when it is opened.

    `dead`: nobody answers (a closed port). `wrong_credential`: it answers, and refuses us. These
    every stage can make; the others, where `troubles` names them. `FaultyProxy` makes them
    before any HTTP server.

    `slow`: it takes the question and never answers. `broken`: it hangs up in the middle of an
    answer. `truncated`: its answer ends too early, and states the length of what came.
    `strange`: something else answers, and calls it a success. `rate_limited`: it asks to be left
    alone for `RETRY_AFTER_S` seconds. `lying`: it says that every change is done, and does none.
    """

    none = "none"
    dead = "dead"
    wrong_credential = "wrong_credential"
    slow = "slow"
    broken = "broken"
    truncated = "truncated"
    strange = "strange"
    rate_limited = "rate_limited"
    lying = "lying"


RETRY_AFTER_S = 120
"""How long `rate_limited` asks to be left alone: longer than any stage is patient."""


MANY_VARIABLE = "RIGHTSFLOW_MANY_RECORDS"
"""Names, in the environment, the records of a long run (`make campaign`)."""


class Stage(ABC):
    """A real system, empty at first, that people are planted in.

    What the system has not got, and what it can do, is said by the constants; the contract leaves
    out the tests concerned and says so.
    """

    has_notes: bool = True
    """A person has records below: a table, a list of events."""

    has_documents: bool = False
    """A person has a file."""

    has_credential: bool = True
    """The system asks who we are."""

    unique_addresses: bool = False
    """The system lets no two people have the same address."""

    largest_chars: int = 2_000_000
    """The longest note that the system takes."""

    many_records: int = 10_000
    """Records of the person who has the most. More are taken if `MANY_VARIABLE` says so."""

    troubles: frozenset[Trouble] = frozenset()
    """The troubles, besides `dead` and `wrong_credential`, that the stage can make."""

    secrets: tuple[str, ...] = ()
    """Passwords and tokens with which the system is opened: they must show nowhere."""

    can: frozenset[Capability] = frozenset()
    """What the system, as it is opened here, can do besides finding and gathering."""

    sets: tuple[str, ...] = ()
    """Collection, and columns of it, that deeds may set to a text; none: nothing is set here."""

    package: str = ""
    """The package whose `quality.yaml` says how the connector stands to the rules."""

    @abstractmethod
    async def plant(self, people: Sequence[Person]) -> None:
        """Store the people; may be called several times."""

    @abstractmethod
    async def remove(self, person: Person) -> None:
        """Remove a person's record, as somebody else would between two steps of a case."""

    @abstractmethod
    def connector(self, trouble: Trouble = Trouble.none) -> Connector:
        """Open the system with a `patience_s` of one second; not yet entered.

        It is asked only for troubles that the stage can make.
        """

    async def leave_trace(self, person: Person) -> bool:
        """Leave the person's address where no record names it: a log, a copy, an old value.

        Return whether the system has such a place. What is left there outlasts an erasure.
        """
        del person
        return False

    def can_hold(self, address: str) -> bool:
        """Tell whether the system itself accepts the address as an address."""
        return bool(address)

    @abstractmethod
    async def close(self) -> None:
        """Take the system down."""
