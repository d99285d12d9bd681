"""What waits for nobody, for identity, or for a person's approval. A table.

Sources: Articles 7(3) and 21(3) GDPR (stopping is as easy as beginning, and at once), 12(6)
(reasonable doubt about identity), 21(1) and 22(3) (a person weighs), 32 (what cannot be undone).
"""

from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.ground import Treatment


class GoAhead(StrEnum):
    """Whose word something waits for; approval always comes after identity."""

    nobody = "nobody"
    identity = "identity"
    approval = "approval"


@dataclass(frozen=True, slots=True)
class Row:
    """A treatment, what it waits for, and why."""

    treatment: Treatment
    waits_for: GoAhead
    article: str


TABLE: tuple[Row, ...] = (
    Row(Treatment.stop, GoAhead.nobody, "7(3), 21(3)"),
    Row(Treatment.go_on, GoAhead.nobody, "6(1)"),
    Row(Treatment.leave, GoAhead.nobody, "4(1)"),
    Row(Treatment.exclude, GoAhead.identity, "20(1)"),
    Row(Treatment.disclose, GoAhead.identity, "12(6)"),
    Row(Treatment.export, GoAhead.identity, "12(6)"),
    # The mark protects the person and can be taken off again.
    Row(Treatment.restrict, GoAhead.identity, "12(6), 18(1)"),
    Row(Treatment.correct, GoAhead.approval, "16, 32"),
    Row(Treatment.review, GoAhead.approval, "21(1), 22(3)"),
    Row(Treatment.erase, GoAhead.approval, "17, 32"),
    Row(Treatment.blank, GoAhead.approval, "17, 32"),
    Row(Treatment.keep, GoAhead.approval, "17(3)"),
)
"""One row for each treatment."""

_BY_TREATMENT = {row.treatment: row.waits_for for row in TABLE}


def waits_for(treatment: Treatment) -> GoAhead:
    """Return whose word a treatment waits for."""
    return _BY_TREATMENT[treatment]
