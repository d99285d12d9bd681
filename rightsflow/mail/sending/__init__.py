"""Sending ports: letters leave by SMTP, or are laid into a Maildir for trying things out."""

from rightsflow.mail.sending.compose import LOOP_HEADER, Attachment, compose
from rightsflow.mail.sending.maildir import MaildirSender
from rightsflow.mail.sending.message_id import case_of, make_message_id, maker_of
from rightsflow.mail.sending.port import (
    Accepted,
    Deferred,
    Outgoing,
    Rejected,
    Sender,
    Unclear,
)
from rightsflow.mail.sending.return_address import return_address, returned_to
from rightsflow.mail.sending.server import SmtpServer
from rightsflow.mail.sending.smtp import SmtpSender

__all__ = [
    "LOOP_HEADER",
    "Accepted",
    "Attachment",
    "Deferred",
    "MaildirSender",
    "Outgoing",
    "Rejected",
    "Sender",
    "SmtpSender",
    "SmtpServer",
    "Unclear",
    "case_of",
    "compose",
    "make_message_id",
    "maker_of",
    "return_address",
    "returned_to",
]
