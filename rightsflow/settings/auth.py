"""How we log in at a mail server without a password: by a token of a token server."""

from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from rightsflow.oauth import Account, Grant, Provider, Service
from rightsflow.oauth.account import url_problem
from rightsflow.secret import SecretSource
from rightsflow.settings.section import InstancePath, Section

_ENTRA = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
_ENTRA_HOST = "https://login.microsoftonline.com/"
_OWN_NAME = "https://outlook.office365.com/.default"
_BY_PERSON: dict[Service, str] = {
    "IMAP": "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
    "SMTP": "https://outlook.office.com/SMTP.Send offline_access",
}
_GOOGLE = "https://oauth2.googleapis.com/token"
_GMAIL = "https://mail.google.com/"


def _token_url(url: str) -> str:
    problem = url_problem(url)
    if problem:
        raise ValueError(problem)
    return url


class _Client(Section):
    """What every way has: who asks, and whether in the program's own or in a person's name."""

    client_id: str = Field(min_length=1)
    client_secret: SecretSource | None = None
    grant: Grant
    refresh_token: SecretSource | None = None

    @model_validator(mode="after")
    def _the_grant_has_what_it_needs(self) -> Self:
        if self.grant == "client_credentials":
            if self.client_secret is None:
                problem = "client_credentials needs client_secret: name where it is found"
                raise ValueError(problem)
            if self.refresh_token is not None:
                problem = "client_credentials takes no refresh_token: remove it, or set grant"
                raise ValueError(problem)
        elif self.refresh_token is None:
            problem = "grant refresh_token needs refresh_token: name where it is found"
            raise ValueError(problem)
        return self

    def _account(self, token_url: str, scope: str, provider: Provider) -> Account:
        return Account(
            token_url=token_url,
            client_id=self.client_id,
            client_secret=self.client_secret.read() if self.client_secret else None,
            scope=scope,
            grant=self.grant,
            refresh_token=self.refresh_token.read() if self.refresh_token else None,
            provider=provider,
        )


class OAuth(_Client):
    """Any token server (RFC 6749); `http` is accepted for a loopback host alone."""

    kind: Literal["oauth"]
    token_url: Annotated[str, AfterValidator(_token_url)]
    scope: str = ""
    grant: Grant = "client_credentials"
    cafile: InstancePath | None = None

    def account(self, service: Service) -> Account:
        """Return the client with its secrets; raises `Misconfigured` if one is missing."""
        del service
        entra = self.token_url.startswith(_ENTRA_HOST)
        made = self._account(self.token_url, self.scope, "microsoft" if entra else "other")
        return replace(made, cafile=self.cafile)


class Microsoft(_Client):
    """Microsoft 365: address and scope follow from the tenant."""

    kind: Literal["microsoft"]
    # What goes into an address must not lead elsewhere: an ID or a domain.
    tenant: str = Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$")
    grant: Grant = "client_credentials"

    def account(self, service: Service) -> Account:
        """Return the client with its secrets; raises `Misconfigured` if one is missing."""
        scope = _OWN_NAME if self.grant == "client_credentials" else _BY_PERSON[service]
        return self._account(_ENTRA.format(tenant=self.tenant), scope, "microsoft")


class Google(_Client):
    """Google: the owner of the mailbox has agreed once, and the refresh token says so."""

    kind: Literal["google"]
    grant: Literal["refresh_token"] = "refresh_token"

    def account(self, service: Service) -> Account:
        """Return the client with its secrets; raises `Misconfigured` if one is missing."""
        del service
        return self._account(_GOOGLE, _GMAIL, "google")


Auth = Annotated[OAuth | Microsoft | Google, Field(discriminator="kind")]
