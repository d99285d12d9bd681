"""Which requests of a case a decision is about."""

from rightsflow.law.right import AskedRight
from rightsflow.register.case_requests import Request
from tasks.effect import Deciding
from tasks.notaccepted import NotAccepted, Why


def chosen_requests(one: Deciding) -> list[Request]:
    """Return the open requests of the rights named, or the only one there is.

    Raises `NotAccepted` for a right that is not open here, and where several could be meant.
    """
    named = one.form.rights if one.form else ()
    if not named:
        if len(one.open) != 1:
            raise NotAccepted(Why.no_such_right)
        return one.open
    return [_request(one, asked) for asked in dict.fromkeys(named)]


def _request(one: Deciding, asked: AskedRight) -> Request:
    """Return the request; an objection to marketing is not to be taken for another one."""
    request = one.request(asked.right)
    if request.marketing != (asked is AskedRight.marketing_objection):
        raise NotAccepted(Why.no_such_right)
    return request
