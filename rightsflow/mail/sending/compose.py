"""A letter as the bytes that travel: RFC 5322, 2045 and 3834, safe for 7-bit mail servers."""

import base64
import email.policy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal

from rightsflow.mail.sending.safe_text import body, filename, header, media_type, one_address

LOOP_HEADER = "X-Rightsflow-Loop"
"""Marks every letter of ours: a message that carries it is never answered automatically."""

_SEAL_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter; the name should tell nothing about the person."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)


def compose(  # noqa: PLR0913 - the fields of a letter
    *,
    message_id: str,
    date: datetime,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    html: str | None,
    in_reply_to: str | None,
    references: Sequence[str],
    auto_submitted: Literal["auto-replied", "auto-generated"],
    attachments: Sequence[Attachment],
) -> bytes:
    """Return a letter with CRLF line ends; the same arguments give the same bytes.

    `sender` and `recipient` are one address each, bare or `Name <name@example.com>`; `date`
    is aware. Raises `NeedsPerson` for an address that is not one address, `ValueError` for a
    naive date.
    """
    if date.tzinfo is None:
        problem = "a letter's date carries its time zone"
        raise ValueError(problem)
    addresses = (one_address(sender), one_address(recipient))
    message = EmailMessage(policy=_policy(addresses))
    message["Date"] = date
    message["From"], message["To"] = addresses
    message["Subject"] = header(subject)
    message["Message-ID"] = header(message_id)
    _thread(message, in_reply_to, references)
    _mark_automatic(message, auto_submitted, addresses[0].domain)
    _fill(message, text, html)
    seal = hashlib.sha256(message_id.encode()).hexdigest()[:_SEAL_CHARACTERS]
    for number, attachment in enumerate(attachments):
        _attach(message, attachment, _place(seal, number))
    _bound(message, seal)
    return _filled(message.as_bytes(), seal, attachments)


def _policy(addresses: tuple[Address, Address]) -> "email.policy.EmailPolicy[EmailMessage]":
    """Return 7-bit parts always, and UTF-8 header fields only where an address needs them."""
    international = not all(address.addr_spec.isascii() for address in addresses)
    wanted = email.policy.SMTPUTF8 if international else email.policy.SMTP
    return wanted.clone(cte_type="7bit")


def _thread(message: EmailMessage, in_reply_to: str | None, references: Sequence[str]) -> None:
    if in_reply_to is not None:
        message["In-Reply-To"] = header(in_reply_to)
    if references:
        message["References"] = " ".join(header(reference) for reference in references)


def _mark_automatic(message: EmailMessage, kind: str, domain: str) -> None:
    """Ask other programs not to answer (RFC 3834 5; MS-OXCMAIL 2.2.3.2.14)."""
    message["Auto-Submitted"] = kind
    message["X-Auto-Response-Suppress"] = "All"
    message[LOOP_HEADER] = domain


def _fill(message: EmailMessage, text: str, html: str | None) -> None:
    message.set_content(body(text))
    if html is not None:
        message.add_alternative(body(html), subtype="html")


def _attach(message: EmailMessage, attachment: Attachment, place: str) -> None:
    maintype, subtype = media_type(attachment.content_type)
    name = filename(attachment.filename)
    message.add_attachment(b"", maintype=maintype, subtype=subtype, filename=name)
    *_, part = message.iter_attachments()
    part.set_payload(f"{place}\n")


def _place(seal: str, number: int) -> str:
    """Return a mark that no part of a letter holds: the Message-ID cannot be guessed."""
    return f"=_place.{number}.{seal}"


def _filled(letter: bytes, seal: str, attachments: Sequence[Attachment]) -> bytes:
    """Put the files in their places; the standard library takes five times as long."""
    pieces: list[bytes] = []
    for number, attachment in enumerate(attachments):
        before, _, letter = letter.partition(_place(seal, number).encode())
        lines = base64.encodebytes(attachment.content).rstrip(b"\n")
        pieces += [before, lines.replace(b"\n", b"\r\n")]
    return b"".join([*pieces, letter])


def _bound(message: EmailMessage, seal: str) -> None:
    """Set the boundaries, so that the parts need not be searched for one that is free.

    They hold `=_`, which neither base64 nor quoted-printable can hold (RFC 2045 6.7).
    """
    parts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{number}.{seal}")
