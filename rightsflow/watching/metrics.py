"""The figures in the text format of Prometheus (exposition format 0.0.4)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from rightsflow.watching.alarms import ALARMS, Alarm
from rightsflow.watching.figures import Disk, Figures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(figures: Figures | None, disks: Sequence[Disk], standing: Sequence[Alarm]) -> bytes:
    """Return the metrics; without figures the register is told as down, and disks all the same."""
    registry = CollectorRegistry()
    registry.register(_Told(figures, disks, standing))
    return generate_latest(registry)


class _Told(Collector):
    def __init__(
        self, figures: Figures | None, disks: Sequence[Disk], standing: Sequence[Alarm]
    ) -> None:
        self._figures, self._disks, self._standing = figures, disks, standing

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _one("rightsflow_up", "1 if the register answers.", int(self._figures is not None))
        yield self._alarms()
        yield _each(
            "rightsflow_disk_free_bytes", "Room left where register and vault lie.", "of",
            {disk.of: disk.free_bytes for disk in self._disks},
        )  # fmt: skip
        if self._figures is not None:
            yield from _of_cases(self._figures)
            yield from _of_mail(self._figures)

    def _alarms(self) -> GaugeMetricFamily:
        counts = {row.kind.value: 0 for row in ALARMS}
        for alarm in self._standing:
            counts[alarm.row.kind] += 1
        return _each("rightsflow_alarms", "Alarms that stand, by kind.", "alarm", counts)


def _of_cases(figures: Figures) -> Iterator[GaugeMetricFamily]:
    yield _each(
        "rightsflow_open_cases", "Cases without an answer, by days left.", "days_left",
        figures.open_cases,
    )  # fmt: skip
    yield _each("rightsflow_holds", "What waits for a person, by kind.", "kind", figures.holds)
    yield _each(
        "rightsflow_system_failing_since_seconds",
        "Unix time since which a system has not answered.", "system",
        {system: since.timestamp() for system, since in figures.failing.items()},
    )  # fmt: skip
    yield _each(
        "rightsflow_system_work_tried",
        "Work in a system that was tried in vain and waits for its next time.", "system",
        figures.tried,
    )  # fmt: skip


def _of_mail(figures: Figures) -> Iterator[GaugeMetricFamily]:
    yield _each(
        "rightsflow_letters", "Letters that have not left, by state.", "state", figures.letters
    )
    yield _one(
        "rightsflow_letter_due_age_seconds", "How long the oldest letter that may leave waits.",
        _age_s(figures.at, figures.late_since) if figures.late_since else 0,
    )  # fmt: skip
    yield _one(
        "rightsflow_sending_paused", "1 while sending is paused.",
        int(figures.paused_at is not None),
    )  # fmt: skip
    if figures.read_at is not None:
        yield _one(
            "rightsflow_mailbox_read_timestamp_seconds",
            "Unix time at which the mailbox was last read to its end.",
            figures.read_at.timestamp(),
        )
    if figures.used is not None:
        yield _one(
            "rightsflow_mailbox_used_ratio", "Part of the mailbox's quota that is used.",
            figures.used,
        )  # fmt: skip


def _age_s(now: datetime, since: datetime) -> float:
    return max((now - since).total_seconds(), 0.0)


def _one(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _each(name: str, text: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
