"""What goes over a network, and whether anybody may listen."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from deployments.doctor.finding import Facts, Finding, Grade
from deployments.embedded import is_loopback
from rightsflow.errors import Misconfigured
from rightsflow.settings import ImapBox, SmtpOut

_LISTENS = "Whoever listens on the way reads what goes over it."
_HERE = "It stays on this machine; what the server there does with it is its own setting."


def mail(facts: Facts) -> Iterator[Finding]:
    """Find mail servers that are talked to in clear."""
    for name, server in (
        ("mailbox", facts.settings.mailbox),
        ("outgoing", facts.settings.outgoing),
    ):
        if isinstance(server, ImapBox | SmtpOut) and server.security == "plain":
            near = _near(server.host)
            yield Finding(
                "plain-mail",
                Grade.advice if near else Grade.serious,
                f"{name} talks to {server.host} without TLS.",
                _HERE if near else _LISTENS,
                f"Set {name}.security to tls or starttls in controller.yaml.",
            )


def systems(facts: Facts) -> Iterator[Finding]:
    """Find systems whose connection is said to need no TLS, or has an address without it."""
    for name, system in facts.systems.items():
        for place, what in _in_clear(system.connection):
            yield Finding(
                "plain-system",
                Grade.serious,
                f"The system {name} is asked without TLS ({place}: {what}).",
                _LISTENS,
                f"Let the system offer TLS, and correct {place} in systems/{name}.yaml.",
            )


def addresses(facts: Facts) -> Iterator[Finding]:
    """Find addresses of Prefect that lead over a network without TLS."""
    url = facts.found.server.url if facts.found else facts.settings.prefect.api_url
    for place, address in (
        ("prefect.api_url", url),
        ("decisions.pages", facts.settings.decisions.pages),
    ):
        parts = urlsplit(address)
        if parts.scheme == "http" and not _near(parts.hostname or ""):
            yield Finding(
                "plain-prefect",
                Grade.serious,
                f"Prefect is reached in clear: {place} is {address}.",
                "Its login and the codes of approvers can be read on the way.",
                "Put a server with TLS in front of Prefect (docs/how-to/access.md); write https.",
            )


def _near(host: str) -> bool:
    try:
        return host == "localhost" or is_loopback(host)
    except Misconfigured:
        return False


def _in_clear(
    connection: Mapping[str, Any], under: str = "connection"
) -> Iterator[tuple[str, str]]:
    """Yield the place of each word that means no TLS, and what stands there."""
    host = str(connection.get("host", ""))
    for key, value in connection.items():
        place = f"{under}.{key}"
        if isinstance(value, Mapping):
            yield from _in_clear(value, place)
        elif key == "security" and value == "plain" and not _near(host):
            yield place, "plain"
        elif key == "tls" and value is False and not _local(connection):
            yield place, "false"
        elif isinstance(value, str) and value.startswith("http://") and not _local({"url": value}):
            yield place, "http"


def _local(connection: Mapping[str, Any]) -> bool:
    host = urlsplit(str(connection.get("url", ""))).hostname
    return host is None or _near(host)
