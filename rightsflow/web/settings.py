"""What the `connection` section of every web system may say."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from rightsflow.connector import Connection
from rightsflow.limiter import Rate
from rightsflow.settings import InstancePath
from rightsflow.tls import is_loopback
from rightsflow.web.auth import Auth, NoAuth


def _base_url(text: str) -> str:
    url = urlsplit(text.rstrip("/"))
    if url.scheme not in {"https", "http"} or not url.hostname:
        problem = "give the address of the interface, such as https://crm.example.org/api/v1"
        raise ValueError(problem)
    if url.username or url.password or url.query or url.fragment:
        problem = "give the bare address; user, password and key have fields of their own"
        raise ValueError(problem)
    if url.scheme == "http" and not is_loopback(url.hostname):
        problem = "http is for a server on this machine alone; use https"
        raise ValueError(problem)
    return url.geturl()


BaseUrl = Annotated[str, AfterValidator(_base_url)]


class WebConnection(Connection):
    """Where a web interface is and how much it is asked; plain http for a loopback host alone.

    `at_once`: questions under way at the same time; `rate`: how often it may be asked, by all
    workers together; `cafile` (PEM) takes the place of the system's authorities.
    """

    base_url: BaseUrl
    cafile: InstancePath | None = None
    at_once: int = Field(default=4, ge=1, le=16)
    rate: Rate | None = None

    @model_validator(mode="after")
    def _a_turn_comes_in_time(self) -> Self:
        if self.rate is not None and self.rate.interval_s > self.patience_s:
            problem = (
                f"rate allows one question in {self.rate.interval_s:g} seconds, and patience_s is "
                f"{self.patience_s:g}: no turn would ever be waited for; allow more, or wait longer"
            )
            raise ValueError(problem)
        return self


class AuthConnection(WebConnection):
    """A web interface that is told who asks, in one of the usual ways."""

    auth: Auth

    @model_validator(mode="after")
    def _nobody_is_let_in_unseen(self) -> Self:
        host = urlsplit(self.base_url).hostname or ""
        if isinstance(self.auth, NoAuth) and not is_loopback(host):
            problem = "auth none is for a server on this machine alone; name a credential"
            raise ValueError(problem)
        return self
