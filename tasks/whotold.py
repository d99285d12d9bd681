"""The recipients of a request as the letter to the person names them (Article 19 GDPR)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.notice import NoticeState
from rightsflow.letters.rights import NoticeTold, ToldRecipient
from rightsflow.register import notices
from rightsflow.register.notices import Notice
from tasks.desk import Desk
from tasks.noticepost import LEFT_OUT, body_of, day_in
from tasks.person import Person


async def who_was_told(
    connection: AsyncConnection, at: Desk, person: Person, request_id: int
) -> tuple[ToldRecipient, ...]:
    """Return the recipients of a request with how it stands, each once for each way it stands.

    One whom our records do not name has an empty name: that it is there is not kept back.
    """
    found = await notices.of_requests(connection, [request_id])
    told = {}
    for one in found[request_id]:
        recipient = _stands(at, one, body_of(person, one))
        told[recipient.name, recipient.state] = recipient
    return tuple(told.values())


def _stands(at: Desk, one: Notice, body: Mapping[str, Any]) -> ToldRecipient:
    name = str(body["name"])
    if one.state is NoticeState.left_out:
        return ToldRecipient(name, NoticeTold(str(one.reason)), None, str(body.get(LEFT_OUT, "")))
    if one.state is NoticeState.done and one.answered_at:
        return ToldRecipient(name, NoticeTold.confirmed, day_in(at, one.answered_at))
    if one.sent_at:
        return ToldRecipient(name, NoticeTold.told, day_in(at, one.sent_at))
    return ToldRecipient(name, NoticeTold.to_be_told, _still_by(at, one))


def _still_by(at: Desk, one: Notice) -> date:
    """Return by when it is told: a day that is over was not kept, and is no promise."""
    return max(one.answer_by_on, at.today())
