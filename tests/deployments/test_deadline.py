"""`rightsflow deadline`, as a person types it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deployments.cli import app

RECEIVED_AT = "2026-03-04T12:00:00+01:00"
EXTENDED = ("--extension-notice", "2026-04-07T23:59:59+02:00")


def deadline(*words: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["deadline", *words])


def told(*words: str) -> dict[str, Any]:
    """Return what the command prints for programs."""
    result = deadline(*words, "--json")

    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.output)
    return answer


def test_a_program_gets_every_date_and_every_step() -> None:
    """The keys are fixed: dates as ISO 8601, the end with its offset."""
    answer = told("2026-08-31T09:00:00+02:00")

    steps = answer.pop("steps")
    assert answer == {
        "received_on": "2026-08-31",
        "first_due_on": "2026-09-30",
        "due_on": "2026-09-30",
        "unsuspended_due_on": "2026-09-30",
        "due_until": "2026-10-01T00:00:00+02:00",
        "extended": False,
        "suspended_days": 0,
    }
    assert [step["rule"] for step in steps] == ["receipt", "one_month", "working_day", "end"]
    assert {tuple(step) for step in steps} == {("rule", "article", "on", "text")}
    assert steps[1]["article"] == "Article 12(3) GDPR; 1182/71 Article 3(2)(c)"
    assert steps[1]["on"] == "2026-09-30"


def test_a_notice_and_a_question_are_judged() -> None:
    """Both in time: three months from receipt and ten days more."""
    question = ("--asked-on", "2026-03-09", "--answered-on", "2026-03-19")
    answer = told(RECEIVED_AT, *EXTENDED, *question)

    assert answer["extended"] is True
    assert answer["suspended_days"] == 10
    assert answer["first_due_on"] == "2026-04-07"
    assert answer["unsuspended_due_on"] == "2026-06-05"
    assert answer["due_on"] == "2026-06-15"
    assert answer["due_until"] == "2026-06-16T00:00:00+02:00"


def test_a_notice_one_second_late_extends_nothing() -> None:
    """24:00 is no longer the day, and the reader is told why."""
    answer = told(RECEIVED_AT, "--extension-notice", "2026-04-08T00:00:00+02:00")

    assert answer["extended"] is False
    assert answer["due_on"] == "2026-04-07"
    assert "notice_too_late" in [step["rule"] for step in answer["steps"]]


@pytest.mark.parametrize(
    ("months", "due"), [("1", "2026-05-04"), ("2", "2026-06-05"), ("5", "2026-06-05")]
)
def test_an_extension_has_two_months_at_most(months: str, due: str) -> None:
    """One is given as wanted, five are cut to two; two are given if nothing is said."""
    assert told(RECEIVED_AT, *EXTENDED, "--extension-months", months)["due_on"] == due
    assert told(RECEIVED_AT, *EXTENDED)["due_on"] == "2026-06-05"


def test_another_country_is_an_option() -> None:
    """3 October is a day off in Germany."""
    german = ("--country", "DE", "--timezone", "Europe/Berlin")

    assert told("2028-09-03T12:00:00+02:00")["due_on"] == "2028-10-03"
    assert told("2028-09-03T12:00:00+02:00", *german)["due_on"] == "2028-10-04"


def test_the_same_moment_is_another_day_in_another_zone() -> None:
    """A quarter past midnight in Warsaw is the evening before in UTC."""
    assert told("2026-06-30T22:15:00Z")["received_on"] == "2026-07-01"
    assert told("2026-06-30T22:15:00Z", "--timezone", "Etc/UTC")["received_on"] == "2026-06-30"


def test_a_person_gets_dates_with_weekdays_and_every_rule() -> None:
    """Nothing is cut off, however long the sentence."""
    result = deadline(RECEIVED_AT, *EXTENDED)

    assert result.exit_code == 0, result.output
    for text in ("Tuesday 2026-04-07", "Friday 2026-06-05", "before 2026-06-06 00:00"):
        assert text in result.output
    assert "due without the pause" in result.output
    assert "exclusive" not in result.output
    for step in told(RECEIVED_AT, *EXTENDED)["steps"]:
        assert f"{step['rule']}: {step['article']}" in result.output
        for word in step["text"].split():
            assert word in result.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("2026-08-31T09:00:00",), "Add one, as in 2026-08-31T09:00:00+02:00"),
        (("2026-08-31",), "RECEIVED_AT has no offset"),
        (("yesterday",), "RECEIVED_AT is no time: yesterday. Write it like"),
        (("31.08.2026 09:00",), "The year comes first. Write it like 2026-08-31T09:00:00+02:00"),
        ((RECEIVED_AT, "--extension-notice", "2026-04-07T12:00"), "--extension-notice has no off"),
        ((RECEIVED_AT, "--extension-notice", "2026-03-04T10:59:59Z"), "older than the receipt"),
        ((RECEIVED_AT, *EXTENDED, "--extension-months", "0"), "at least one further month"),
        ((RECEIVED_AT, "--extension-months", "2"), "needs --extension-notice"),
        ((RECEIVED_AT, "--answered-on", "2026-03-09"), "needs --asked-on"),
        ((RECEIVED_AT, "--asked-on", "2026-03-03"), "older than the receipt"),
        ((RECEIVED_AT, "--asked-on", "2026-03-05", "--answered-on", "2026-03-04"), "older than"),
        ((RECEIVED_AT, "--country", "XX"), "Give a code such as PL"),
        ((RECEIVED_AT, "--timezone", "Europe"), "Give a name such as Europe/Warsaw"),
        (("9999-12-20T12:00:00Z",), "cannot be reckoned"),
    ],
)
def test_what_cannot_be_reckoned_with_is_said(words: tuple[str, ...], says: str) -> None:
    """One sentence with the remedy, status 1, and no date that looks like an answer."""
    result = deadline(*words)

    assert result.exit_code == 1
    assert says in " ".join(result.stderr.split())
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("05.03.2026", "The year comes first. Write it like 2026-11-20."),
        ("5/3/2026", "The year comes first. Write it like 2026-11-20."),
        ("2026-02-30", "'2026-02-30' is no day. Write it like 2026-11-20."),
        ("20260305", "'20260305' is no day. Write it like 2026-11-20."),
    ],
)
def test_a_day_that_is_written_otherwise_is_told_how(day: str, says: str) -> None:
    """Day and month are never guessed: 5 March and 3 May look alike."""
    result = deadline(RECEIVED_AT, "--asked-on", day)

    assert result.exit_code == 2
    assert says in re.sub(r"[\s│]+", " ", result.stderr)
    assert result.stdout == ""


def test_it_needs_no_orchestrator_and_no_instance(tmp_path: Path) -> None:
    """A date is asked for often and between two things: Prefect would take seconds to load."""
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from deployments.cli import app\n"
        f"result = CliRunner().invoke(app, ['deadline', '{RECEIVED_AT}'])\n"
        "assert result.exit_code == 0, result.output\n"
        "assert 'prefect' not in sys.modules\n"
    )
    environment = {**os.environ, "RIGHTSFLOW_CONFIG": str(tmp_path / "nowhere")}

    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env=environment)
    assert list(tmp_path.iterdir()) == []
