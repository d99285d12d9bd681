"""What happens to an objection (Article 21 GDPR)."""

from flows.carrying import carry
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.law.right import Right
from tasks.kit import over_cases, story


@story("objection", over_cases)
async def objection(cases: CaseNumbers = EVERY_CASE) -> int:
    """Stop direct marketing at once; weigh every other objection by a person.

    While it is weighed the data is restricted. An objection that is upheld ends in erasure of
    what nothing else covers. Returns how many answers it queued.
    """
    return await carry(cases, [Right.objection])
