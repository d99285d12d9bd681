"""Who asks a token server for what."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from rightsflow.errors import Misconfigured
from rightsflow.tls import is_loopback

Grant = Literal["client_credentials", "refresh_token"]
"""RFC 6749 4.4: the program in its own name; 6: in the name of a person who once agreed."""

Provider = Literal["microsoft", "google", "other"]
"""Whose remedies are told when something is missing."""


Use = Literal["mail", "system"]
"""What the tokens are for: a mail server, or a system that a data map describes."""


@dataclass(frozen=True, slots=True)
class Account:
    """A client of a token server, and what it asks for.

    `refresh_token` is the one that the operator gave; a newer one that the server put in its
    place is kept elsewhere. `timeout_s` bounds each wait for the server. `used_for` chooses the
    words of remedies. Raises `Misconfigured`
    where secrets would cross a network in clear, or one is missing.
    """

    token_url: str
    client_id: str
    client_secret: SecretStr | None
    scope: str
    grant: Grant
    refresh_token: SecretStr | None = None
    provider: Provider = "other"
    cafile: Path | None = None
    timeout_s: float = 30.0
    used_for: Use = "mail"

    def __post_init__(self) -> None:
        """Refuse what cannot work, or would show a secret to a network."""
        problem = url_problem(self.token_url)
        if problem:
            message = f"token_url: {problem}."
            raise Misconfigured(message)
        needed = self.client_secret if self.grant == "client_credentials" else self.refresh_token
        if needed is None:
            missing = "client_secret" if self.grant == "client_credentials" else "refresh_token"
            message = f"The grant {self.grant} needs a {missing}. Name where it is found."
            raise Misconfigured(message)

    @property
    def host(self) -> str:
        """Return the token server's name, for messages."""
        return _host(self.token_url)

    @property
    def digest(self) -> str:
        """Return a name for what was given: another refresh token gives another name."""
        given = self.refresh_token.get_secret_value() if self.refresh_token else ""
        parts = f"{self.token_url}\0{self.client_id}\0{given}"
        return hashlib.sha256(parts.encode()).hexdigest()[:32]


def url_problem(url: str) -> str:
    """Return what is wrong with a token server's address; empty if nothing is."""
    scheme, found, rest = url.partition("://")
    if not found or scheme not in {"https", "http"} or not _host(url):
        return "an address begins with https:// and a host name"
    if "@" in rest.partition("/")[0] or "#" in url:
        return "no password and no # stand in the address of a token server"
    if scheme == "http" and not is_loopback(_host(url)):
        return "http:// shows secrets to the network and is for this machine alone; use https://"
    return ""


def _host(url: str) -> str:
    place = url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]
