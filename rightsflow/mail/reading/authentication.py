"""Authentication-Results, read tolerantly (RFC 8601; and Microsoft's form without a server).

What is read here is what the fields claim. Which of them to believe (the topmost ones, written
by the controller's own receiving server) is decided above, with the settings.
"""

import re
from collections.abc import Iterable
from typing import Final

from rightsflow.mail.reading.model import AuthenticationResult

_FIELDS: Final = 20
"""Authentication-Results fields read from one message, topmost first."""

_COMMENT: Final = re.compile(r"\([^()]*\)")
_COMMENT_DEPTH: Final = 5
# A quotation that is never closed goes to the end: looking for its end again would be quadratic.
_SEGMENT: Final = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^;"])+')
_METHOD: Final = re.compile(r"\s*([a-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*([a-z0-9-]+)", re.IGNORECASE)
_PROPERTY: Final = re.compile(
    r"(?<![a-z0-9-])([a-z0-9-]{1,80}(?:\.[a-z0-9_-]{1,80})?)\s*=\s*"
    r'("(?:[^"\\]|\\.)*"?|[^\s;"]+)',
    re.IGNORECASE,
)
_SERVER: Final = re.compile(r'\s*("?)([^\s"=;]+)\1(?:\s+\d+)?\s*$')


def parse_results(values: Iterable[str]) -> tuple[AuthenticationResult, ...]:
    """Return the results in all the fields, in their order; what is not understood is left out."""
    found: list[AuthenticationResult] = []
    for number, value in enumerate(values):
        if number == _FIELDS:
            break
        found.extend(_parse_field(value, number))
    return tuple(found)


def _parse_field(value: str, number: int) -> list[AuthenticationResult]:
    segments = _SEGMENT.findall(_without_comments(value))
    if not segments:
        return []
    server = _SERVER.match(segments[0])
    authserv_id = server.group(2).lower() if server else None
    results = segments[1:] if server else segments
    return [
        result
        for segment in results
        if (result := _parse_result(segment, authserv_id, number)) is not None
    ]


def _parse_result(
    segment: str, authserv_id: str | None, number: int
) -> AuthenticationResult | None:
    method = _METHOD.match(segment)
    if method is None:
        return None
    properties = {
        name.lower(): value.strip('"') for name, value in _PROPERTY.findall(segment[method.end() :])
    }
    return AuthenticationResult(
        authserv_id, method.group(1).lower(), method.group(2).lower(), properties, number
    )


def _without_comments(value: str) -> str:
    for _ in range(_COMMENT_DEPTH):
        shorter = _COMMENT.sub(" ", value)
        if shorter == value:
            break
        value = shorter
    return value
