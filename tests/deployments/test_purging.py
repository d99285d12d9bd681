"""`rightsflow purge`, `case keep` and `stats`, as a person types them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.deployments.test_cli import opened, rightsflow


def test_what_would_go_and_what_is_open_is_told(office: Path) -> None:
    """An open case is listed with what is open in it; nothing goes, and nothing is changed."""
    number = opened(office)
    shown = rightsflow("purge", "--dry-run", "--config", office)
    assert shown.exit_code == 0, shown.output
    assert "Nothing has had its time." in shown.output
    assert number in shown.output
    assert "request" in shown.output
    assert "zofia" not in shown.output.lower()

    plan = json.loads(rightsflow("purge", "--dry-run", "--json", "--config", office).output)
    assert plan["due"] == plan["unfinished"] == plan["disputed"] == []
    assert [one["case"] for one in plan["open"]] == [number]
    done = rightsflow("purge", "--config", office)
    assert (done.exit_code, done.output.strip()) == (0, "Nothing has had its time.")
    counts = json.loads(rightsflow("purge", "--json", "--config", office).output)
    assert set(counts.values()) == {0}
    assert "delete cases" in counts


def test_a_case_is_kept_for_a_dispute(office: Path) -> None:
    """The journal says until when and why; a number is looked for, and ten years are the most."""
    number = opened(office)
    keep = ("case", "keep", number.lower(), "--reason", "complaint", "--config", office)
    until = (datetime.now(UTC) + timedelta(days=900)).date().isoformat()
    kept = rightsflow(*keep, "--until", until)
    assert (kept.exit_code, number in kept.output, until in kept.output) == (0, True, True)
    case = json.loads(rightsflow("case", "show", number, "--json", "--config", office).output)
    assert case["journal"][-1]["event"] == "kept"

    far = rightsflow(*keep, "--until", "2099-01-01")
    assert (far.exit_code, "ten years" in far.output) == (1, True)
    other = rightsflow(*keep[:2], "RF-2020-000099", *keep[3:], "--until", until)
    assert other.exit_code == 1
    assert "RF-2020-000099" in other.output


def test_a_month_is_told_and_drawn(office: Path, tmp_path: Path) -> None:
    """As a table with bars, as JSON, and as a picture that says its numbers."""
    opened(office)
    received = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()[:7]
    picture = tmp_path / "month.svg"
    words = ("stats", "--month", received, "--config", office)
    shown = rightsflow(*words, "--svg", picture)
    assert shown.exit_code == 0, shown.output
    assert "rights asked for" in shown.output
    assert "█" in shown.output
    told = json.loads(rightsflow(*words, "--json").output)
    assert told["received"] == {"post": 1}
    assert told["outcome"] == {"access": {"open": 1}}
    root = ET.parse(picture).getroot()  # noqa: S314 - our own file
    description = root.find("{http://www.w3.org/2000/svg}desc")
    assert description is not None
    assert "received 1; in time 0" in (description.text or "")


@pytest.mark.parametrize("month", ["2026-13", "november", "2026-1"])
def test_what_is_no_month_is_refused(office: Path, month: str) -> None:
    """With the form that is wanted."""
    refused = rightsflow("stats", "--month", month, "--config", office)
    assert refused.exit_code == 1
    assert "Write it like 2026-11" in refused.output


def test_a_month_without_requests_says_so(office: Path) -> None:
    """A month in which there was no such company."""
    shown = rightsflow("stats", "--month", "1999-01", "--config", office)
    assert (shown.exit_code, shown.output.strip()) == (0, "No request was received in 1999-01.")
