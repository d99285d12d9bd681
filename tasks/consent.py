"""What was entered about a person without a consent that can be shown: a person looks into it."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.consent import WithoutConsent
from rightsflow.law.hold import HoldKind
from rightsflow.register import holds
from rightsflow.register.cases import Case
from rightsflow.register.holds import Hold
from tasks.approval import approver_answers_by
from tasks.desk import Desk


async def ask_about(
    connection: AsyncConnection, at: Desk, consent: WithoutConsent, cases: Iterable[Case]
) -> None:
    """Open a hold for each case with a record to which nothing shows a consent.

    Who has looked into it once is not asked again about the same case and system: the column may
    stay empty, where the record is on its way out.
    """
    found = {case.id: case for case in cases if consent.of(case.number)}
    if not found:
        return
    name, kind = consent.system.system, HoldKind.consent_missing
    known = await holds.released_of(connection, list(found), kind, name)
    new = [
        Hold(key, kind, approver_answers_by(at, case.due_on), name, consent.of(case.number))
        for key, case in found.items()
        if key not in known
    ]
    await holds.open_holds(connection, new, at.now())
