"""How a connection to a mail server is protected: TLS unless the server is this machine."""

import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from rightsflow.errors import Misconfigured

Security = Literal["tls", "starttls", "plain"]
"""`tls`: from the first byte; `starttls`: upgraded before login; `plain`: loopback alone."""


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine by its very name (RFC 6761 6.3, RFC 1122 3.2.1.3).

    Nothing is looked up: a name that a name server could redirect is not loopback.
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_plain(host: str, security: Security) -> None:
    """Raise `Misconfigured` where passwords and letters would cross a network in clear."""
    if security == "plain" and not is_loopback(host):
        message = (
            f"The mail server {host} would be spoken to in clear. "
            "Set security to tls or starttls; plain is for a server on this machine alone."
        )
        raise Misconfigured(message)


def client_context(cafile: Path | None) -> ssl.SSLContext:
    """Return a context that checks certificate and host name.

    `cafile` (PEM) takes the place of the system's authorities: only those in it are trusted.
    Raises `Misconfigured` if it cannot be read.
    """
    try:
        return ssl.create_default_context(cafile=cafile)
    except OSError as error:
        message = f"cafile {cafile} is no readable PEM file of certificates. Correct the path."
        raise Misconfigured(message) from error
