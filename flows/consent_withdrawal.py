"""What happens to a withdrawal of consent (Article 7(3) GDPR)."""

from flows.carrying import carry
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.law.right import Right
from tasks.kit import over_cases, story


@story("consent withdrawal", over_cases)
async def consent_withdrawal(cases: CaseNumbers = EVERY_CASE) -> int:
    """Stop at once what consent was given for; then erase what has no other ground.

    The erasure waits for identity and approval, the stop for nobody. Returns how many answers it
    queued.
    """
    return await carry(cases, [Right.consent_withdrawal])
