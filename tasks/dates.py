"""The dates of a request, reckoned anew from what moved them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.prolonging import ExtensionNotice, IdentityQuestion
from rightsflow.law.reckoning import Deadline, reckon
from rightsflow.register import case_requests, changes
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.journal import Entry, note
from rightsflow.settings import Controller
from tasks.desk import Desk


def deadline_of(
    controller: Controller, request: Request, notice: ExtensionNotice | None = None
) -> Deadline:
    """Return when an answer to a request is due; `notice`: as if this one had gone out.

    The question about identity makes a pause only where a person chose so.
    """
    if notice is None and request.extended_at and request.extension_months:
        notice = ExtensionNotice(request.extended_at, request.extension_months)
    question = None
    if request.suspended_by and request.question_on:
        question = IdentityQuestion(request.question_on, request.question_answered_on)
    return reckon(
        request.received_at, controller.zone, controller.country,
        extension=notice, question=question,
    )  # fmt: skip


async def answered_question(
    connection: AsyncConnection, at: Desk, case: Case, answered_at: datetime
) -> None:
    """Note when identity was proved; where a person chose a pause, dates move by it."""
    today_on = answered_at.astimezone(at.settings.controller.zone).date()
    await changes.question_answered(connection, case.id, today_on)
    asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
    paused = {
        one.id: deadline_of(at.settings.controller, one).due_on
        for one in asked
        if one.suspended_by and one.is_open
    }
    await changes.set_dates(connection, paused)
    for one in asked:
        if one.id in paused:
            detail = {"right": one.right, "due_on": paused[one.id].isoformat()}
            await note(connection, [Entry(case.id, "pause_counted", detail)], at.now())
