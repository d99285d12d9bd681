"""What the right to portability does not cover, and why. A table for a lawyer.

Sources: Article 20(1) and (4) GDPR; WP242 rev. 01, pages 8 to 12 (consent or contract; provided
and observed, never inferred; others). What is excluded here is still given under Article 15.
"""

from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.facts import Erasing
from rightsflow.law.ground import Given
from rightsflow.law.right import Ground


class Excluded(StrEnum):
    """Why records or columns stay out of an export."""

    shared = "shared"
    other_ground = "other_ground"
    derived = "derived"
    obtained = "obtained"
    not_asked = "not_asked"
    third_party = "third_party"
    held_back = "held_back"
    withheld = "withheld"
    blacked_out = "blacked_out"
    not_described = "not_described"


_ANY_GROUND, _ANY_GIVEN = frozenset(Ground), frozenset(Given)
_NOT_BY_WILL = _ANY_GROUND - {Ground.consent, Ground.contract}


@dataclass(frozen=True, slots=True)
class Row:
    """Collections that are excluded: on which grounds, however they came, and by what.

    `shared`: only what is looked up and belongs to nobody (a company, a job, a mailing).
    """

    reason: Excluded
    article: str
    grounds: frozenset[Ground] = _ANY_GROUND
    given: frozenset[Given] = _ANY_GIVEN
    shared: bool = False


TABLE: tuple[Row, ...] = (
    Row(Excluded.shared, "4(1)", shared=True),
    Row(Excluded.other_ground, "20(1)(a)", grounds=_NOT_BY_WILL),
    Row(Excluded.derived, "20(1)", given=frozenset({Given.derived})),
    Row(Excluded.obtained, "20(1)", given=frozenset({Given.obtained})),
)
"""Rows from top to bottom; the first that fits is the reason that is told."""

ARTICLE: dict[Excluded, str] = {
    **{row.reason: row.article for row in TABLE},
    Excluded.not_asked: "20(1)",
    Excluded.third_party: "20(4)",
    Excluded.held_back: "20(4)",
    Excluded.withheld: "20(4)",
    Excluded.blacked_out: "20(4)",
    # Of a column that nobody has described it is not known whose data stands in it.
    Excluded.not_described: "20(4)",
}
"""The provision of each reason."""


def why_excluded(ground: Ground, given: Given, erasing: Erasing) -> Excluded | None:
    """Return why a collection is not covered by the right; None if it is."""
    for row in TABLE:
        is_so = erasing is Erasing.leave or not row.shared
        if is_so and ground in row.grounds and given in row.given:
            return row.reason
    return None
