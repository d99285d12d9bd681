"""Where a letter is returned to: an address of ours that names the letter and cannot be forged.

A variable envelope return path with a MAC (VERP and BATV: Mailman, draft-levine-smtp-batv): a
delivery report that comes to `mailbox+case.seq.mac@domain` is about that letter, whatever stands
in the report. It needs a mailbox that takes plus addresses (RFC 5233) and a server that lets us
send from them.
"""

import base64
import hashlib
import hmac
import re

from rightsflow.mail.sending.message_id import make_message_id, named_in

_MAC_BYTES = 10
"""80 bits, 16 characters of base32."""

_CONTEXT = b"rightsflow return address 1\0"
_LONGEST_LOCAL_PART = 64
"""RFC 5321 4.5.3.1.1."""

_DETAIL = re.compile(
    r"(?P<case>[a-z0-9][a-z0-9-]{0,39})\.(?P<seq>[0-9]{1,9})\.(?P<mac>[a-z2-7]{16})"
)


def return_address(message_id: str, mailbox: str, key: bytes) -> str:
    """Return the envelope sender of the letter with this Message-ID of ours.

    It is the bare mailbox where the letter belongs to no case, or the local part would be longer
    than 64 octets.
    """
    local, _, domain = mailbox.partition("@")
    case_number, seq = named_in(message_id)
    detail = f"{case_number}.{seq}".lower()
    if not case_number.isupper():  # not written in a way that capitals alone restore
        return mailbox
    made = f"{local}+{detail}.{_mac(detail, domain, key)}"
    return f"{made}@{domain}" if len(made.encode()) <= _LONGEST_LOCAL_PART else mailbox


def returned_to(address: str, mailbox: str, key: bytes) -> str | None:
    """Return the Message-ID of the letter that is returned to an address.

    It is empty for an address that is not of this form, and None for one that is but that we
    never made.
    """
    local, _, domain = address.lower().partition("@")
    own, _, own_domain = mailbox.lower().partition("@")
    name, plus, detail = local.rpartition("+")
    match = _DETAIL.fullmatch(detail)
    if match is None or not plus or (name, domain) != (own, own_domain):
        return ""
    signed = f"{match['case']}.{match['seq']}"
    if not hmac.compare_digest(_mac(signed, domain, key), match["mac"]):
        return None
    sent_from = mailbox.partition("@")[2]
    return make_message_id(match["case"].upper(), int(match["seq"]), key, sent_from)


def _mac(detail: str, domain: str, key: bytes) -> str:
    signed = _CONTEXT + f"{detail}@{domain.lower()}".encode()
    digest = hmac.new(key, signed, hashlib.sha256).digest()[:_MAC_BYTES]
    return base64.b32encode(digest).decode("ascii").lower()
