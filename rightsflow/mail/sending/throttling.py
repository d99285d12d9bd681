"""Answers by which a mail server asks for patience, and for how long."""

import re
from typing import Final

from rightsflow.mail.sending.codes import CLOSING, is_passing

_TOLD = re.compile(
    r"(?:backoff time:?|retry|try(?: again)?|wait)\D{0,20}?(\d{1,10})\s*"
    r"(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|hours?)\b",
    re.IGNORECASE,
)
_UNIT_S: Final = {"mi": 60.0, "ms": 0.001, "s": 1.0, "h": 3600.0}
_BUSY_S: Final = 60.0
_DAILY_S: Final = 3600.0

_PATIENCE = re.compile(
    r"4\.7\.\d{1,3}\b|4\.3\.2\b|throttl|too many|rate limit|concurrent", re.IGNORECASE
)
"""RFC 3463: 4.7.x a policy, 4.3.2 no messages now; what Exchange Online and Gmail write."""

_DAILY = re.compile(r"5\.1\.90\b|5\.4\.5\b|SubmissionQuotaExceeded", re.IGNORECASE)
"""Exchange Online and Gmail: so many letters a day. A refusal by its code, and yet it passes."""


def over_daily_limit(text: str) -> bool:
    """Tell whether a refusal means that the account has sent enough for today."""
    return _DAILY.search(text) is not None


def wait_s(code: int, text: str) -> float:
    """Return the seconds for which the server is to be left alone; 0 if it asks for none.

    `text` is only searched: it may name people, and is shown nowhere.
    """
    if over_daily_limit(text):
        return _DAILY_S
    if not is_passing(code):
        return 0
    told = _TOLD.search(text)
    if told:
        return float(told[1]) * _unit_s(told[2].lower())
    return _BUSY_S if code == CLOSING or _PATIENCE.search(text) else 0


def _unit_s(unit: str) -> float:
    if unit.startswith(("milli", "ms")):
        return _UNIT_S["ms"]
    return _UNIT_S["mi"] if unit.startswith("mi") else _UNIT_S[unit[0]]
