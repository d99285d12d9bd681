"""`rightsflow case show` for a person: plain words, whole dates, letters as they went out."""

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from deployments.case_shown import letter_text, said, table_of
from deployments.examples.we_support.messages import Expected, demo_messages
from deployments.terminal import OUT
from tests.deployments.test_cli import DUE, opened, rightsflow
from tests.deployments.test_demo import answer

WARSAW = ZoneInfo("Europe/Warsaw")
DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (datetime(2026, 5, 31, 22, 30, tzinfo=UTC), "2026-06-01 00:30:00"),
        (date(2026, 5, 31), "2026-05-31"),
        ({"kind": "right_by_person", "system": "", "rule": None}, "kind right_by_person"),
        ({"decision": "refuse", "digest": DIGEST}, "decision refuse, digest 0123456789ab…"),
        (["erasure", "access"], "erasure, access"),
        ({}, ""),
        (None, "-"),
        (0, "0"),
        ("\x1b[2Jgone\nnow", "[2Jgone now"),
    ],
)
def test_a_value_is_told_in_words(value: object, told: str) -> None:
    """No braces, no hash in full, no moment of another zone, nothing that steers a terminal."""
    assert said(value, WARSAW) == told


def test_no_date_is_cut_on_a_narrow_terminal() -> None:
    """What is long beside it is folded; what stands in brackets is no style."""
    sent_at, reply = datetime(2026, 5, 31, 22, 30, tzinfo=UTC), "250 [mx] " + "queued " * 9
    row = {"letter": "nothing_held", "queued at": sent_at, "due on": DUE, "reply": reply}
    console = Console(width=50)

    with console.capture() as captured:
        console.print(table_of([row], WARSAW))

    for told in ("2026-06-01 00:30:00", DUE.isoformat(), "[mx]"):
        assert told in captured.get()


def test_a_case_is_shown_whole_in_eighty_columns(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each right with each of its dates, and the journal in words."""
    number = opened(office)
    monkeypatch.setattr(OUT, "width", 80)

    shown = rightsflow("case", "show", number, "--config", office)

    dates = shown.output.partition("deadline: access")[2]
    assert [line.split()[:2] for line in dates.splitlines() if "due on" in line] == [
        ["first", "due"],
        ["due", "on"],
    ]
    assert dates.count(DUE.isoformat()) == 3
    assert "due without the pause" in dates
    assert "channel post, rights access" in shown.output
    assert not set("{}'") & set(shown.output)
    assert max(map(len, shown.output.splitlines())) <= 80


def test_a_letter_is_shown_as_it_was_sent() -> None:
    """With its line ends; what steers a terminal is left out."""
    letter = {
        "letter": "nothing_held",
        "sent_at": "2026-05-31T22:30:00+00:00",
        "recipient": "anna@example.org",
        "subject": "Answer",
        "text": "Good morning,\n\nno data.\x1b[2J\n",
    }

    assert letter_text(letter, WARSAW) == (
        "nothing held (2026-06-01 00:30:00)\nTo: anna@example.org\nSubject: Answer\n\n"
        "Good morning,\n\nno data.[2J"
    )
    assert "(not sent yet)" in letter_text(letter | {"sent_at": None}, WARSAW)


def test_revealed_are_the_letters_to_the_person_and_no_others(office: Path) -> None:
    """As text and for programs; the mail to the officer about the same case is not among them."""
    messages = demo_messages(datetime.now(UTC))
    message = next(one for one in messages if one.expected is Expected.approval_asked)
    _, (row,) = asyncio.run(answer(office, message))

    shown = rightsflow("case", "show", row.case, "--config", office, "--reveal")
    plain = rightsflow("case", "show", row.case, "--config", office, "--reveal", "--json")
    hidden = rightsflow("case", "show", row.case, "--config", office, "--json")

    (letter,) = json.loads(plain.output)["personal"]["letters"]
    assert set(letter) == {"letter", "sent_at", "recipient", "subject", "text"}
    assert letter["letter"] == "acknowledgement"
    assert datetime.fromisoformat(letter["sent_at"]).tzinfo is not None
    for told in (f"To: {letter['recipient']}", letter["subject"], letter["text"].rstrip()):
        assert told in shown.output
    assert "personal" not in json.loads(hidden.output)
    assert letter["recipient"] not in hidden.output
