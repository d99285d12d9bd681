"""Where requests come in and letters go out."""

from typing import Literal

from rightsflow.secret import SecretSource
from rightsflow.settings.section import InstancePath, Section


class MaildirBox(Section):
    """A mailbox in a folder; processed messages move to a subfolder."""

    kind: Literal["maildir"]
    path: InstancePath


class ImapBox(Section):
    """A mailbox on a server; `plain` is accepted for a loopback host alone."""

    kind: Literal["imap"]
    host: str
    port: int = 993
    security: Literal["tls", "starttls", "plain"] = "tls"
    username: str
    password: SecretSource
    folder: str = "INBOX"
    processed: str = "Processed"
    quarantine: str = "Quarantine"
    cafile: InstancePath | None = None
    timeout_s: float = 30


class MaildirOut(Section):
    """Letters are laid into a folder instead of being sent: for trying things out."""

    kind: Literal["maildir"]
    path: InstancePath


class SmtpOut(Section):
    """Letters are sent through a server; `plain` is accepted for a loopback host alone."""

    kind: Literal["smtp"]
    host: str
    port: int = 587
    security: Literal["tls", "starttls", "plain"] = "starttls"
    username: str | None = None
    password: SecretSource | None = None
    cafile: InstancePath | None = None
    timeout_s: float = 30
    return_addresses: bool = False
