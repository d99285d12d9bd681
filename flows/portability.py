"""What happens to a request for portability (Article 20 GDPR)."""

from flows.carrying import carry
from flows.copying import copy_and_answer
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.law.right import Right
from tasks.kit import over_cases, story


@story("portability", over_cases)
async def portability(cases: CaseNumbers = EVERY_CASE) -> int:
    """Hand out what the person provided on consent or contract, in formats that programs read.

    What the right does not cover is named with its reason; it stays available by access.
    Returns how many answers it queued.
    """
    answered = await carry(cases, [Right.portability])
    return answered + await copy_and_answer(cases)
