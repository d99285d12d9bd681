"""Reading ports: the mailbox at which requests arrive, as a Maildir folder or over IMAP."""

from rightsflow.mail.boxes.imap import ImapMailbox
from rightsflow.mail.boxes.maildir import MaildirMailbox
from rightsflow.mail.boxes.port import Arrived, Destination, Fetched, Mailbox, Shelf

__all__ = [
    "Arrived",
    "Destination",
    "Fetched",
    "ImapMailbox",
    "Mailbox",
    "MaildirMailbox",
    "Shelf",
]
