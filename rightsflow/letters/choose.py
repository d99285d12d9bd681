"""Which letter follows which event: a table for a lawyer to read.

`article` is the provision of Regulation (EU) 2016/679 that wants the letter; `checklist` numbers
what an auditor ticks in its text, one test for each.
"""

from dataclasses import dataclass
from enum import StrEnum


class Letter(StrEnum):
    """A kind of letter; each is a folder of templates in every language."""

    acknowledgement = "acknowledgement"
    identity_query = "identity_query"
    access_reply = "access_reply"
    nothing_held = "nothing_held"
    scope_query = "scope_query"
    extension = "extension"
    fee_quote = "fee_quote"
    refusal = "refusal"
    partial_refusal = "partial_refusal"
    not_identified = "not_identified"
    reminder = "reminder"
    overdue_apology = "overdue_apology"
    person_reply = "person_reply"
    request_withdrawn = "request_withdrawn"
    restriction_lifting = "restriction_lifting"
    rights_reply = "rights_reply"


class Event(StrEnum):
    """What happened to a case that the person is told of."""

    request_received = "request_received"
    identity_doubted = "identity_doubted"
    data_gathered = "data_gathered"
    nothing_found = "nothing_found"
    scope_unclear = "scope_unclear"
    time_extended = "time_extended"
    fee_assessed = "fee_assessed"
    request_refused = "request_refused"
    partly_refused = "partly_refused"
    identity_not_confirmed = "identity_not_confirmed"
    question_unanswered = "question_unanswered"
    time_limit_reached = "time_limit_reached"
    answered_by_person = "answered_by_person"
    request_taken_back = "request_taken_back"
    restriction_ending = "restriction_ending"
    rights_carried_out = "rights_carried_out"


@dataclass(frozen=True, slots=True)
class Row:
    """One event, the letter that tells of it, why it is sent and what it must contain.

    `remedy`: it tells how to complain and go to court; `reasons`: and why the answer is no,
    with facts and provision (Article 12(4)). `apology`: it says so where the time limit is
    over. `unlike`: what every other letter must contain, and this one need not.
    """

    event: Event
    letter: Letter
    article: str
    checklist: tuple[str, ...]
    remedy: bool = False
    reasons: bool = False
    apology: bool = False
    unlike: tuple[str, ...] = ()


EVERY_LETTER: tuple[str, ...] = ("0.1", "0.2", "0.3", "0.4", "0.6", "0.7", "0.8", "0.9", "0.10")
"""What every letter must contain, whichever it is, but for what a row says is unlike."""

_TOLD = ("0.11", "X1", "X3", "X4")

_BY_RIGHT = (
    "9.1", "9.2", "9.3", "9.4", "9.5", "9.6", "9.7",
    "10.1", "10.2", "10.3", "10.4", "10.5",
    "11.1", "11.2", "11.3", "11.4",
    "12.1", "12.2", "12.3", "12.4",
    "14.1", "14.2", "14.3",
    "15.1", "15.2", "15.3", "15.4",
    "16.1", "16.2", "16.3", "16.4",
    "17.1", "17.2", "17.3", "17.4", "17.5",
    "18.1", "18.2", "18.3", "18.4", "18.5",
)  # fmt: skip

TABLE: tuple[Row, ...] = (
    Row(Event.request_received, Letter.acknowledgement, "12(1)",
        ("1.1", "1.2", "1.3", "1.4", "1.5")),
    Row(Event.identity_doubted, Letter.identity_query, "12(6)",
        ("2.1", "2.2", "2.3", "2.5", "2.6", "2.7")),
    # Once a fee was accepted for it, 0.6 is not for this letter either (12(5), 15(3)).
    Row(Event.data_gathered, Letter.access_reply, "15",
        ("8.1", "8.2", "8.7", "8.8", "8.13", "8.16", *_TOLD),
        remedy=True, apology=True),
    Row(Event.nothing_found, Letter.nothing_held, "12(4), 15(1)",
        ("20.1", "20.2", "20.3", "20.4", *_TOLD),
        remedy=True, reasons=True, apology=True),
    Row(Event.scope_unclear, Letter.scope_query, "recital 63", ("3.1", "3.2")),
    Row(Event.time_extended, Letter.extension, "12(3)",
        ("0.11", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "X1"), remedy=True),
    Row(Event.fee_assessed, Letter.fee_quote, "12(5)(a), 15(3)",
        ("7.1", "7.2", "7.3", "7.4", "7.5", *_TOLD),
        remedy=True, reasons=True, apology=True, unlike=("0.6",)),
    Row(Event.request_refused, Letter.refusal, "12(4)",
        ("5.1", "5.2", "5.3", "5.4", "5.6", "5.7", *_TOLD),
        remedy=True, reasons=True, apology=True),
    Row(Event.partly_refused, Letter.partial_refusal, "12(4), 15(4)",
        ("6.1", "6.2", "6.3", "6.4", "8.1", "8.2", "8.7", "8.8", "8.13", "8.16", *_TOLD),
        remedy=True, reasons=True, apology=True),
    Row(Event.identity_not_confirmed, Letter.not_identified, "11(2), 12(2)",
        ("2.8", *_TOLD), remedy=True, reasons=True, apology=True),
    Row(Event.question_unanswered, Letter.reminder, "12(2)", ("2.5", "2.6")),
    Row(Event.time_limit_reached, Letter.overdue_apology, "12(4)",
        _TOLD, remedy=True, reasons=True, apology=True),
    Row(Event.answered_by_person, Letter.person_reply, "12(3)",
        _TOLD, remedy=True, apology=True),
    Row(Event.request_taken_back, Letter.request_withdrawn, "12(2)", ("0.11", "X1")),
    Row(Event.restriction_ending, Letter.restriction_lifting, "18(3)",
        ("13.1", "13.2", "13.3", "X3"), remedy=True, reasons=True),
    # Which numbers apply depends on the rights; reasons are due where an answer is negative.
    Row(Event.rights_carried_out, Letter.rights_reply, "7(3), 12(3), 12(4), 15 to 22",
        (*_BY_RIGHT, *_TOLD), remedy=True, apology=True),
)  # fmt: skip
"""One row for each event; no event has two letters."""

QUESTIONS = frozenset({Letter.identity_query, Letter.scope_query, Letter.fee_quote})
"""Letters that want an answer, of which the person may be reminded."""

_BY_LETTER = {row.letter: row for row in TABLE}


def letter_for(event: Event) -> Letter:
    """Return the letter that tells of an event."""
    return next(row.letter for row in TABLE if row.event is event)


def row_of(letter: Letter) -> Row:
    """Return the row of a letter."""
    return _BY_LETTER[letter]
