"""Telling recipients: after which deed, whom, as what, by when, and what may become of it. Tables.

Sources: Article 19 GDPR (each recipient is told of a rectification, an erasure or a restriction,
unless that is impossible or takes disproportionate effort), 4(9) (processors are recipients), 28(3)
(a processor acts on documented instructions and helps with requests). No provision names a time:
the days are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rightsflow.law.decision import Decision
from rightsflow.law.subject import Identifier, IdentifierKind


class NoticeDeed(StrEnum):
    """What was done to the data; nothing else wants a notice."""

    rectify = "rectify"
    erase = "erase"
    restrict = "restrict"


class RecipientRole(StrEnum):
    """Whether a recipient decides itself (controller) or acts on instruction (processor)."""

    controller = "controller"
    processor = "processor"


class NoticeState(StrEnum):
    """How far a notice has come."""

    queued = "queued"
    sent = "sent"
    acknowledged = "acknowledged"
    done = "done"
    refused = "refused"
    overdue = "overdue"
    left_out = "left_out"


class LeftOut(StrEnum):
    """Why a recipient need not be told (Article 19, first sentence)."""

    impossible = "impossible"
    disproportionate = "disproportionate"


class RecipientWord(StrEnum):
    """What a recipient clearly answers."""

    received = "received"
    done = "done"
    refuses = "refuses"


@dataclass(frozen=True, slots=True)
class DeedRow:
    """A deed after which recipients are told, and the provision by which it was done."""

    deed: NoticeDeed
    article: str


DEEDS: tuple[DeedRow, ...] = (
    DeedRow(NoticeDeed.rectify, "16"),
    DeedRow(NoticeDeed.erase, "17(1)"),
    DeedRow(NoticeDeed.restrict, "18"),
)
"""One row for each deed."""


@dataclass(frozen=True, slots=True)
class RoleRow:
    """How a recipient is told: instructed or only notified, by which provision.

    `answer_within_days`: until when its answer is asked for, counted from the notice. `waits`:
    while the notice is so, an answer is still wanted.
    """

    role: RecipientRole
    instructed: bool
    article: str
    answer_within_days: int
    waits: frozenset[NoticeState]


_S = NoticeState

ROLES: tuple[RoleRow, ...] = (
    # It has to do the same with the data, and to say that it did.
    RoleRow(RecipientRole.processor, True, "19, 28(3)(a), 28(3)(e)", 7,  # noqa: FBT003 - a table
            frozenset({_S.queued, _S.sent, _S.acknowledged})),
    # What it does is its own duty and its own decision: that it knows is enough.
    RoleRow(RecipientRole.controller, False, "19", 14,  # noqa: FBT003 - a table
            frozenset({_S.queued, _S.sent})),
)  # fmt: skip
"""One row for each role."""


@dataclass(frozen=True, slots=True)
class Move:
    """A change of state, from one of several, and what brings it about."""

    to: NoticeState
    origins: frozenset[NoticeState]
    because: str


MOVES: tuple[Move, ...] = (
    Move(_S.queued, frozenset({_S.overdue}), "it has not left; a person chose to wait on"),
    # An answer proves that a notice arrived, also where nobody saw it leave.
    Move(_S.sent, frozenset({_S.queued, _S.acknowledged, _S.overdue}),
         "the letter left, or a person chose to wait on"),
    Move(_S.acknowledged, frozenset({_S.queued, _S.sent, _S.overdue}), "it says: received"),
    Move(_S.done, frozenset({_S.queued, _S.sent, _S.acknowledged, _S.overdue, _S.refused}),
         "it says: done; or a person found that it is"),
    Move(_S.refused, frozenset({_S.queued, _S.sent, _S.acknowledged, _S.overdue}),
         "it says: we refuse"),
    Move(_S.overdue, frozenset({_S.queued, _S.sent, _S.acknowledged}),
         "the day for its answer is over"),
    Move(_S.left_out, frozenset({_S.queued, _S.sent, _S.acknowledged, _S.overdue, _S.refused}),
         "a person found that telling it is impossible or disproportionate"),
)  # fmt: skip
"""One row for each state that can be reached; what is done or left out changes no more."""

LEAVES_OUT: dict[Decision, LeftOut] = {
    Decision.notice_impossible: LeftOut.impossible,
    Decision.notice_disproportionate: LeftOut.disproportionate,
}
"""Decisions by which a person leaves a recipient out; each wants its reason in writing."""

ANSWERED: dict[RecipientWord, NoticeState] = {
    RecipientWord.received: NoticeState.acknowledged,
    RecipientWord.done: NoticeState.done,
    RecipientWord.refuses: NoticeState.refused,
}
"""What a clear answer makes of a notice."""

_NAMING = (IdentifierKind.name, IdentifierKind.email, IdentifierKind.phone, IdentifierKind.record)
"""What a recipient may be told to find the person by, the plainest first; never a PESEL number."""

_ENOUGH = 2

_DEEDS = {row.deed: row for row in DEEDS}
_ROLES = {row.role: row for row in ROLES}
_MOVES = {move.to: move.origins for move in MOVES}


def deed_row(deed: NoticeDeed) -> DeedRow:
    """Return the row of a deed."""
    return _DEEDS[deed]


def role_row(role: RecipientRole) -> RoleRow:
    """Return the row of a role."""
    return _ROLES[role]


def origins_of(state: NoticeState) -> frozenset[NoticeState]:
    """Return the states from which a notice may come to this one."""
    return _MOVES[state]


def remind_on(sent_on: date, answer_by_on: date) -> date:
    """Return the day half-way between a notice and the day for its answer."""
    return sent_on + (answer_by_on - sent_on) / 2


def enough(known: Sequence[Identifier]) -> tuple[Identifier, ...]:
    """Return what the recipient needs to find the person, of what it knows already.

    A name and one more (Article 5(1)(c)); nothing where only a PESEL number would be left.
    """
    plain = sorted((one for one in known if one.kind in _NAMING), key=_plainness)
    first: dict[IdentifierKind, Identifier] = {}
    for one in plain:
        first.setdefault(one.kind, one)
    return tuple(first.values())[:_ENOUGH]


def _plainness(one: Identifier) -> int:
    return _NAMING.index(one.kind)
