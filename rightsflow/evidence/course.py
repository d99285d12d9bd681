"""Sections about the course of a case: the time limit, people, and the journal."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from rightsflow.evidence.pack import DECIDED
from rightsflow.evidence.page import Page, grouped, joined
from rightsflow.evidence.reading import Json
from rightsflow.law.deadline import due_on
from rightsflow.law.hold import place_left
from rightsflow.register.decisions import DecisionState

_VOID = "approval_void"
"""The event of an entry that notes that a first approval counts no more."""

_QUESTION = (
    ("question_on", "clock_question"),
    ("question_answered_on", "clock_question_answered"),
)
"""Days of a request on which a question about identity stood, and the words for them."""


def write_clock(page: Page) -> None:
    """Write receipt and everything that moved the date, to the answer (Article 12(3))."""
    words = page.words
    page.paper.heading(words("clock"))
    page.paper.text(words("clock_text", rules=page.pack["case"]["rules"]))
    rows = sorted(_clock(page), key=lambda row: row[0])
    page.table(
        ("when", "event", "due_column"),
        (
            [
                words.moment(when) if "T" in when else words.day(when),
                what,
                words.day(day),
            ]
            for when, what, day in rows
        ),
    )


def _clock(page: Page) -> Iterator[tuple[str, str, str | None]]:
    """Yield moment or day, what happened, and the date that followed where one did."""
    words, moved = page.words, [*_moved(page)]
    for one in page.pack["requests"]:
        right = words.right(one["right"])
        first = _by_law(page, one["received_at"]) if moved else str(one["due_on"])
        yield one["received_at"], words("clock_received", right=right), first
        for column, key in _QUESTION:
            if one.get(column):
                yield one[column], words(key, right=right), None
    for entry in moved:
        what = joined(words.code("events", entry["event"]), page.detail(entry["detail"]))
        yield entry["at"], what, str(entry["detail"]["due_on"])
    if answered_at := page.pack["case"]["answered_at"]:
        yield answered_at, words("clock_answered"), None


def _moved(page: Page) -> Iterator[Json]:
    """Yield the entries that moved the date: their detail carries the new one."""
    for entry in page.pack["journal"]["entries"]:
        if entry["detail"].get("due_on"):
            yield entry


def _by_law(page: Page, received_at: str) -> str:
    """Return the date that the law alone gives, before anything moved it."""
    controller = page.pack["controller"]
    zone = ZoneInfo(controller["timezone"])
    return due_on(datetime.fromisoformat(received_at), zone, controller["country"]).isoformat()


def write_holds(page: Page) -> None:
    """Write what waited for a person, since when, until when, and who released it."""
    words = page.words
    page.paper.heading(words("holds"))
    page.table(
        ("hold", "opened", "answer_by", "released"),
        (
            [
                _hold(page, one),
                words.moment(one["opened_at"]),
                words.day(one["answer_by_on"]),
                _released(page, one),
            ]
            for one in page.pack["holds"]
        ),
        "holds_none",
    )


def write_decisions(page: Page) -> None:
    """Write who decided what, when, on which ground and evidence, and whether it counts."""
    words, void = page.words, _void(page)
    page.paper.heading(words("decisions"))
    page.table(
        ("when", "who", "decided"),
        (
            [
                words.moment(one["at"]),
                words.code("actors", one["actor"]),
                page.detail({**one["detail"], **void.get(one["seq"], {})}),
            ]
            for one in page.pack["decisions"]
        ),
        "decisions_none",
    )


def _void(page: Page) -> dict[int, Json]:
    """Return, by their lines, the first approvals that a later line made void, and why."""
    void: dict[int, Json] = {}
    waiting: list[tuple[int, str]] = []
    for entry in page.pack["journal"]["entries"]:
        told = entry["detail"]
        if entry["event"] == DECIDED and told.get("state") == DecisionState.waits_for_second:
            waiting.append((entry["seq"], told.get("decision")))
        elif entry["event"] == _VOID:
            same = [one for one in waiting if one[1] == told.get("decision")]
            for newest in same[-1:]:
                waiting.remove(newest)
                void[newest[0]] = {"state": DecisionState.void, "why": told.get("why")}
    return void


def write_journal(page: Page) -> None:
    """Write every line with its hash, whether all of it is whole, and how to reckon that again."""
    words, journal = page.words, page.pack["journal"]
    page.paper.heading(words("journal"))
    page.paper.text(_whole(page, journal))
    page.paper.text(words("journal_text"))
    page.table(
        ("line", "when", "actor", "what", "hash"),
        (
            [
                str(one["seq"]),
                words.instant(one["at"]),
                words.code("actors", one["actor"]),
                joined(words.code("events", one["event"]), page.detail(one["detail"])),
                grouped(one["hash"]),
            ]
            for one in journal["entries"]
        ),
    )


def _whole(page: Page, journal: Json) -> str:
    broken = journal["broken"]
    if broken is None:
        return page.words("journal_whole", lines=len(journal["entries"]))
    flaw = page.words.code("flaws", broken["flaw"])
    return page.words("journal_broken", line=broken["line"], flaw=flaw)


def _hold(page: Page, one: Json) -> str:
    words = page.words
    kind = words.code("hold_kinds", one["kind"])
    if one["system"]:
        kind = words("hold_of", kind=kind, system=page.system(one["system"]))
    reasons = ", ".join(_reason(page, reason) for reason in one["reasons"])
    return words("hold_reasons", kind=kind, reasons=reasons) if reasons else kind


def _reason(page: Page, reason: str) -> str:
    if (place := place_left(reason)) is not None:
        return page.words("hold_left_in", place=place)
    return reason.replace("_", " ")


def _released(page: Page, one: Json) -> str:
    words = page.words
    if not one["released_at"]:
        return words("still_open")
    actor = words.code("actors", one["released_by"])
    return words("released_by", moment=words.moment(one["released_at"]), actor=actor)
