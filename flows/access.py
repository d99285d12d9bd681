"""What happens to an access request (Article 15 GDPR)."""

from flows.carrying import carry
from flows.copying import copy_and_answer
from flows.words import EVERY_CASE, CaseNumbers
from rightsflow.law.right import Right
from tasks.kit import over_cases, story


@story("access", over_cases)
async def access(cases: CaseNumbers = EVERY_CASE) -> int:
    """Gather what the systems hold, make the copy, and queue the answer.

    Takes the cases whose person is identified: every system is asked for its records, PDF and
    archive are made in processes of their own while the next batch is gathered, and the
    letter is queued. Returns how many answers it queued.
    """
    # Whom nothing was found about is told so once colleagues have searched as well.
    searched = await carry(cases, [Right.access])
    return searched + await copy_and_answer(cases)
