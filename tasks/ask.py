"""Asking the address on file whether the request is its owner's (Article 12(6) GDPR)."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.letters.check import checked
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import Doubt, IdentityQuery
from rightsflow.register import case_requests, cases, holds
from rightsflow.register.cases import Case
from rightsflow.register.holds import Hold
from rightsflow.register.types import Channel, Stage
from tasks.acknowledge import frame_of
from tasks.desk import Desk
from tasks.person import Person
from tasks.post import Draft, post


def answer_by(at: Desk, case: Case, asked_on: date | None = None) -> date:
    """Return by when an answer is wanted: days from the question, in time for ours to go out.

    `asked_on`: the day of the question, None for today.
    """
    days = timedelta(days=at.settings.identity.answer_within_days)
    before = timedelta(days=at.settings.decisions.silence_days_before + 1)
    asked_on = asked_on or at.today()
    return max(min(asked_on + days, case.due_on - before), asked_on)


async def ask_identity(
    connection: AsyncConnection, at: Desk, asked: Sequence[tuple[Person, str]]
) -> None:
    """Queue the question to the address on file and hold the case until its reply.

    The letter goes to the address on file even where the request came from another one, and
    answers in the thread only where both are the same.
    """
    if not asked:
        return
    requests = await case_requests.requests_of(connection, [person.case.id for person, _ in asked])
    drafts = []
    for person, address in asked:
        rights = [request.right for request in requests[person.case.id]]
        context = IdentityQuery(
            frame_of(at, person.case, rights), _doubt(person, address), answer_by(at, person.case)
        )
        drafts.append(
            Draft(
                case=person.case,
                key=person.key,
                letter=Letter.identity_query,
                rendered=checked(Letter.identity_query, context),
                language=person.case.language,
                recipient=address,
                thread=person.requester if address == person.requester.address else None,
            )
        )
    await post(connection, at, drafts)
    waiting = [
        Hold(person.case.id, HoldKind.identity_reply, answer_by(at, person.case))
        for person, _ in asked
    ]
    await holds.open_holds(connection, waiting, at.now())
    await cases.move(connection, [person.case.id for person, _ in asked], Stage.located)


def _doubt(person: Person, address: str) -> Doubt:
    if person.case.channel is not Channel.mail:
        return Doubt.posted_request
    if address != person.requester.address:
        return Doubt.address_not_on_file
    return Doubt.sender_not_authenticated
