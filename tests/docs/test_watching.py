"""The page about watching names every alarm and every metric, and nothing that is not there."""

import re
from datetime import UTC, datetime

from prometheus_client.parser import text_string_to_metric_families

from rightsflow.watching import AlarmKind, Disk, Figures
from rightsflow.watching.metrics import exposition
from tests.docs.pages import first_words, section, text_of

PAGE = text_of("how-to/watching.md")
NOW = datetime(2026, 3, 4, tzinfo=UTC)


def test_every_alarm_has_a_row() -> None:
    """In the order in which they are shown."""
    assert first_words(section(PAGE, "Alarms")) == list(AlarmKind)


def test_every_metric_has_a_row_with_its_label() -> None:
    """None is left out, none is invented."""
    one = {"a": 1}
    figures = Figures(NOW, one, one, one, NOW, NOW, 0.5, {"a": NOW}, NOW, one)
    text = exposition(figures, [Disk("vault", 1, 2)], ()).decode()
    told = {
        family.name + "".join(f"{{{label}}}" for label in family.samples[0].labels)
        for family in text_string_to_metric_families(text)
    }
    rows = first_words(section(PAGE, "Prometheus"))
    assert {row for row in rows if row.startswith("rightsflow_")} == told
    assert not re.findall(r"rightsflow_\w+", section(PAGE, "Alarms"))
