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


class Event(StrEnum):
    """What happened to a case that the person is told of."""

    request_received = "request_received"
    identity_doubted = "identity_doubted"
    data_gathered = "data_gathered"
    nothing_found = "nothing_found"


@dataclass(frozen=True, slots=True)
class Row:
    """One event, the letter that tells of it, why it is sent and what it must contain."""

    event: Event
    letter: Letter
    article: str
    checklist: tuple[str, ...]


EVERY_LETTER: tuple[str, ...] = ("0.1", "0.2", "0.3", "0.4", "0.6", "0.7", "0.8", "0.9", "0.10")
"""What every letter must contain, whichever it is."""

TABLE: tuple[Row, ...] = (
    Row(
        Event.request_received,
        Letter.acknowledgement,
        "12(1)",
        ("1.1", "1.2", "1.3", "1.4", "1.5"),
    ),
    Row(
        Event.identity_doubted,
        Letter.identity_query,
        "12(6)",
        ("2.1", "2.2", "2.3", "2.5", "2.6", "2.7"),
    ),
    Row(
        Event.data_gathered,
        Letter.access_reply,
        "15",
        ("0.11", "8.1", "8.2", "8.7", "8.8", "8.13", "8.16", "X1", "X3", "X4"),
    ),
    Row(
        Event.nothing_found,
        Letter.nothing_held,
        "12(4), 15(1)",
        ("0.11", "20.1", "20.2", "20.3", "20.4", "X1", "X3", "X4"),
    ),
)
"""One row for each event; no event has two letters."""


def letter_for(event: Event) -> Letter:
    """Return the letter that tells of an event."""
    return next(row.letter for row in TABLE if row.event is event)
