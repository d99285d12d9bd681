"""Which right does what to data, by the legal ground it is processed on. A table for a lawyer.

Sources: Articles 6(1), 7(3), 15 to 22 GDPR; WP242 on portability (provided and observed data,
never inferred); C-26/22 (an objection that succeeds ends in erasure). What is in no row does not
exist: there is no objection to a contract, and nothing to withdraw where consent is not the ground.
"""

from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.right import AskedRight, Ground


class Given(StrEnum):
    """How the controller came by the data (WP242 rev. 01, page 10)."""

    provided = "provided"
    observed = "observed"
    derived = "derived"
    obtained = "obtained"


class Treatment(StrEnum):
    """What happens to the data of one purpose."""

    disclose = "disclose"
    export = "export"
    exclude = "exclude"
    correct = "correct"
    restrict = "restrict"
    stop = "stop"
    review = "review"
    erase = "erase"
    blank = "blank"
    keep = "keep"
    leave = "leave"
    go_on = "go_on"


@dataclass(frozen=True, slots=True)
class Row:
    """What a right does on a ground, and by which provision.

    `marketing`, `profiling`: only purposes of direct marketing, or of profiling; None: either.
    `given`: only data that came so.
    """

    right: AskedRight
    grounds: frozenset[Ground]
    treatment: Treatment
    article: str
    marketing: bool | None = None
    profiling: bool | None = None
    given: frozenset[Given] | None = None


_R, _T, _G = AskedRight, Treatment, Ground
_ANY = frozenset(Ground)
_BY_WILL = frozenset({Ground.consent, Ground.contract})
_BY_INTEREST = frozenset({Ground.legitimate_interest, Ground.public_task})
_FROM_PERSON = frozenset({Given.provided, Given.observed})

TABLE: tuple[Row, ...] = (
    Row(_R.access, _ANY, _T.disclose, "15(1), 15(3)"),
    Row(_R.portability, _BY_WILL, _T.export, "20(1)", given=_FROM_PERSON),
    Row(_R.portability, _ANY, _T.exclude, "20(1)"),
    Row(_R.rectification, _ANY, _T.correct, "16"),
    Row(_R.restriction, _ANY, _T.restrict, "18(1)"),
    # The request itself ends consent, the contract and, unless a person finds compelling
    # grounds, the interest; what the law demands stays.
    Row(_R.erasure, frozenset({_G.consent}), _T.erase, "17(1)(b)"),
    Row(_R.erasure, frozenset({_G.contract, _G.vital_interests}), _T.erase, "17(1)(a)"),
    Row(_R.erasure, frozenset({_G.legitimate_interest}), _T.erase, "17(1)(c)"),
    Row(_R.erasure, frozenset({_G.legal_obligation, _G.public_task}), _T.keep, "17(3)(b)"),
    # Marketing stops whatever its ground; the rest of an objection is weighed by a person.
    Row(_R.marketing_objection, _ANY, _T.stop, "21(2), 21(3)", marketing=True),
    Row(_R.objection, _ANY, _T.stop, "21(2), 21(3)", marketing=True),
    Row(_R.objection, _BY_INTEREST, _T.review, "21(1)"),
    Row(_R.automated_decision, _ANY, _T.stop, "21(2), 21(3)", marketing=True, profiling=True),
    Row(_R.automated_decision, _ANY, _T.review, "22(3)", profiling=True),
    Row(_R.consent_withdrawal, frozenset({_G.consent}), _T.stop, "7(3)"),
)  # fmt: skip
"""Rows from top to bottom; the first that fits a purpose says what happens to its data."""

MEANWHILE: dict[AskedRight, str] = {
    AskedRight.rectification: "18(1)(a)",
    AskedRight.objection: "18(1)(d)",
}
"""Rights for which the data is restricted while a person checks or weighs, and by what."""

FOLLOWS: dict[AskedRight, str] = {
    AskedRight.consent_withdrawal: "17(1)(b)",
    AskedRight.objection: "17(1)(c)",
}
"""Rights after which data that no other purpose needs is erased, and by which provision."""

GOES_ON = "6(1)"
"""Where no row fits, the processing goes on, on its own ground, and the letter says so."""


def treatment_of(
    right: AskedRight, ground: Ground, *, marketing: bool, profiling: bool, given: Given
) -> tuple[Treatment, str]:
    """Return what a right does to the data of one purpose, and the article that says so."""
    for row in TABLE:
        fits = (
            row.right is right
            and ground in row.grounds
            and row.marketing in {None, marketing}
            and row.profiling in {None, profiling}
            and (row.given is None or given in row.given)
        )
        if fits:
            return row.treatment, row.article
    return Treatment.go_on, GOES_ON
