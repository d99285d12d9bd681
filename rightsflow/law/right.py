"""The eight rights a privacy policy promises, and what may become of a request."""

from enum import StrEnum


class Right(StrEnum):
    """A right of a data subject, named as in Chapter III GDPR."""

    access = "access"
    rectification = "rectification"
    erasure = "erasure"
    restriction = "restriction"
    portability = "portability"
    objection = "objection"
    automated_decision = "automated_decision"
    consent_withdrawal = "consent_withdrawal"


class AskedRight(StrEnum):
    """A right as a person names it in a form: an objection to marketing is one of its own.

    Against it there is no ground, and it knows no extension (Article 21(2) and (3) GDPR).
    """

    access = "access"
    rectification = "rectification"
    erasure = "erasure"
    restriction = "restriction"
    portability = "portability"
    objection = "objection"
    marketing_objection = "marketing_objection"
    automated_decision = "automated_decision"
    consent_withdrawal = "consent_withdrawal"

    @property
    def right(self) -> Right:
        """Return the right that it is."""
        return Right.objection if self is AskedRight.marketing_objection else Right(self.value)


ARTICLE: dict[Right, str] = {
    Right.access: "15",
    Right.rectification: "16",
    Right.erasure: "17",
    Right.restriction: "18",
    Right.portability: "20",
    Right.objection: "21",
    Right.automated_decision: "22",
    Right.consent_withdrawal: "7(3)",
}
"""Which article of Regulation (EU) 2016/679 grants the right."""


class Outcome(StrEnum):
    """What became of a request: one list for register, letters, screens and statistics."""

    granted = "granted"
    partly_granted = "partly_granted"
    refused = "refused"
    fee_asked = "fee_asked"
    extended = "extended"
    nothing_held = "nothing_held"
    not_identified = "not_identified"
    withdrawn = "withdrawn"


STILL_OPEN: frozenset[Outcome] = frozenset({Outcome.extended})
"""Outcomes after which the answer is still to come."""


class Ground(StrEnum):
    """The legal ground of a processing, Article 6(1) GDPR."""

    consent = "consent"
    contract = "contract"
    legal_obligation = "legal_obligation"
    vital_interests = "vital_interests"
    public_task = "public_task"
    legitimate_interest = "legitimate_interest"


GROUND_ARTICLE: dict[Ground, str] = {
    Ground.consent: "6(1)(a)",
    Ground.contract: "6(1)(b)",
    Ground.legal_obligation: "6(1)(c)",
    Ground.vital_interests: "6(1)(d)",
    Ground.public_task: "6(1)(e)",
    Ground.legitimate_interest: "6(1)(f)",
}
"""Which letter of Article 6(1) GDPR states the ground."""
