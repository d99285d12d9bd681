"""How a Mailman is reached: the `connection` section of its data map."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from rightsflow.connector import Connection
from rightsflow.secret import SecretSource, resolve
from rightsflow.tls import is_loopback

API = "/3.1"
"""The version of the REST interface that is spoken (Mailman 3.1 and later have it)."""


def _base_url(text: str) -> str:
    url = urlsplit(text.rstrip("/"))
    if url.scheme not in {"https", "http"} or not url.hostname:
        problem = "give the address of the REST interface, such as https://lists.example.org/3.1"
        raise ValueError(problem)
    if url.username or url.password or url.query or url.fragment:
        problem = "give the bare address; user and password have fields of their own"
        raise ValueError(problem)
    if url.scheme == "http" and not is_loopback(url.hostname):
        problem = "http is for a server on this machine alone; use https"
        raise ValueError(problem)
    if not url.path.endswith(API):
        problem = f"end it with {API}, the version of the interface"
        raise ValueError(problem)
    return url.geturl()


class MailmanConnection(Connection):
    """Where the REST interface is and who asks; plain http for a loopback host alone.

    `page_size`: entries asked for at once; `at_once`: questions under way at the same time.
    Mailman's own default is two processes that answer, so more of them only queue. `write`: may
    change something; Mailman knows no lesser password, so this alone keeps an asker an asker.
    """

    base_url: Annotated[str, AfterValidator(_base_url)]
    username: str = Field(min_length=1)
    password: SecretSource
    cafile: Annotated[Path, AfterValidator(resolve)] | None = None
    page_size: int = Field(default=100, ge=1, le=1000)
    at_once: int = Field(default=4, ge=1, le=16)
    write: bool = False
