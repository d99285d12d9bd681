"""What happens for a right where nothing of ours is held: at recipients, at the authority. Tables.

Article 19 GDPR: each recipient is told of a rectification, an erasure or a restriction.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rightsflow.law.hold import HoldKind
from rightsflow.law.notice import NoticeDeed, RecipientRole
from rightsflow.law.places import Place, Reached, Situation
from rightsflow.law.right import AskedRight

TOLD_ON: Mapping[AskedRight, NoticeDeed] = {
    AskedRight.rectification: NoticeDeed.rectify,
    AskedRight.erasure: NoticeDeed.erase,
    AskedRight.restriction: NoticeDeed.restrict,
    # What was processed for that purpose alone is erased (Article 17(1)(b) and (c)).
    AskedRight.objection: NoticeDeed.erase,
    AskedRight.consent_withdrawal: NoticeDeed.erase,
}
"""Rights after which recipients are told, and of what."""


@dataclass(frozen=True, slots=True)
class Row:
    """How a notice goes in a situation: what is noted, and why."""

    situation: Situation
    entries: tuple[str, ...]
    why: str


_QUEUED = "notice_queued"
_S, _H = Situation, HoldKind

NOTICES: tuple[Row, ...] = (
    Row(_S.found, (_QUEUED,), "It is told, reminded, and its answer is noted."),
    Row(_S.nothing_there, (), "Nobody received the data, so there is nobody to tell."),
    Row(_S.system_down, (_QUEUED, f"hold_opened {_H.notice_overdue}"),
        "It does not answer: a person decides whether to wait on."),
    Row(_S.not_supported, ("notice_by_person", "task_asked notify"),
        "It has no address on file: a colleague tells it."),
    Row(_S.partly_kept, (_QUEUED, "recipient_answered", f"hold_opened {_H.recipient_reply}"),
        "It keeps something and says so: a person reads why."),
)  # fmt: skip
"""One row for each situation of a recipient."""

_LETTER: Mapping[RecipientRole, str] = {
    RecipientRole.controller: "controller_notice",
    RecipientRole.processor: "processor_notice",
}
_ONLY_NAMED = frozenset({AskedRight.access, AskedRight.portability})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is noted, which letter goes to whom it is, and why."""

    entries: tuple[str, ...] = ()
    letter: str = ""
    why: str = ""

    @property
    def holds(self) -> tuple[HoldKind, ...]:
        """Return what waits for a person."""
        opened = [one.partition(" ")[2] for one in self.entries if one.startswith("hold_opened ")]
        return tuple(map(HoldKind, opened))


def told_elsewhere(right: AskedRight, place: Place, situation: Situation) -> Elsewhere:
    """Return what happens at a recipient, at the authority, or nowhere at all."""
    if place.role is None or place.reached is Reached.never:
        return Elsewhere(why=place.told)
    if right in _ONLY_NAMED:
        named = "Named in the copy." if right is AskedRight.access else "Nothing is told."
        return Elsewhere(why=named)
    if right not in TOLD_ON:
        return Elsewhere(why="A stop changes no data, so nobody is told (Article 19).")
    row = next(one for one in NOTICES if one.situation is situation)
    written = _QUEUED in row.entries
    return Elsewhere(row.entries, _LETTER[place.role] if written else "", row.why)
