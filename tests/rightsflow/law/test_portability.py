"""What the right to portability does not cover is what the table of rights excludes."""

from itertools import product

import pytest

from rightsflow.law.facts import Erasing
from rightsflow.law.ground import Given, Treatment, treatment_of
from rightsflow.law.portability import ARTICLE, Excluded, why_excluded
from rightsflow.law.right import AskedRight, Ground
from rightsflow.law.third_persons import Why


@pytest.mark.parametrize(("ground", "given"), list(product(Ground, Given)))
def test_a_reason_is_told_exactly_where_the_right_does_not_reach(
    ground: Ground, given: Given
) -> None:
    """The plan and the export read two tables; they never disagree."""
    treatment, _ = treatment_of(
        AskedRight.portability, ground, marketing=False, profiling=False, given=given
    )
    reason = why_excluded(ground, given, Erasing.delete)
    assert (reason is None) == (treatment is Treatment.export)
    assert why_excluded(ground, given, Erasing.leave) is Excluded.shared


@pytest.mark.parametrize(
    ("ground", "given", "reason"),
    [
        (Ground.consent, Given.provided, None),
        (Ground.contract, Given.observed, None),
        (Ground.consent, Given.derived, Excluded.derived),
        (Ground.contract, Given.obtained, Excluded.obtained),
        (Ground.legal_obligation, Given.provided, Excluded.other_ground),
        (Ground.legitimate_interest, Given.derived, Excluded.other_ground),
    ],
)
def test_the_first_row_that_fits_is_the_reason(
    ground: Ground, given: Given, reason: Excluded | None
) -> None:
    """Consent or a contract, provided or observed (WP242); one reason is told, the broadest."""
    assert why_excluded(ground, given, Erasing.delete) is reason


def test_every_reason_has_its_provision() -> None:
    """What is left out for others' sake is so by Article 20(4)."""
    assert set(ARTICLE) == set(Excluded)
    assert {ARTICLE[Excluded(why)] for why in Why} == {"20(4)"}
