"""Message-IDs of our letters: a reply that cites one joins its case, and nobody can guess one."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence

_MAC_BYTES = 15
"""120 bits, 24 characters of base32, which survives a change to small letters."""

_CONTEXT = b"rightsflow message-id 1\0"
_CASE = r"[A-Za-z0-9][A-Za-z0-9-]{0,39}"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
_WHOLE = re.compile(
    rf"<(?P<case>{_CASE})\.(?P<seq>[0-9]{{1,9}})\.(?P<mac>[a-z2-7]{{24}})@(?P<domain>{_DOMAIN})>"
)
_KEY_BYTES = 16


def make_message_id(case_number: str, seq: int, key: bytes, domain: str) -> str:
    """Return `<case.seq.mac@domain>` (RFC 5322 3.6.4) for the letter `seq` of a case.

    The same arguments give the same Message-ID, so that it can be fixed before sending.
    Raises `ValueError` for a case number, sequence or domain that does not fit the form, and
    for a key under 16 bytes.
    """
    mac = _mac(case_number, str(seq), domain, key)
    message_id = f"<{case_number}.{seq}.{mac}@{domain}>"
    if _WHOLE.fullmatch(message_id) is None:
        problem = "case number, sequence or domain does not fit into a Message-ID"
        raise ValueError(problem)
    return message_id


def case_of(message_id: str, key: bytes) -> str | None:
    """Return the case that a Message-ID of ours names; None for anybody else's or a forged one."""
    match = _WHOLE.fullmatch(message_id.strip())
    if match is None:
        return None
    expected = _mac(match["case"], match["seq"], match["domain"], key)
    return match["case"] if hmac.compare_digest(expected, match["mac"]) else None


def maker_of(message_id: str, keys: Sequence[bytes]) -> bytes:
    """Return the key that made a Message-ID of ours; the first one for what none of them made."""
    return next((key for key in keys if case_of(message_id, key)), keys[0])


def named_in(message_id: str) -> tuple[str, int]:
    """Return case number and sequence of a Message-ID of ours; raises `ValueError` for another."""
    match = _WHOLE.fullmatch(message_id.strip())
    if match is None:
        problem = "not a Message-ID of ours"
        raise ValueError(problem)
    return match["case"], int(match["seq"])


def _mac(case_number: str, seq: str, domain: str, key: bytes) -> str:
    if len(key) < _KEY_BYTES:
        problem = f"the key of Message-IDs has at least {_KEY_BYTES} bytes"
        raise ValueError(problem)
    signed = _CONTEXT + f"{case_number}.{seq}@{domain.lower()}".encode()
    digest = hmac.new(key, signed, hashlib.sha256).digest()[:_MAC_BYTES]
    return base64.b32encode(digest).decode("ascii").lower()
