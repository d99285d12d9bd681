"""Where requests come in and letters go out."""

from typing import Literal, Self

from pydantic import model_validator

from rightsflow.secret import SecretSource
from rightsflow.settings.auth import Auth
from rightsflow.settings.imap import ImapLogin
from rightsflow.settings.section import InstancePath, Section


class MaildirBox(Section):
    """A mailbox in a folder; processed messages move to a subfolder."""

    kind: Literal["maildir"]
    path: InstancePath


class ImapBox(ImapLogin, Section):
    """A mailbox on a server, and its folders.

    `sent`: the folder in which its server keeps the letters that leave by it, if it does.
    """

    kind: Literal["imap"]
    folder: str = "INBOX"
    processed: str = "Processed"
    quarantine: str = "Quarantine"
    identity: str = "Identity"
    sent: str | None = None


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
    auth: Auth | None = None
    cafile: InstancePath | None = None
    timeout_s: float = 30
    return_addresses: bool = False

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if self.password is not None and self.auth is not None:
            problem = "name either password or auth (a token), not both"
            raise ValueError(problem)
        if self.auth is not None and self.username is None:
            problem = "auth needs username: the mailbox that letters are sent from"
            raise ValueError(problem)
        return self
