"""The time of an office: it goes on by itself, and a test can move it ahead."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Warsaw")


@dataclass
class Clock:
    """Tells the time, aware; `ahead` is how far it goes before the time of this machine."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC) + self.ahead

    def today(self) -> date:
        """Return the day where the controller is."""
        return self().astimezone(ZONE).date()

    def move_to(self, day: date, at: time = time(9)) -> None:
        """Let it be that hour of a day; time never goes back, for letters have left by it."""
        target = datetime.combine(day, at, ZONE).astimezone(UTC)
        assert target > self(), "time only goes on"
        self.ahead = target - datetime.now(UTC)

    def go_on(self, by: timedelta) -> None:
        """Let time pass."""
        self.ahead += by
