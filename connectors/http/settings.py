"""What the `connection` section of a REST system may say: who asks, and with which requests."""

from typing import Annotated

from pydantic import Field

from connectors.http.requests import Requests, Several
from rightsflow.datamap.part import Name
from rightsflow.web import AuthConnection
from rightsflow.web.auth import HeaderName


class HttpConnection(AuthConnection):
    """A REST interface and, for each collection of the map, the requests that it takes.

    `headers` are sent with every request (a version, an account; no secret). `write`: may change
    something. `elsewhere`: places that are searched after an erasure, such as a log or a bin.
    """

    headers: dict[HeaderName, str] = Field(default_factory=dict)
    write: bool = False
    requests: Annotated[dict[Name, Requests], Field(min_length=1)]
    elsewhere: dict[Name, Several] = Field(default_factory=dict)
