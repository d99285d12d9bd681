"""The board: pictures that say their numbers, a headline, and nothing about a person."""

import base64
import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from rightsflow.board import Board, BoardCase, days_left, markdown, on_time, outcomes
from rightsflow.board.month import Month, drawn
from rightsflow.board.page import SHOWN, headline
from rightsflow.board.pictures import OUTCOMES, URGENCY, band
from rightsflow.board.svg import WIDTH, said
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from rightsflow.law.statistics import Timeliness

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 10, 19)
COUNTS = {"overdue": 1, "today": 2, "1..3": 0, "15+": 120}
BY_RIGHT = {
    Right.access: {Outcome.granted: 61, Outcome.refused: 2},
    Right.erasure: {Outcome.partly_granted: 7},
}
MONTHS = [(f"2026-{month:02d}", month, month - month // 4) for month in range(1, 11)]
MONTH = Month(
    "2026-03", 9, {Timeliness.in_time: 7, Timeliness.late: 2}, {Right.access: 9},
    {Right.access: {Outcome.granted: 8}}, {"0-3": 9}, {"crm": 4},
)  # fmt: skip
PICTURES = {
    "month": drawn(MONTH),
    "month of nothing": drawn(Month("2026-04", 0)),
    "days_left": days_left(COUNTS),
    "outcomes": outcomes(BY_RIGHT),
    "on_time": on_time(MONTHS),
    "days_left of nothing": days_left({}),
    "outcomes of nothing": outcomes({}),
    "on_time of nothing": on_time([]),
}
EACH = pytest.mark.parametrize("svg", PICTURES.values(), ids=PICTURES.keys())


def case(days: int, number: int = 1, *holds: HoldKind) -> BoardCase:
    """Return an open case with this number of days left."""
    due_on = TODAY + timedelta(days)
    return BoardCase(f"RF-2026-{number:06d}", (Right.access, Right.erasure), due_on, days, holds)


def texts(svg: str) -> list[str]:
    """Return what is written in a picture."""
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - ours


@EACH
def test_a_picture_stands_alone(svg: str) -> None:
    """It has its own ground, loads nothing, and every mark lies on it."""
    root = ET.fromstring(svg)  # noqa: S314 - ours
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert ground.get("fill") == "#ffffff"
    assert not re.search(r"href|url\(|@import|<image|<script|<style", svg)
    for mark in root.iter(f"{SVG}rect"):
        assert 0 <= float(mark.get("x", "0")) + float(mark.get("width", "0")) <= WIDTH
        assert float(mark.get("y", "0")) + float(mark.get("height", "0")) >= 0
        assert float(mark.get("y", "0")) < float(root.get("height", "0"))


@EACH
def test_a_picture_is_told_to_who_does_not_see_it(svg: str) -> None:
    """Title and description are read aloud, and say every number."""
    root = ET.fromstring(svg)  # noqa: S314 - ours
    named = [root.find(f"{SVG}{part}") for part in ("title", "desc")]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == " ".join(
        node.get("id", "") for node in named if node is not None
    )
    assert said(svg) == ": ".join(node.text or "" for node in named if node is not None)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (-40, "overdue"),
        (-1, "overdue"),
        (0, "today"),
        (1, "1..3"),
        (3, "1..3"),
        (4, "4..7"),
        (7, "4..7"),
        (8, "8..14"),
        (14, "8..14"),
        (15, "15+"),
        (90, "15+"),
    ],
)
def test_days_left_fall_into_bands(days: int, code: str) -> None:
    """Each number of days belongs to one band, and each band is drawn."""
    assert band(days) == code
    assert code in {band for band, _, _ in URGENCY}


def test_every_band_has_its_number() -> None:
    """Also the empty ones: a missing bar is a zero and not a gap."""
    written = texts(PICTURES["days_left"])
    assert written[1::2] == [words for _, words, _ in URGENCY]
    assert written[2::2] == ["1", "2", "0", "0", "0", "120"]


def test_a_longer_bar_is_a_larger_number() -> None:
    """Lengths are in proportion; the largest fills its row."""
    svg = days_left({"today": 5, "1..3": 10, "4..7": 20})
    root = ET.fromstring(svg)  # noqa: S314 - ours
    wide = [float(mark.get("width", "0")) for mark in root.iter(f"{SVG}rect")][1:]
    assert wide == pytest.approx([wide[2] / 4, wide[2] / 2, wide[2]])


