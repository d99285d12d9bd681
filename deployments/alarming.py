"""Alarms told by mail, straight to the mail server: without register, key, Prefect or vault.

What tells that the register is away must not need it. So that an alarm that stands is not told
every few minutes, the time of an empty file for each alarm says when it was told; files can be
touched on a disk that is full.
"""

import contextlib
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from rightsflow.mail.sending import Outgoing, Sender, compose
from rightsflow.settings import Settings
from rightsflow.watching import Alarm
from tasks.wiring import make_sender

_FOLDER = "run"
_HEAD = "alarm-"


async def tell(folder: Path, settings: Settings, standing: Sequence[Alarm], now: datetime) -> int:
    """Mail the alarms that were not told for `alarms.again_hours`; return how many.

    Raises what `Sender.send` raises where the mail server takes none: then nothing counts as told.
    """
    _forget(folder, standing)
    again = timedelta(hours=settings.alarms.again_hours)
    fresh = [alarm for alarm in standing if not _was_told(folder, alarm, now - again)]
    if not fresh:
        return 0
    async with make_sender(folder, settings) as sender:
        await _mail(sender, settings, fresh, now)
    for alarm in fresh:
        _note(folder, alarm)
    return len(fresh)


def told(standing: Sequence[Alarm]) -> list[dict[str, str]]:
    """Return the alarms for programs."""
    return [
        {
            "alarm": alarm.row.kind.value,
            "about": alarm.about,
            "figure": alarm.figure,
            "remedy": alarm.row.remedy,
        }
        for alarm in standing
    ]


async def _mail(sender: Sender, settings: Settings, fresh: Sequence[Alarm], now: datetime) -> None:
    own = settings.controller.email
    recipient = settings.operator.email or settings.controller.officer.email
    message_id = f"<alarm.{secrets.token_hex(16)}@{own.partition('@')[2]}>"
    raw = compose(
        message_id=message_id,
        date=now,
        sender=own,
        recipient=recipient,
        subject=f"Rightsflow: {fresh[0].row.meaning}",
        text=_text(fresh),
        html=None,
        in_reply_to=None,
        references=(),
        auto_submitted="auto-generated",
        attachments=(),
    )
    await sender.send(Outgoing(message_id, own, recipient, own, raw))


def _text(fresh: Sequence[Alarm]) -> str:
    paragraphs = [f"{alarm}\n{alarm.row.remedy}" for alarm in fresh]
    end = "How it stands now: rightsflow health. Nobody's data is in this mail."
    return "\n\n".join([*paragraphs, end]) + "\n"


def _file(folder: Path, alarm: Alarm) -> Path:
    about = hashlib.sha256(alarm.about.encode()).hexdigest()[:8]
    return folder / _FOLDER / f"{_HEAD}{alarm.row.kind}-{about}"


def _was_told(folder: Path, alarm: Alarm, since: datetime) -> bool:
    try:
        return _file(folder, alarm).stat().st_mtime > since.timestamp()
    except OSError:
        return False


def _note(folder: Path, alarm: Alarm) -> None:
    # Where not even this can be written, the alarm is told again: better twice than never.
    with contextlib.suppress(OSError):
        _file(folder, alarm).parent.mkdir(mode=0o700, exist_ok=True)
        _file(folder, alarm).touch()


def _forget(folder: Path, standing: Sequence[Alarm]) -> None:
    """Forget alarms that have ended: when one comes again, it is told at once."""
    stand = {_file(folder, alarm) for alarm in standing}
    for file in (folder / _FOLDER).glob(f"{_HEAD}*"):
        if file not in stand:
            file.unlink(missing_ok=True)
