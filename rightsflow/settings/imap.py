"""A mailbox on an IMAP server, wherever settings or a data map name one."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field, model_validator

from rightsflow.imap import ImapServer
from rightsflow.oauth import TokenSource
from rightsflow.secret import SecretSource
from rightsflow.settings.auth import Auth
from rightsflow.settings.section import InstancePath
from rightsflow.tls import Security


class ImapLogin(BaseModel):
    """Server and login; `plain` is accepted for a loopback host alone.

    `timeout_s` bounds each single wait on the socket.
    """

    host: str = Field(min_length=1)
    port: int = Field(default=993, ge=1, le=65535)
    security: Security = "tls"
    username: str = Field(min_length=1)
    password: SecretSource | None = None
    auth: Auth | None = None
    cafile: InstancePath | None = None
    timeout_s: float = Field(default=30, gt=0, le=300)

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.password is None) == (self.auth is None):
            problem = "name either password or auth (a token), exactly one of them"
            raise ValueError(problem)
        return self

    def imap_server(self, oauth_folder: Path) -> ImapServer:
        """Return the server with its secrets; raises `Misconfigured` if one is missing.

        Refresh tokens that replaced one lie in `oauth_folder`.
        """
        return ImapServer(
            host=self.host,
            port=self.port,
            security=self.security,
            username=self.username,
            password=self.password.read() if self.password else None,
            cafile=self.cafile,
            timeout_s=self.timeout_s,
            tokens=TokenSource(self.auth.account("IMAP"), oauth_folder) if self.auth else None,
        )
