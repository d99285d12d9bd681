"""Which permission is missing when a mail server refuses a good token."""

import base64
import json
from dataclasses import replace

import pytest
from pydantic import SecretStr

from rightsflow.errors import Misconfigured
from rightsflow.oauth import Account, Grant, Provider, Service, refused, status_of
from rightsflow.oauth.xoauth2 import permissions

ACCOUNT = Account(
    token_url="https://login.microsoftonline.com/example.com/oauth2/v2.0/token",
    client_id="app",
    client_secret=SecretStr("x"),
    scope="",
    grant="client_credentials",
    refresh_token=SecretStr("y"),
    provider="microsoft",
)


def token_of(claims: object) -> SecretStr:
    """Return a token that says so, as Microsoft's do; nobody has to have signed it."""
    said = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return SecretStr(f"e30.{said}.c2ln")


@pytest.mark.parametrize(
    ("grant", "service", "claims", "words"),
    [
        ("client_credentials", "IMAP", {"roles": []}, r"IMAP\.AccessAsApp is missing in its roles"),
        ("client_credentials", "IMAP", {"roles": ["SMTP.SendAsApp"]}, r"IMAP\.AccessAsApp is miss"),
        ("client_credentials", "SMTP", {"roles": ["IMAP.AccessAsApp"]}, r"SMTP\.SendAsApp is miss"),
        ("refresh_token", "IMAP", {"scp": "SMTP.Send"}, r"IMAP\.AccessAsUser\.All is missing in"),
        ("refresh_token", "SMTP", {"scp": "Mail.Read"}, r"SMTP\.Send is missing in its scp"),
        (
            "client_credentials",
            "IMAP",
            {"roles": ["IMAP.AccessAsApp"]},
            "New-ServicePrincipal.*Add-MailboxPermission.*FullAccess.*ImapEnabled",
        ),
        (
            "client_credentials",
            "SMTP",
            {"roles": ["SMTP.SendAsApp"]},
            "New-ServicePrincipal.*Add-MailboxPermission.*SmtpClientAuthenticationDisabled",
        ),
        ("refresh_token", "IMAP", {"scp": "IMAP.AccessAsUser.All"}, "agreed is not the mailbox"),
    ],
)
def test_what_a_token_says_of_itself_names_the_permission_that_is_missing(
    grant: Grant, service: Service, claims: object, words: str
) -> None:
    """Missing in the token: the app's registration. There: the right to the mailbox."""
    error = refused(replace(ACCOUNT, grant=grant), service, token_of(claims), "401")
    assert isinstance(error, Misconfigured)
    with pytest.raises(Misconfigured, match=words):
        raise error
    assert "(401)" in str(error)


def test_a_token_that_cannot_be_read_is_judged_by_the_login_alone() -> None:
    """It may be opaque: then only the right to the mailbox can be named."""
    assert permissions(SecretStr("opaque")) is None
    assert permissions(SecretStr("a.!!!.c")) is None
    assert permissions(token_of([])) is None
    error = refused(ACCOUNT, "IMAP", SecretStr("opaque"), "")
    assert "Add-MailboxPermission" in str(error)


@pytest.mark.parametrize(("provider", "words"), [("google", "mail.google.com"), ("other", "scope")])
def test_each_provider_has_its_own_remedy(provider: Provider, words: str) -> None:
    """Commands of one are no help at another."""
    said = str(refused(replace(ACCOUNT, provider=provider), "IMAP", token_of({}), "400"))
    assert words in said
    assert "New-ServicePrincipal" not in said


@pytest.mark.parametrize(
    ("challenge", "status"),
    [
        (b'{"status":"401","schemes":"bearer"}', "401"),
        (b'{"status":400}', "400"),
        (b'{"status":"a.b@c.pl"}', ""),
        (b'{"status":"4012345"}', ""),
        (b"[]", ""),
        (b"\xff", ""),
        (b"", ""),
    ],
)
def test_of_a_refusal_the_digits_alone_are_told(challenge: bytes, status: str) -> None:
    """The rest is free text of the server."""
    assert status_of(challenge) == status


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example.com/token",
        "http://localhost.example.com/token",
        "https://user:secret@login.example.com/token",
        "https://login.example.com/token#part",
        "login.example.com/token",
        "ftp://login.example.com/token",
        "https:///token",
    ],
)
def test_an_address_that_would_show_secrets_is_refused(url: str) -> None:
    """In clear to this machine alone, and never with a password in it."""
    with pytest.raises(Misconfigured, match="token_url"):
        replace(ACCOUNT, token_url=url)


@pytest.mark.parametrize("url", ["http://localhost:8080/token", "http://[::1]:1/", "https://a.b/c"])
def test_in_clear_is_spoken_to_this_machine_alone(url: str) -> None:
    """A token server on loopback, as tests have it, needs no certificate."""
    assert replace(ACCOUNT, token_url=url).host in {"localhost", "::1", "a.b"}


def test_a_grant_without_its_secret_is_a_wrong_setting() -> None:
    """It would be refused each time."""
    with pytest.raises(Misconfigured, match="client_secret"):
        replace(ACCOUNT, client_secret=None)
    with pytest.raises(Misconfigured, match="refresh_token"):
        replace(ACCOUNT, grant="refresh_token", refresh_token=None)
