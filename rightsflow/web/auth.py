"""What `auth` of a web system may say: which credential, and where its secret is found."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from rightsflow.oauth import Account
from rightsflow.oauth.account import url_problem
from rightsflow.secret import SecretSource
from rightsflow.settings import InstancePath
from rightsflow.web.credential import (
    AUTHORIZATION,
    Credential,
    Fixed,
    Tokens,
    basic,
    in_header,
    in_query,
)

HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]


def _token_url(url: str) -> str:
    problem = url_problem(url)
    if problem:
        raise ValueError(problem)
    return url


class _Way(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NoAuth(_Way):
    """Nobody is asked who they are: for a server on this machine alone."""

    kind: Literal["none"]

    def credential(self) -> Credential:
        """Return nothing to show."""
        return Fixed()


class KeyAuth(_Way):
    """An API key in a header (behind `prefix`, if the vendor wants one) or in the query."""

    kind: Literal["key"]
    key: SecretSource
    header: HeaderName | None = None
    query: Annotated[str, Field(min_length=1)] | None = None
    prefix: str = ""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.header is None) == (self.query is None):
            problem = "name either header or query: where the key stands"
            raise ValueError(problem)
        return self

    def credential(self) -> Credential:
        """Return the key at its place; raises `Misconfigured` if it is missing."""
        if self.query is not None:
            return in_query(self.query, self.key.read())
        return in_header(self.header or "", self.key.read(), self.prefix)


class BasicAuth(_Way):
    """User name and password (RFC 7617)."""

    kind: Literal["basic"]
    username: str = Field(min_length=1)
    password: SecretSource

    def credential(self) -> Credential:
        """Return both; raises `Misconfigured` if the password is missing."""
        return basic(self.username, self.password.read())


class BearerAuth(_Way):
    """A token that does not expire by itself: a private app, a personal access token."""

    kind: Literal["bearer"]
    token: SecretSource

    def credential(self) -> Credential:
        """Return the token; raises `Misconfigured` if it is missing."""
        return in_header(AUTHORIZATION, self.token.read(), "Bearer ")


class OAuthClient(_Way):
    """Tokens for the program in its own name (RFC 6749 4.4, client credentials)."""

    kind: Literal["oauth"]
    token_url: Annotated[str, AfterValidator(_token_url)]
    client_id: str = Field(min_length=1)
    client_secret: SecretSource
    scope: str = ""
    cafile: InstancePath | None = None

    def credential(self) -> Credential:
        """Return tokens of this client; raises `Misconfigured` if the secret is missing."""
        return Tokens(
            Account(
                token_url=self.token_url,
                client_id=self.client_id,
                client_secret=self.client_secret.read(),
                scope=self.scope,
                grant="client_credentials",
                cafile=self.cafile,
                used_for="system",
            )
        )


Auth = Annotated[
    NoAuth | KeyAuth | BasicAuth | BearerAuth | OAuthClient, Field(discriminator="kind")
]
