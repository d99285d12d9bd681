"""What the `connection` section of a Dynamics system may say."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from rightsflow.limiter import Rate
from rightsflow.oauth.account import url_problem
from rightsflow.secret import SecretSource
from rightsflow.web import Credential, WebConnection
from rightsflow.web.auth import OAuthClient

_API = re.compile(r"https?://[^/]+/api/data/v9\.\d")

WINDOW = Rate(requests=5_000, per_s=300)
"""Dataverse refuses a user's 6,000th request in five minutes (Microsoft, "Service protection API
limits"); some are left for whoever else uses the same account."""


def _api_url(url: str) -> str:
    if not _API.fullmatch(url):
        problem = (
            "give the Web API endpoint, such as https://contoso.crm4.dynamics.com/api/data/v9.2"
        )
        raise ValueError(problem)
    return url


def _token_url(url: str) -> str:
    problem = url_problem(url) if url else ""
    if problem:
        raise ValueError(problem)
    return url


class DynamicsConnection(WebConnection):
    """Where the Web API is and which app registration asks.

    `tenant`: directory ID, or a domain of it; `token_url` takes its place where tokens come from
    elsewhere (a national cloud). `scope` is that of the environment unless given. `page_size`:
    rows asked for at once. `write`: may change something.
    """

    base_url: Annotated[str, AfterValidator(_api_url)]
    tenant: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]+$")] = "organizations"
    token_url: Annotated[str, AfterValidator(_token_url)] = ""
    client_id: str = Field(min_length=1)
    client_secret: SecretSource
    scope: str = ""
    page_size: int = Field(default=200, ge=1, le=5_000)
    rate: Rate | None = WINDOW
    write: bool = False

    def credential(self) -> Credential:
        """Return tokens of the app registration; raises `Misconfigured` without its secret."""
        microsoft = f"https://login.microsoftonline.com/{self.tenant}/oauth2/v2.0/token"
        environment = self.base_url.partition("/api/")[0]
        return OAuthClient(
            kind="oauth",
            token_url=self.token_url or microsoft,
            client_id=self.client_id,
            client_secret=self.client_secret,
            scope=self.scope or f"{environment}/.default",
        ).credential()
