"""A request that came by post, phone or portal, taken further by its number."""

from flows.fulfil import fulfil
from flows.words import CaseNumber
from tasks.kit import story


@story("open-case", "open-case {case}")
async def open_case(case: CaseNumber) -> int:
    """Take a posted request through its first stages.

    First store the person: `rightsflow case open` asks for name, address and phone on the
    operator's terminal and prints the case number. Then run this with that number: every
    system is asked, and where nobody has proved to be the person, the question goes to the
    address on file. Returns how many letters were sent.
    """
    return await fulfil([case])
