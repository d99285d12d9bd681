"""What an answer that is no answer means: who has to do what."""

from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from rightsflow.web.exchange import Answer

UNAUTHORIZED, FORBIDDEN = 401, 403
SUCCESS, REDIRECTION, CLIENT_ERROR = 200, 300, 400

_NO_ENTRY = (
    "The system refuses our credential (status 401). Compare what auth names with the key, "
    "password or client that the system has on file; perhaps it has expired."
)
_FORBIDDEN = (
    "The system knows us and refuses a question (status 403). Give the account of auth the "
    "permission or scope that the question needs; the connector's README lists them."
)
_MOVED = (
    "The system answers with a redirection, which is not followed: it would carry the "
    "credential elsewhere. Correct base_url or the path."
)
_STRANGE = "The system does not take a question as it is asked"
STRANGE_FORMAT = "The system answers, but not in its own format. It is asked again later."


def trouble_of(answer: Answer) -> RightsflowError | None:
    """Return the error that an answer means; None for a success (2xx)."""
    if SUCCESS <= answer.status < REDIRECTION:
        return None
    if answer.passing:
        told = answer.trouble or f"status {answer.status}"
        return TryAgain(f"The system does not answer ({told}).", wait_s=answer.wait_s)
    if answer.status == UNAUTHORIZED:
        return Misconfigured(_NO_ENTRY)
    if answer.status == FORBIDDEN:
        return Misconfigured(_FORBIDDEN)
    if REDIRECTION <= answer.status < CLIENT_ERROR:
        return Misconfigured(_MOVED)
    return Misconfigured(
        f"{_STRANGE} (status {answer.status}). Correct base_url, or path and method in the map."
    )


def refuse_trouble(answer: Answer) -> None:
    """Raise what an answer means, unless it is a success. No text holds a URL or a value."""
    error = trouble_of(answer)
    if error is not None:
        raise error
