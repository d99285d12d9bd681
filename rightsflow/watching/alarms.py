"""What is wrong enough to tell somebody, and what to do about it: one row for each alarm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rightsflow.watching.figures import OVERDUE, Disk, Figures


class AlarmKind(StrEnum):
    """What an alarm is about."""

    register_away = "register_away"
    mailbox_silent = "mailbox_silent"
    mailbox_full = "mailbox_full"
    disk_full = "disk_full"
    sending_paused = "sending_paused"
    letters_late = "letters_late"
    system_failing = "system_failing"
    cases_overdue = "cases_overdue"


@dataclass(frozen=True, slots=True)
class Row:
    """An alarm: what is wrong, that nothing is lost by it, and what to do."""

    kind: AlarmKind
    meaning: str
    remedy: str


ALARMS = (
    Row(
        AlarmKind.register_away,
        "The database of the register does not answer",
        "Start it, or correct register.url. Mail waits in the mailbox, and work in the register, "
        "until it is back.",
    ),
    Row(
        AlarmKind.mailbox_silent,
        "The mailbox has not been read",
        "See whether `rightsflow serve` or a worker runs, and what `rightsflow check` says of the "
        "mailbox. Deadlines count from the moment in which the server received a letter.",
    ),
    Row(
        AlarmKind.mailbox_full,
        "The mailbox is nearly full; once it is, its server turns letters away",
        "Give it more room, or empty its folders Processed and Sent of what is older.",
    ),
    Row(
        AlarmKind.disk_full,
        "The disk is nearly full; no mail is taken in and nothing is gathered",
        "Make room, or move the vault. What waits goes on by itself.",
    ),
    Row(
        AlarmKind.sending_paused,
        "Sending is paused: no letter leaves, and deadlines run on",
        "When the reason is gone: `rightsflow resume`.",
    ),
    Row(
        AlarmKind.letters_late,
        "A letter that is due has not left",
        "See what `rightsflow check` says of outgoing mail.",
    ),
    Row(
        AlarmKind.system_failing,
        "A system has stopped answering, and cases wait for it",
        "Repair it or its entry in systems/; then an approver releases the holds, or the next "
        "morning tries again.",
    ),
    Row(
        AlarmKind.cases_overdue,
        "Answers are overdue",
        "See `rightsflow case list`: what each case waits for.",
    ),
)
"""Every alarm, the one that hides the others first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on a figure is an alarm."""

    silent: timedelta
    late: timedelta
    used: float
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm that stands. `about` is a system or a disk, `figure` a number with its unit."""

    row: Row
    figure: str = ""
    about: str = ""

    def __str__(self) -> str:
        """Return what is wrong, in one line."""
        about = f" ({self.about})" if self.about else ""
        figure = f": {self.figure}" if self.figure else ""
        return f"{self.row.meaning}{about}{figure}."


def alarms(figures: Figures | None, disks: Sequence[Disk], limits: Limits) -> tuple[Alarm, ...]:
    """Return the alarms that stand; `figures` is None where the register gave none."""
    found = list(_of_disks(disks, limits))
    if figures is None:
        found.append(Alarm(_ROWS[AlarmKind.register_away]))
    else:
        found += _of_mail(figures, limits)
        found += _of_cases(figures)
    order = [row.kind for row in ALARMS]
    return tuple(sorted(found, key=lambda one: (order.index(one.row.kind), one.about)))


_ROWS = {row.kind: row for row in ALARMS}


def _of_disks(disks: Sequence[Disk], limits: Limits) -> Iterator[Alarm]:
    for disk in disks:
        if disk.free_bytes < limits.free_bytes:
            yield Alarm(_ROWS[AlarmKind.disk_full], f"{disk.free_bytes >> 20} MiB free", disk.of)


def _of_mail(figures: Figures, limits: Limits) -> Iterator[Alarm]:
    if figures.read_at is None:
        yield Alarm(_ROWS[AlarmKind.mailbox_silent], "never yet")
    elif figures.at - figures.read_at > limits.silent:
        yield Alarm(_ROWS[AlarmKind.mailbox_silent], _since(figures.at - figures.read_at))
    if figures.used is not None and figures.used >= limits.used:
        yield Alarm(_ROWS[AlarmKind.mailbox_full], f"{figures.used:.0%} used")
    if figures.paused_at is not None:
        yield Alarm(_ROWS[AlarmKind.sending_paused], _since(figures.at - figures.paused_at))
    if figures.late_since is not None and figures.at - figures.late_since > limits.late:
        yield Alarm(_ROWS[AlarmKind.letters_late], _since(figures.at - figures.late_since))


def _of_cases(figures: Figures) -> Iterator[Alarm]:
    for system, since in sorted(figures.failing.items()):
        yield Alarm(_ROWS[AlarmKind.system_failing], _since(figures.at - since), system)
    if overdue := figures.open_cases.get(OVERDUE, 0):
        yield Alarm(_ROWS[AlarmKind.cases_overdue], str(overdue))


def _since(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return f"for {minutes} min" if minutes < 120 else f"for {minutes // 60} h"  # noqa: PLR2004
