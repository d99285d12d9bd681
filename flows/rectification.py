"""What happens to a request for rectification (Article 16 GDPR)."""

from flows.carrying import carry
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.law.right import Right
from tasks.kit import over_cases, story


@story("rectification", over_cases)
async def rectification(cases: CaseNumbers = EVERY_CASE) -> int:
    """Correct the fields that a person names, in every system that has them.

    What is contested is restricted at once; an approver writes old and new value, the systems
    are corrected and asked again. Returns how many answers it queued.
    """
    return await carry(cases, [Right.rectification])
