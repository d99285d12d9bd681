"""How long what this program itself keeps stays, from which event, and why. A table.

What is kept of a person after the answer has one purpose: to show that the request was dealt with
(Articles 5(2) and 24(1) GDPR), for as long as somebody may still ask. Then it goes (Article
5(1)(e)), whatever the ending: a refused, a withdrawn or an unanswered case is kept no longer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kept(StrEnum):
    """What is kept, in the order in which it goes."""

    id_scan = "id_scan"
    copy = "copy"
    case = "case"
    other_mail = "other_mail"
    staff_mail = "staff_mail"
    proof = "proof"
    earlier_answer = "earlier_answer"
    erasure = "erasure"
    do_not_recreate = "do_not_recreate"
    no_marketing = "no_marketing"
    reappearance = "reappearance"
    statistics = "statistics"


class Event(StrEnum):
    """From what a time is counted."""

    received = "received"
    closed = "closed"
    sent = "sent"
    deleted = "deleted"
    answered = "answered"
    erased = "erased"
    objected = "objected"
    left_the_list = "left_the_list"


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept: since when, which setting says how long, and why that is lawful.

    `setting`: a field of `retention`; empty where the law or a list says it, or nothing ends it.
    `of_case`: goes with a case, and so waits while a case is open or in dispute.
    """

    kept: Kept
    since: Event
    setting: str
    article: str
    of_case: bool = False


TABLE: tuple[Row, ...] = (
    # Nobody asked for it: hours and not days, wherever the case stands.
    Row(Kept.id_scan, Event.received, "id_scan_hours", "5(1)(c)"),
    # The matter itself: what was found, and the copy of it. The person has theirs.
    Row(Kept.copy, Event.closed, "copy_days", "5(1)(e)", of_case=True),
    # Messages, letters, decisions, journal, and the key with which all of it opens.
    Row(Kept.case, Event.closed, "case_days", "5(2), 6(1)(c), 17(3)(e)", of_case=True),
    # No request, or so it was read. Longer than a time limit, so that one overheard is found.
    Row(Kept.other_mail, Event.received, "other_mail_days", "5(1)(e)"),
    # To our own people, about no case: digests, confirmations.
    Row(Kept.staff_mail, Event.sent, "other_mail_days", "5(1)(e)"),
    # That a case was deleted and when: its number, and the last hash of its journal.
    Row(Kept.proof, Event.deleted, "proof_days", "5(2)"),
    # A second copy within a year may cost something; after that nobody asks.
    Row(Kept.earlier_answer, Event.answered, "", "12(5), 15(3)"),
    Row(Kept.erasure, Event.erased, "ledger_days", "17(1), 32(1)"),
    Row(Kept.do_not_recreate, Event.erased, "do_not_recreate_days", "17(1), 6(1)(f)"),
    # As long as there is any marketing: an objection that is forgotten was none.
    Row(Kept.no_marketing, Event.objected, "", "21(3), 6(1)(c)"),
    Row(Kept.reappearance, Event.left_the_list, "", "17(1)"),
    # Nobody's data (recital 26): months and counts.
    Row(Kept.statistics, Event.deleted, "", "recital 26"),
)  # fmt: skip
"""One row for each kind."""

_OF_CASE = tuple(row for row in TABLE if row.of_case)
_BY_KIND = {row.kept: row for row in TABLE}
_DAYS = "_days"


class Dispute(StrEnum):
    """Why a case is kept beyond its time."""

    complaint = "complaint"
    legal_claim = "legal_claim"
    fine_proceedings = "fine_proceedings"
    audit = "audit"


DISPUTE_ARTICLE: Mapping[Dispute, str] = {
    Dispute.complaint: "77, 58(1)",
    Dispute.legal_claim: "17(3)(e), 79, 82",
    Dispute.fine_proceedings: "83",
    Dispute.audit: "24(1), 39(1)(b)",
}
"""What each of them rests on (GDPR)."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the dates of a case depend on, whatever its ending.

    `closed_on`: the day on which the last thing happened in it; None while it is open.
    `kept_until_on`: to this day it is kept for a dispute, that day included.
    """

    closed_on: date | None
    copy_is_gone: bool = False
    kept_until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What goes, and from which day on."""

    kept: Kept
    on: date


def ends_on(kept: Kept, since_on: date, days: Mapping[str, int]) -> date | None:
    """Return the day on which something goes; None where no number of days ends it.

    `days`: the settings of `retention`. It is kept for so many whole days after the day of the
    event, and goes on the one after: a promise of thirty days is not cut short by the hour.
    """
    setting = _BY_KIND[kept].setting
    if not setting.endswith(_DAYS):
        return None
    return since_on + timedelta(days=days[setting] + 1)


def dates_of(facts: CaseFacts, days: Mapping[str, int]) -> tuple[Due, ...]:
    """Return what of a case goes and when, the first at the head; an open case keeps everything."""
    if facts.closed_on is None:
        return ()
    gone = {Kept.copy} if facts.copy_is_gone else set()
    found = []
    for row in _OF_CASE:
        on = ends_on(row.kept, facts.closed_on, days)
        if on is not None and row.kept not in gone:
            found.append(Due(row.kept, _not_before(on, facts.kept_until_on)))
    return tuple(sorted(found, key=lambda one: (one.on, one.kept is Kept.case)))


def due(facts: CaseFacts, days: Mapping[str, int], today_on: date) -> tuple[Due, ...]:
    """Return what of a case has had its time."""
    return tuple(one for one in dates_of(facts, days) if one.on <= today_on)


def next_due(facts: CaseFacts, days: Mapping[str, int], today_on: date) -> Due | None:
    """Return what of a case goes next, after today; None if nothing has a date."""
    return next((one for one in dates_of(facts, days) if one.on > today_on), None)


def _not_before(on: date, kept_until_on: date | None) -> date:
    if kept_until_on is None:
        return on
    return max(on, kept_until_on + timedelta(days=1))
