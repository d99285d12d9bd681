"""What happens to an objection to automated decisions (Article 22 GDPR)."""

from flows.carrying import carry
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.law.right import Right
from tasks.kit import over_cases, story


@story("automated decision", over_cases)
async def automated_decision(cases: CaseNumbers = EVERY_CASE) -> int:
    """Stop profiling for marketing at once; let a person review every other automated decision.

    Returns how many answers it queued.
    """
    return await carry(cases, [Right.automated_decision])
