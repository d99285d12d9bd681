"""What a token server's answer means. Codes alone are told of it: its words may hold anything."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from rightsflow.backoff import retry_after_s
from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from rightsflow.oauth.account import Account
from rightsflow.oauth.remedies import ENTRA_PASSING, entra, otherwise, standard

_OK, _TOO_MANY, _FAULT_OF_SERVER = 200, 429, 500
_UNTOLD_WAIT_S = 60.0
_UNTOLD_LIFETIME_S = 300.0
"""Where the server does not say how long a token holds (RFC 6749 5.1 only recommends it)."""

_AADSTS = re.compile(r"AADSTS(\d{2,9})\b")
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token, how many seconds it holds, and the refresh token that came with it."""

    token: SecretStr
    lifetime_s: float
    refresh_token: str | None = field(default=None, repr=False)


def read_answer(
    account: Account, status: int, headers: Mapping[str, str], body: object
) -> Granted | RightsflowError:
    """Return what was granted, or the error to raise: it says the remedy and repeats no word.

    `body` is the JSON that came, None where none did.
    """
    said = body if isinstance(body, dict) else {}
    if status == _OK:
        granted = _granted(said)
        return granted or Misconfigured(
            f"The address {account.host} gave no access token. Check token_url: it is the token "
            "endpoint, not the page for people."
        )
    codes = _entra_codes(said)
    error = str(said.get("error", ""))
    wait_s = retry_after_s(headers)
    passing = error in _PASSING or ENTRA_PASSING.intersection(codes)
    if status == _TOO_MANY or status >= _FAULT_OF_SERVER or wait_s or passing:
        message = f"The token server {account.host} gives no tokens now (HTTP {status})."
        return TryAgain(message, wait_s=wait_s or _UNTOLD_WAIT_S)
    return _misconfigured(account, status, error, codes)


def _granted(said: Mapping[str, Any]) -> Granted | None:
    token, kind = said.get("access_token"), str(said.get("token_type", "Bearer"))
    # A token that holds a control character would change what is said to the mail server.
    plain = isinstance(token, str) and token and token.isascii() and token.isprintable()
    if not plain or kind.lower() != "bearer":
        return None
    newer = said.get("refresh_token")
    try:
        lifetime_s = float(said.get("expires_in", _UNTOLD_LIFETIME_S))
    except (TypeError, ValueError):
        lifetime_s = _UNTOLD_LIFETIME_S
    return Granted(
        SecretStr(str(token)), lifetime_s, newer if isinstance(newer, str) and newer else None
    )


def _misconfigured(
    account: Account, status: int, error: str, codes: tuple[int, ...]
) -> Misconfigured:
    """Name Microsoft's code if it is a known one, else the standard's; both are closed lists."""
    for code in codes:
        if (said := entra(code, account.used_for)) is not None:
            problem, remedy = said
            return Misconfigured(f"{account.host}: AADSTS{code}, {problem}. {remedy}")
    shown = "".join(f"AADSTS{code}, " for code in codes)
    if (said := standard(error, account.grant, account.used_for)) is not None:
        problem, remedy = said
        return Misconfigured(f"{account.host}: {shown}{error}, {problem}. {remedy}")
    remedy = otherwise(account.used_for)
    return Misconfigured(f"{account.host}: {shown}HTTP {status}, no token was given. {remedy}")


def _entra_codes(said: Mapping[str, Any]) -> tuple[int, ...]:
    listed = said.get("error_codes", [])
    codes = [code for code in listed if isinstance(code, int)] if isinstance(listed, list) else []
    found = [int(code) for code in _AADSTS.findall(str(said.get("error_description", "")))]
    return tuple(dict.fromkeys([*codes, *found]))
