"""The SASL mechanism XOAUTH2 as Google and Microsoft describe it, and what a token says."""

import base64
import binascii
import json
from typing import Any

from pydantic import SecretStr

MECHANISM = "XOAUTH2"


def initial_response(username: str, token: SecretStr) -> bytes:
    """Return what is said first: who logs in, and the token; not yet in base64."""
    return f"user={username}\x01auth=Bearer {token.get_secret_value()}\x01\x01".encode()


def status_of(challenge: bytes) -> str:
    """Return the `status` of a refusal, such as 401; empty where there is none to trust.

    The refusal is JSON, sent as a challenge that an empty answer ends. Digits alone are
    taken from it: the rest is the server's free text.
    """
    said = _object(challenge)
    status = str(said.get("status", ""))
    return status if status.isascii() and status.isdigit() and len(status) <= 3 else ""  # noqa: PLR2004 - as HTTP has them


def permissions(token: SecretStr) -> frozenset[str] | None:
    """Return the permissions that a token names (`roles`, `scp`); None if it cannot be read.

    A JWT is read without proof of who made it (RFC 7519): what it says becomes a remedy in a
    message, never a decision.
    """
    parts = token.get_secret_value().split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return None
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    try:
        claims = _object(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError):
        return None
    if not claims:
        return None
    roles, scopes = claims.get("roles", []), claims.get("scp", claims.get("scope", ""))
    named = [*roles] if isinstance(roles, list) else []
    named += scopes.split() if isinstance(scopes, str) else []
    return frozenset(str(name) for name in named)


def _object(text: bytes) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
