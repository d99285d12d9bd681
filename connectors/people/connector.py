"""A system whose answers come by mail, from whoever answers for it."""

from collections.abc import AsyncIterator, Sequence

from connectors.people.settings import PeopleConnection
from rightsflow.canonical import canonical_email
from rightsflow.connector import Connector, Finding, Health, Located, Subject, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import NeedsPerson

TEXT, ATTACHMENT = "text", "attachment"
"""The fields of the one collection: what a colleague wrote, and what was attached to it."""


class PeopleConnector(Connector):
    """Asks nobody itself: the tasks of the case do, by mail, and read what comes back."""

    def __init__(self, system: SystemMap, settings: PeopleConnection) -> None:
        """Take map and settings."""
        self.system = system
        self.settings = settings

    @property
    def asks_people(self) -> bool:
        """Say that no program reaches this system."""
        return True

    async def check(self) -> Health:
        """Look whether there is an address to which a task can go; nobody is written to."""
        if canonical_email(self.system.answers_for) is None:
            problem = "answers_for is no e-mail address. Name the one to which tasks go."
            return Health("asks people", (problem,))
        return Health(f"asks people by mail, who have {self.settings.days} days to answer")

    def locate(self, subjects: Sequence[Subject]) -> AsyncIterator[Located]:
        """Raise `NeedsPerson`: a colleague is asked to search, no program does."""
        del subjects
        raise self._by_mail()

    def gather(self, wanted: Sequence[Wanted]) -> AsyncIterator[Finding]:
        """Raise `NeedsPerson`: what a colleague answered is gathered from the answer."""
        del wanted
        raise self._by_mail()

    def _by_mail(self) -> NeedsPerson:
        message = f"System {self.system.system} is asked by mail: no program reaches it."
        return NeedsPerson(message)

    async def close(self) -> None:
        """Let go of nothing: there is no connection."""
