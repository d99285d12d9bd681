"""What Dataverse means by refusing a change; its own words may hold anything and are not repeated.

Source: Microsoft, "Compose HTTP requests and handle errors", "Web service error codes".
"""

from enum import StrEnum
from typing import Final

from rightsflow.web import Answer, refuse_trouble

NO_SUCH_ROW: Final = "0x80040217"
OTHER_VERSION: Final = "0x80060882"

_BAD, _FORBIDDEN, _NOT_FOUND, _NOT_ALLOWED, _CONFLICT, _FAILED = 400, 403, 404, 405, 409, 412


class Change(StrEnum):
    """How a change ended.

    `absent`: the row is not there; `stale`: it has changed since it was read; `forbidden`: a
    privilege is missing; `refused`: Dataverse, or a plug-in in it, takes no such change.
    """

    done = "done"
    absent = "absent"
    stale = "stale"
    forbidden = "forbidden"
    refused = "refused"


def change_of(answer: Answer) -> Change:
    """Return how a change ended; raises `TryAgain` or `Misconfigured` if nobody can tell."""
    code = _code(answer)
    if answer.status == _NOT_FOUND and code == NO_SUCH_ROW:
        return Change.absent
    if answer.status == _FAILED and code == OTHER_VERSION:
        return Change.stale
    if answer.status == _FORBIDDEN and code:
        return Change.forbidden
    if answer.status in {_BAD, _NOT_ALLOWED, _CONFLICT, _FAILED} and code:
        return Change.refused
    refuse_trouble(answer)
    return Change.done


def is_no_answer(answer: Answer) -> bool:
    """Tell whether Dataverse does not know what is asked for, or does not let us ask."""
    return answer.status in {_BAD, _FORBIDDEN, _NOT_FOUND} and bool(_code(answer))


def _code(answer: Answer) -> str:
    """Return the code of an error of Dataverse's own; a proxy in between gives none."""
    error = answer.value.get("error") if isinstance(answer.value, dict) else None
    return str(error.get("code") or "") if isinstance(error, dict) else ""
