"""A look at Prefect, and a mail about each trouble; `rightsflow serve` looks every minute.

The mail leaves by our own way, from the process that looks: neither Prefect nor a worker has to
be alive for it (docs/decisions/0039).
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx

from deployments.embedded import check_answers
from deployments.login import Server
from deployments.terminal import ERR
from deployments.watchdog.judging import Patience
from deployments.watching import tell_alarms
from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.letters.staff.contexts import Trouble
from rightsflow.settings import Operator, Settings, read_settings
from rightsflow.wholefile import replace_file
from tasks.describe import describe
from tasks.trouble import Seen, tell_trouble
from tasks.wiring import open_desk

_EVERY_S: Final = 60
_AWAY_FILE: Final = Path("run") / "prefect-away"
"""Since when Prefect does not answer: it cannot be asked for that."""


async def keep_looking(folder: Path, server: Server, every_s: float = _EVERY_S) -> None:
    """Look again and again, until cancelled; what is wrong with the looking is said and goes by.

    The alarms of the instance are told as well: they do not need the register that Prefect's
    troubles are noted in.
    """
    told: set[str] = set()
    while True:
        await asyncio.sleep(every_s)
        try:
            told |= await look(folder, server, told)
        except Exception as error:  # noqa: BLE001 - the flows go on; the next look may do better
            ERR.print(f"The watchdog could not look: {describe(error)}.", markup=False)
        try:
            await tell_alarms(folder)
        except Exception as error:  # noqa: BLE001 - as above
            ERR.print(f"An alarm could not be told: {describe(error)}.", markup=False)


async def look(
    folder: Path, server: Server | None, told: frozenset[str] | set[str] = frozenset()
) -> set[str]:
    """Look once, and mail what is not in `told`; return the words of all that was seen.

    Raises what `open_desk` raises.
    """
    settings, now = read_settings(folder), datetime.now(UTC)
    seen = await _seen(folder, settings, server, now)
    new = [one for one in seen if one.once not in told]
    if new:
        async with open_desk(folder, asking=False) as desk:
            await tell_trouble(desk, new)
    return {one.once for one in seen}


async def _seen(
    folder: Path, settings: Settings, server: Server | None, now: datetime
) -> list[Seen]:
    patience = _patience(settings.operator)
    seen = await _asked(server, patience, now) if server else None
    if seen is None:
        since_at = _away_since(folder, now)
        late = since_at + patience.late_after < now
        return [Seen(Trouble.unreachable, "", since_at, since_at.isoformat())] if late else []
    (folder / _AWAY_FILE).unlink(missing_ok=True)
    return seen


async def _asked(server: Server, patience: Patience, now: datetime) -> list[Seen] | None:
    """Return what Prefect knows of trouble, or None if it does not answer, or not us."""
    from prefect import get_client

    from deployments.watchdog.asking import seen_by

    try:
        await asyncio.to_thread(check_answers, server)
        async with get_client() as client:
            return await seen_by(client, patience, now)
    except (TryAgain, Misconfigured, httpx.HTTPError):
        return None


def _patience(told: Operator) -> Patience:
    return Patience(
        timedelta(minutes=told.stuck_after_minutes), timedelta(minutes=told.late_after_minutes)
    )


def _away_since(folder: Path, now: datetime) -> datetime:
    """Return since when Prefect has not answered; noted the first time."""
    file = folder / _AWAY_FILE
    with suppress(OSError, ValueError):
        return datetime.fromisoformat(file.read_text(encoding="ascii").strip())
    replace_file(file, f"{now.isoformat()}\n".encode())
    return now
