"""Data whose accuracy is contested is restricted while somebody checks it (Article 18(1)(a) GDPR).

Which data that is nobody knows before an approver has written down the fields.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.datamap.corrections import NoCorrection, corrections_in
from rightsflow.law.right import Right
from rightsflow.register import case_requests, details
from rightsflow.register.cases import Case
from rightsflow.register.details import Details
from rightsflow.register.plans import has_actions
from tasks.beginning import mark_meanwhile
from tasks.desk import Desk
from tasks.drawing import draw
from tasks.person import person_within
from tasks.planning import plan_of


async def restrict_disputed(
    connection: AsyncConnection, at: Desk, case: Case, correction: str
) -> None:
    """Let the systems be marked that hold the fields of a correction, until it is decided.

    A text that names no fields restricts nothing: whoever approves is told so.
    """
    try:
        found = corrections_in(correction, at.systems)
    except NoCorrection:
        return
    person = await person_within(connection, at, case)
    plan = await plan_of(connection, person)
    asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
    for request in asked:
        if (
            request.right is Right.rectification
            and request.is_open
            and has_actions(plan, request.id)
        ):
            said = Details(corrections=found)
            await details.keep(connection, request.id, person.key, case.number, said)
            for drawn in await draw(connection, at, {case.id: person}, [request.id]):
                await mark_meanwhile(connection, drawn)
