"""What happens to a request for restriction (Article 18 GDPR)."""

from flows.carrying import carry
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.law.right import Right
from tasks.kit import over_cases, story


@story("restriction", over_cases)
async def restriction(cases: CaseNumbers = EVERY_CASE) -> int:
    """Mark the person's records, so that the systems leave them alone.

    Where a system has no such mark, a person is asked. The mark is lifted only by a decision,
    and after the person was told. Returns how many answers it queued.
    """
    return await carry(cases, [Right.restriction])
