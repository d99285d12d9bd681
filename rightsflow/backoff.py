"""How long to wait before the next try: by how many there were, and by what a server told us.

What it told us is kept in a file: the next process obeys it too.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from rightsflow.errors import TryAgain
from rightsflow.wholefile import replace_file

LONGEST = timedelta(days=1)
"""No server's word is obeyed for longer: a misread number must not silence us for good."""

_FIRST_DELAY_S = 60
_LONGEST_DELAY_S = 3600


def delay_s(tries: int) -> float:
    """Return the seconds to wait after so many tries: a minute, then twice that, up to an hour."""
    return float(min(_FIRST_DELAY_S * 2 ** min(max(tries - 1, 0), 10), _LONGEST_DELAY_S))


def utc_now() -> datetime:
    """Return the time of day, in UTC."""
    return datetime.now(UTC)


def retry_after_s(headers: Mapping[str, str], clock: Callable[[], datetime] = utc_now) -> float:
    """Return the seconds that a `Retry-After` asks for, 0 without one; a day at most.

    A date counts from the server's own `Date`, where there is one: clocks differ. Source:
    RFC 9110 10.2.3.
    """
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return min(float(told), LONGEST.total_seconds())
    until = _date(told)
    if until is None:
        return 0
    since = _date(headers.get("date", "")) or clock()
    return min(max((until - since).total_seconds(), 0.0), LONGEST.total_seconds())


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


class Backoff:
    """The moment before which one server is left alone. A file that cannot be read holds none."""

    def __init__(self, file: Path, what: str, clock: Callable[[], datetime] = utc_now) -> None:
        """Take the file and how the server is called in messages; nothing is read yet."""
        self._file = file
        self._what = what
        self._clock = clock

    def check(self) -> None:
        """Raise `TryAgain` while the server is to be left alone."""
        until, now = self._until(), self._clock()
        # Where the clock was set back, a moment further off than any we note is a wrong one.
        if until is None or not now < until <= now + LONGEST:
            return
        message = f"{self._what} told us to stay away until {until:%Y-%m-%d %H:%M:%S} UTC."
        raise TryAgain(message, wait_s=(until - now).total_seconds())

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Ask the server within this: how long it then wants to be left alone is noted."""
        try:
            yield
        except TryAgain as error:
            self.note(error.wait_s)
            raise

    def note(self, wait_s: float) -> None:
        """Leave the server alone for so many seconds; 0 changes nothing, no wait is shortened."""
        if wait_s <= 0:
            return
        until = self._clock() + min(timedelta(seconds=min(wait_s, 1e6)), LONGEST)
        before = self._until()
        if before is None or before < until:
            replace_file(self._file, until.isoformat().encode())

    def _until(self) -> datetime | None:
        try:
            until = datetime.fromisoformat(self._file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        return until if until.tzinfo else None
