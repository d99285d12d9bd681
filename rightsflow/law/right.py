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
