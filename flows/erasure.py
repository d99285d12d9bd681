"""What happens to an erasure request (Article 17 GDPR)."""

from flows.carrying import carry
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.law.right import Right
from tasks.kit import over_cases, story


@story("erasure", over_cases)
async def erasure(cases: CaseNumbers = EVERY_CASE) -> int:
    """Erase what nothing else covers, keep the rest with its reason and its last day.

    Takes the cases whose person is identified: the systems are surveyed, a plan says what goes
    and what stays, an approver looks at it, the systems erase, and each is asked again before
    anything is called erased. Returns how many answers it queued.
    """
    return await carry(cases, [Right.erasure])
