"""What became of a request, by what its plan did and what it left. A table.

Sources: Articles 12(3) and (4) GDPR (action taken, or the reasons why not), 17(3), 20(1). What is
kept, left out or still to be done by hand makes an answer partial, and never whole.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment
from rightsflow.law.right import AskedRight, Outcome


@dataclass(frozen=True, slots=True)
class Row:
    """A right: which treatments grant it, and which limit it if there are any."""

    right: AskedRight
    grants: frozenset[Treatment]
    limits: frozenset[Treatment] = frozenset()


_T = Treatment
_GONE = frozenset({_T.erase, _T.blank})

TABLE: tuple[Row, ...] = (
    Row(AskedRight.access, frozenset({_T.disclose})),
    Row(AskedRight.portability, frozenset({_T.export}), frozenset({_T.exclude})),
    Row(AskedRight.rectification, frozenset({_T.correct})),
    Row(AskedRight.restriction, frozenset({_T.restrict})),
    Row(AskedRight.erasure, _GONE, frozenset({_T.keep})),
    # What goes on rests on another ground, or was not objected to: that limits nothing.
    Row(AskedRight.objection, frozenset({_T.stop}) | _GONE),
    Row(AskedRight.marketing_objection, frozenset({_T.stop})),
    Row(AskedRight.automated_decision, frozenset({_T.stop, _T.review})),
    Row(AskedRight.consent_withdrawal, frozenset({_T.stop})),
)
"""One row for each right."""

_BY_RIGHT = {row.right: row for row in TABLE}


def outcome_of(
    right: AskedRight,
    actions: Sequence[Action],
    open_by_hand: Collection[str] = (),
    *,
    rest_stays: bool = False,
) -> Outcome:
    """Return the outcome of a plan that was carried out and verified.

    `open_by_hand`: systems in which somebody was asked to do it and has not said so yet.
    `rest_stays`: something was left over, and stays by a decision.
    """
    row = _BY_RIGHT[right]
    granted = [one for one in actions if one.treatment in row.grants]
    limited = [one for one in actions if one.treatment in row.limits]
    if not granted:
        return Outcome.refused if limited else Outcome.nothing_held
    kept = right is AskedRight.erasure and any(one.kept for one in granted)
    by_hand = any(one.by_person and one.system in open_by_hand for one in granted)
    short = limited or kept or by_hand or rest_stays
    return Outcome.partly_granted if short else Outcome.granted
