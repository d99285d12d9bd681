"""The metrics are what Prometheus reads, and hold every figure."""

from datetime import UTC, datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families

from rightsflow.watching import Disk, Figures, Limits, alarms
from rightsflow.watching.metrics import exposition

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DISK = Disk("vault", 7, 1000)
FIGURES = Figures(
    NOW,
    open_cases={"overdue": 2, "15+": 5},
    holds={"plan_approval": 3},
    letters={"queued": 4, "held": 0},
    late_since=NOW - HOUR,
    read_at=NOW - HOUR,
    used=0.5,
    failing={"crm": NOW - HOUR},
    paused_at=NOW,
    tried={"crm": 6},
)


def read(text: bytes) -> dict[tuple[str, ...], float]:
    """Return every sample by its name and the values of its labels."""
    families = text_string_to_metric_families(text.decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_every_figure_is_a_metric() -> None:
    """With its unit in its name."""
    limits = Limits(HOUR, HOUR, 0.9, 100)
    hour_ago = (NOW - HOUR).timestamp()
    told = read(exposition(FIGURES, [DISK], alarms(FIGURES, [DISK], limits)))
    assert {key: value for key, value in told.items() if key[0] != "rightsflow_alarms"} == {
        ("rightsflow_up",): 1,
        ("rightsflow_disk_free_bytes", "vault"): 7,
        ("rightsflow_open_cases", "overdue"): 2,
        ("rightsflow_open_cases", "15+"): 5,
        ("rightsflow_holds", "plan_approval"): 3,
        ("rightsflow_letters", "queued"): 4,
        ("rightsflow_letters", "held"): 0,
        ("rightsflow_letter_due_age_seconds",): 3600,
        ("rightsflow_mailbox_read_timestamp_seconds",): hour_ago,
        ("rightsflow_mailbox_used_ratio",): 0.5,
        ("rightsflow_system_failing_since_seconds", "crm"): hour_ago,
        ("rightsflow_system_work_tried", "crm"): 6,
        ("rightsflow_sending_paused",): 1,
    }
    standing = {key[1] for key, value in told.items() if key[0] == "rightsflow_alarms" and value}
    assert standing == {"disk_full", "sending_paused", "system_failing", "cases_overdue"}


def test_without_a_register_there_are_still_metrics() -> None:
    """Down is told, not left out."""
    told = read(exposition(None, [DISK], ()))
    assert told["rightsflow_up",] == 0
    assert told["rightsflow_disk_free_bytes", "vault"] == 7
