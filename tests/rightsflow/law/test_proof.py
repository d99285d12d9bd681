"""What is enough for which right: no gap, no contradiction to what waits for whom."""

import pytest

from rightsflow.law import ground
from rightsflow.law.go_ahead import GoAhead, waits_for
from rightsflow.law.ground import Treatment
from rightsflow.law.proof import TABLE, Proof, proof_for, stops_at_once, wants_identity
from rightsflow.law.right import AskedRight

DEEDS = [
    (right, treatment)
    for right in AskedRight
    for treatment in Treatment
    if treatment not in {Treatment.go_on, Treatment.leave}
    and any(row.right is right and row.treatment is treatment for row in ground.TABLE)
]


@pytest.mark.parametrize("right", AskedRight)
@pytest.mark.parametrize("treatment", Treatment)
def test_every_right_says_what_is_enough(right: AskedRight, treatment: Treatment) -> None:
    """There is a row for all that may be done, and nothing is done on less than an address."""
    assert proof_for(right, treatment) in Proof


@pytest.mark.parametrize(("right", "treatment"), DEEDS)
def test_only_what_waits_for_nobody_is_done_for_an_address_alone(
    right: AskedRight, treatment: Treatment
) -> None:
    """The two tables agree: what is done at once needs no identity, and all else does."""
    at_once = waits_for(treatment) is GoAhead.nobody
    assert (proof_for(right, treatment) is Proof.own_address) is at_once


@pytest.mark.parametrize(
    "treatment",
    [Treatment.disclose, Treatment.export, Treatment.erase, Treatment.blank, Treatment.correct,
     Treatment.restrict, Treatment.review],
)  # fmt: skip
def test_nothing_is_given_erased_or_changed_for_an_address_alone(treatment: Treatment) -> None:
    """Whatever right is named, but that an objection to marketing knows none of these."""
    for right in set(AskedRight) - {AskedRight.marketing_objection}:
        assert proof_for(right, treatment) is Proof.address_on_file


def test_only_an_objection_to_marketing_asks_nobody() -> None:
    """Article 21(3): whatever else is asked has a part for which it must be known who asks."""
    assert [one for one in AskedRight if not wants_identity(one)] == [
        AskedRight.marketing_objection
    ]


def test_what_stops_at_once() -> None:
    """Consent and marketing, in whatever right they are named."""
    assert {one for one in AskedRight if stops_at_once(one)} == {
        AskedRight.objection, AskedRight.marketing_objection, AskedRight.automated_decision,
        AskedRight.consent_withdrawal,
    }  # fmt: skip


def test_every_row_names_its_source() -> None:
    """A lawyer can look it up."""
    assert [row for row in TABLE if not row.source] == []
