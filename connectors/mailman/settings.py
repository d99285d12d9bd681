"""What `connection` of a Mailman says."""

from typing import Annotated

from pydantic import AfterValidator, Field

from rightsflow.secret import SecretSource
from rightsflow.web import WebConnection
from rightsflow.web.settings import BaseUrl

API = "/3.1"
"""The version of the REST interface that is spoken (Mailman 3.1 and later have it)."""


def _versioned(url: str) -> str:
    if not url.endswith(API):
        problem = f"end it with {API}, the version of the interface"
        raise ValueError(problem)
    return url


class MailmanConnection(WebConnection):
    """Where the REST interface is and who asks; see `WebConnection`.

    `page_size`: entries asked for at once. Mailman's own default is two processes that answer, so
    a high `at_once` only queues. `write`: may change something; Mailman knows no lesser password,
    so this alone keeps an asker an asker.
    """

    base_url: Annotated[BaseUrl, AfterValidator(_versioned)]
    username: str = Field(min_length=1)
    password: SecretSource
    page_size: int = Field(default=100, ge=1, le=1000)
    write: bool = False