def test_every_right_is_drawn_with_its_outcomes() -> None:
    """Numbers stand on the bars, the sum behind them, and every colour has its word."""
    written = texts(PICTURES["outcomes"])
    assert {right.value.replace("_", " ") for right in Right} < set(written)
    assert {words for _, words, _ in OUTCOMES} < set(written)
    assert {"61", "63", "7"} < set(written)
    assert {outcome for outcome, _, _ in OUTCOMES} == set(Outcome)
    assert "access: granted 61, refused 2;" in said(PICTURES["outcomes"])
    assert "restriction: 0" in said(PICTURES["outcomes"])


def test_a_number_of_ten_is_not_left_out() -> None:
    """What ends in a nought is not nothing."""
    svg = outcomes({Right.access: {Outcome.granted: 10, Outcome.refused: 20}})
    assert "access: granted 10, refused 20" in said(svg)


def test_a_share_is_never_rounded_up_to_all() -> None:
    """One late answer among a thousand shows."""
    svg = on_time([("2026-01", 1000, 999), ("2026-02", 0, 0), ("2026-03", 4, 4)])
    written = texts(svg)
    assert "99%" in written
    assert written.count("100%") == 1
    assert "0/0" in written
    assert svg.count("#b3261e") == 1


def test_the_last_twelve_months_are_shown() -> None:
    """Older ones are left out, the newest stands on the right."""
    months = [(f"{2025 + n // 12}-{n % 12 + 1:02d}", 1, 1) for n in range(20)]
    shown = [text for text in texts(on_time(months)) if re.fullmatch(r"\d\d-\d\d", text)]
    assert shown == [month[2:] for month, _, _ in months[8:]]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ([], "No case is open"),
        ([5], "Nothing is due today; 1 case is open"),
        ([0], "1 case is due today, of 1 open"),
        ([0, 0, 9], "2 cases are due today, of 3 open"),
        ([-1, 4], "1 case is overdue, of 2 open"),
        ([-1, -9, 0, 4], "2 cases are overdue and 1 case is due today, of 4 open"),
    ],
)
def test_the_headline_says_what_matters(days: list[int], sentence: str) -> None:
    """Overdue first, then today, then whether there is anything."""
    cases = tuple(case(day, number) for number, day in enumerate(days, start=1))
    assert headline(Board(TODAY, cases)) == sentence
    assert markdown(Board(TODAY, cases)).startswith(f"# {sentence}\n\n![")


def test_the_page_holds_its_pictures() -> None:
    """They are in the text itself, with their numbers as words beside them."""
    text = markdown(Board(TODAY, (case(0),), BY_RIGHT, tuple(MONTHS)))
    found = re.findall(
        r"^!\[(.*)\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)$", text, re.MULTILINE
    )
    pictures = [base64.b64decode(data).decode() for _, data in found]
    assert pictures == [days_left({"today": 1}), PICTURES["outcomes"], PICTURES["on_time"]]
    assert [alt for alt, _ in found] == [said(svg) for svg in pictures]
    assert not re.search(r"[\[\]]", "".join(alt for alt, _ in found))


def test_the_table_begins_with_the_most_urgent() -> None:
    """Number, days left, date, rights and what it waits for."""
    cases = (case(9, 3), case(-2, 1, HoldKind.plan_approval, HoldKind.candidates), case(0, 2))
    rows = [line for line in markdown(Board(TODAY, cases)).splitlines() if line.startswith("| RF")]
    assert rows == [
        "| RF-2026-000001 | **-2** | 2026-10-17 | access, erasure | plan approval, candidates |",
        "| RF-2026-000002 | **0** | 2026-10-19 | access, erasure | - |",
        "| RF-2026-000003 | 9 | 2026-10-28 | access, erasure | - |",
    ]


def test_what_is_cut_off_is_said() -> None:
    """A table of thousands is of no use, and a silent end would be a lie."""
    cases = tuple(case(number, number) for number in range(1, SHOWN + 4))
    text = markdown(Board(TODAY, cases))
    assert text.count("| RF-") == SHOWN
    assert "3 more cases, none more urgent, are not in this table." in text
    assert "15 days or more: 189" in text
