"""Conditions that several queries share."""

from sqlalchemy import ColumnElement, and_, or_

from rightsflow.law.right import STILL_OPEN
from rightsflow.register.tables import request


def is_open_request() -> ColumnElement[bool]:
    """Return the condition that a request was asked for and its answer is still to come.

    `case_requests.Request.is_open` says the same of a request that was read.
    """
    unanswered = or_(request.c.outcome.is_(None), request.c.outcome.in_(list(STILL_OPEN)))
    return and_(request.c.dropped_at.is_(None), unanswered)
