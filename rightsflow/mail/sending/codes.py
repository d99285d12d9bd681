"""Reply codes of mail servers: what may be shown of an answer (RFC 5321 4.2, RFC 3463)."""

import re

CLOSING = 421
"""The server takes its leave (RFC 5321 3.8)."""

_ENHANCED = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?=\s|$)")


def codes(code: int, text: str) -> str:
    """Return the reply code and, if there is one, the enhanced status code (RFC 3463)."""
    enhanced = _ENHANCED.match(text.strip())
    return f"{code} {enhanced[0]}" if enhanced else str(code)


def is_passing(code: int) -> bool:
    """Tell whether a refusal may be taken back later."""
    return code // 100 == 4  # noqa: PLR2004 - RFC 5321 4.2.1: 4yz is transient


def is_final(code: int) -> bool:
    """Tell whether a refusal is meant for good."""
    return code // 100 == 5  # noqa: PLR2004 - RFC 5321 4.2.1: 5yz is permanent
