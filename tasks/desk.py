"""The desk: everything the verbs work with, opened once for a process.

Flows and tasks find it here instead of receiving it as a parameter: Prefect stores parameters,
and looks into them.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rightsflow.backoff import utc_now
from rightsflow.connector import Connector
from rightsflow.copy.handover import Handover
from rightsflow.copy.pool import CopyPool
from rightsflow.copy.vault import Vault
from rightsflow.datamap.model import SystemMap
from rightsflow.law.deadline import due_on
from rightsflow.mail.boxes import Mailbox
from rightsflow.mail.reading.pool import ReadingPool
from rightsflow.mail.sending import Sender
from rightsflow.register.database import Database
from rightsflow.register.keyring import Keyring
from rightsflow.settings import Settings
from tasks.lazily import Lazily
from tasks.worker import Worker

Progress = Callable[[str, int], None]
"""Told what was done and how many times, for the bar on a terminal."""


Clock = Callable[[], datetime]
"""Tells the time, aware; tests move it."""


def silent(_what: str, _count: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An opened instance; `fresh` opens a system anew, so that what is verified is asked again."""

    folder: Path
    settings: Settings
    systems: Mapping[str, SystemMap]
    register: Database
    keyring: Keyring
    vault: Vault
    connectors: Mapping[str, Connector]
    fresh: Callable[[str], Connector]
    mailbox: Mailbox
    sender: Sender
    readers: Lazily[ReadingPool]
    copiers: Lazily[CopyPool]
    worker: Worker
    handover: Handover | None = None
    progress: Progress = silent
    clock: Clock = utc_now

    def now(self) -> datetime:
        """Return the time, aware."""
        return self.clock()

    def today(self) -> date:
        """Return the day where the controller is."""
        return self.now().astimezone(self.settings.controller.zone).date()

    def due_on(self, received_at: datetime) -> date:
        """Return the last day for answering what came in then."""
        controller = self.settings.controller
        return due_on(received_at, controller.zone, controller.country)

    def asked_by(self, system: str) -> str:
        """Return what asks a system: kind, package and version; empty if made by hand."""
        return self.connectors[system].origin

    @property
    def staff_language(self) -> str:
        """Return the language in which our own people are written to."""
        return self.settings.decisions.language or self.settings.languages[0]

    @property
    def batch(self) -> int:
        """Return how many cases one step takes at once."""
        return self.settings.pace.batch


CURRENT: ContextVar[Desk] = ContextVar("desk")


def desk() -> Desk:
    """Return the desk at which this flow run works."""
    return CURRENT.get()
