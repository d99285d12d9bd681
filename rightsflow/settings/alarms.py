"""From when on somebody is told that something is wrong."""

from datetime import timedelta

from pydantic import Field

from rightsflow.settings.section import Section
from rightsflow.watching import Limits

_MIB = 1 << 20
_MISSED = 3
"""So many looks into the mailbox may be missed before it counts as not read."""


class AlarmPolicy(Section):
    """Limits of the alarms; the operator is told, or the officer where none is named.

    `silent_minutes`: so long the mailbox may stay unread, and never less than three times
    `pace.poll_minutes`. `late_minutes`: so long a letter that is due may wait. `mailbox_percent`:
    the part of the mailbox's quota from which on it is nearly full. `free_mib`: less room than
    this on the disk of register and vault stops the taking in of mail and the gathering.
    `again_hours`: so long an alarm that stands is not told again.
    """

    silent_minutes: int = Field(default=30, ge=5, le=24 * 60)
    late_minutes: int = Field(default=60, ge=10, le=24 * 60)
    mailbox_percent: int = Field(default=90, ge=50, le=100)
    free_mib: int = Field(default=500, ge=1)
    again_hours: int = Field(default=24, ge=1, le=168)

    def limits(self, poll_minutes: int) -> Limits:
        """Return the limits, where the mailbox is looked into every so many minutes."""
        return Limits(
            silent=timedelta(minutes=max(self.silent_minutes, _MISSED * poll_minutes)),
            late=timedelta(minutes=self.late_minutes),
            used=self.mailbox_percent / 100,
            free_bytes=self.free_bytes,
        )

    @property
    def free_bytes(self) -> int:
        """Return how much room there has to be."""
        return self.free_mib * _MIB
