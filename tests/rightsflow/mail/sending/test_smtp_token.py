"""Sending by token: a real submission server (Dovecot) asks a real token server about each."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from rightsflow.backoff import Backoff
from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from rightsflow.mail.sending import Deferred, Outgoing, SmtpSender, SmtpServer
from rightsflow.oauth import Grant, TokenRefused, TokenSource
from tests.servers.certificates import ADDRESS, Certificates
from tests.servers.dovecot import Dovecot
from tests.servers.oauth import OAuthServer
from tests.servers.scripted import ScriptedServer
from tests.servers.smtp import Sink
from tests.servers.smtp import SmtpServer as Server

Maker = Callable[..., Outgoing]
HELLO = "250-localhost\r\n250-AUTH XOAUTH2\r\n250 ENHANCEDSTATUSCODES"


@pytest.fixture
def way(
    token_dovecot: Dovecot, certificates: Certificates, oauth_server: OAuthServer, tmp_path: Path
) -> SmtpServer:
    """Give the way to the submission server, for a user that no other test has."""
    user = f"{uuid4().hex}@example.com"
    oauth_server.tell(user=user)
    return SmtpServer(
        host=token_dovecot.host,
        port=token_dovecot.submission_port,
        security="starttls",
        username=user,
        cafile=certificates.cafile,
        timeout_s=10,
        helo_name="localhost",
        tokens=TokenSource(oauth_server.account(), tmp_path / "oauth"),
    )


def arrived(relayed: Sink, letter: Outgoing) -> int:
    """Return how often a letter has come out on the other side."""
    return sum(letter.message_id.encode() in taken.content for taken in relayed.letters)


@pytest.mark.parametrize("grant", ["client_credentials", "refresh_token"])
async def test_letters_are_sent_by_token(
    way: SmtpServer,
    oauth_server: OAuthServer,
    relayed: Sink,
    letter: Maker,
    grant: Grant,
    tmp_path: Path,
) -> None:
    """One token and one connection for several letters, whichever way the token was had."""
    tokens = TokenSource(oauth_server.account(grant), tmp_path / "oauth")
    first, second = letter(uuid4().int), letter(uuid4().int)
    async with SmtpSender(replace(way, tokens=tokens)) as sender:
        await sender.check()
        await sender.send(first)
        await sender.send(second)

    assert (arrived(relayed, first), arrived(relayed, second)) == (1, 1)
    assert oauth_server.asked == 1


async def test_a_token_that_was_revoked_meanwhile_is_renewed_and_the_letter_leaves(
    way: SmtpServer, oauth_server: OAuthServer, relayed: Sink, letter: Maker
) -> None:
    """The source still believes in it; the letter leaves once all the same."""
    async with SmtpSender(way) as sender:
        await sender.check()
    oauth_server.revoke()
    going = letter(uuid4().int)
    async with SmtpSender(way) as sender:
        await sender.send(going)

    assert arrived(relayed, going) == 1
    assert oauth_server.asked == 2


async def test_a_token_for_another_user_is_refused_with_its_code_and_the_remedy(
    way: SmtpServer, oauth_server: OAuthServer, letter: Maker
) -> None:
    """Neither the address nor the token is told."""
    async with SmtpSender(replace(way, username="someone.else@example.com")) as sender:
        with pytest.raises(
            TokenRefused, match=r"\(535 5\.7\.8\): it is for another user"
        ) as caught:
            await sender.send(letter(1))

    assert oauth_server.asked == 2
    assert "someone.else" not in str(caught.value)


async def test_a_wrong_client_secret_is_a_wrong_setting(
    way: SmtpServer, oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """The mail server is not even asked."""
    wrong = replace(oauth_server.account(), client_secret=SecretStr("zgadnij-to"))
    async with SmtpSender(replace(way, tokens=TokenSource(wrong, tmp_path))) as sender:
        with pytest.raises(Misconfigured, match=r"invalid_client.*Check client_id") as caught:
            await sender.check()
    assert "zgadnij-to" not in f"{caught.value!r}"


async def test_a_server_that_takes_no_tokens_is_a_wrong_setting(
    certificates: Certificates, way: SmtpServer, sink: Sink
) -> None:
    """The token is not shown to a server that did not ask for one."""
    with Server(sink, certificates, "starttls") as server:
        async with SmtpSender(replace(way, port=server.port)) as sender:
            with pytest.raises(Misconfigured, match="takes no tokens"):
                await sender.check()


@pytest.mark.parametrize(
    ("reply", "fault", "words"),
    [
        (
            (
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for "
                "the Tenant. Visit https://aka.ms/smtp_auth_disabled"
            ),
            Misconfigured,
            (
                "535 5.7.139: logins for sending are switched off for the whole organisation.*"
                "Set-CASMailbox MAILBOX -SmtpClientAuthenticationDisabled"
            ),
        ),
        (
            (
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for "
                "the Mailbox."
            ),
            Misconfigured,
            "switched off for this mailbox",
        ),
        ("535 5.7.3 Authentication unsuccessful", TokenRefused, "SMTP server refused the access"),
        ("454 4.7.0 Temporary authentication failure", Deferred, "did not answer as it should"),
        ("432 4.3.2 Concurrent connections limit exceeded", Deferred, "did not answer"),
    ],
)
async def test_what_exchange_says_of_a_login_names_the_switch(
    oauth_server: OAuthServer,
    letter: Maker,
    tmp_path: Path,
    reply: str,
    fault: type[RightsflowError],
    words: str,
) -> None:
    """A good token may not be enough: the refusal is ended by an empty line, then told."""
    challenge = "334 eyJzdGF0dXMiOiI0MDAifQ=="
    answers = {"EHLO": HELLO, "AUTH": "334 ", "^dXNlcj1": challenge, "^$": reply, "QUIT": "221 x"}
    tokens = TokenSource(oauth_server.account(), tmp_path)
    with ScriptedServer("220 hello", answers) as server:
        way = SmtpServer(
            ADDRESS, server.port, "plain", "rodo@example.com", helo_name="x", tokens=tokens
        )
        async with SmtpSender(way) as sender:
            with pytest.raises(fault, match=words) as caught:
                await sender.send(letter(1))
    assert type(caught.value) is fault


@pytest.mark.parametrize(
    ("step", "reply", "fault", "words"),
    [
        (
            "MAIL",
            "530 5.7.57 Client not authenticated to send mail",
            Misconfigured,
            "wants a login",
        ),
        (
            r"^\.$",
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            Misconfigured,
            "may not send as controller.email.*Add-RecipientPermission",
        ),
        (
            r"^\.$",
            "554 5.2.252 SendAsDenied; rodo@example.com not allowed to send as iod@example.com",
            Misconfigured,
            "may not send as controller.email",
        ),
    ],
)
async def test_what_exchange_says_of_a_sender_names_the_permission(
    letter: Maker, step: str, reply: str, fault: type[RightsflowError], words: str
) -> None:
    """The letter stays in the outbox; nobody's address is told."""
    answers: dict[str, str | None] = {step: reply, "EHLO": "250 OK", "MAIL|RCPT|RSET": "250 OK"}
    answers |= {"^DATA": "354 go on", "QUIT": "221 bye"}
    with ScriptedServer("220 hello", answers) as server:
        way = SmtpServer(ADDRESS, server.port, "plain", timeout_s=2, helo_name="localhost")
        async with SmtpSender(way) as sender:
            with pytest.raises(fault, match=words) as caught:
                await sender.send(letter(1))
    assert "iod@example.com" not in str(caught.value)


@pytest.mark.parametrize(
    ("step", "reply", "wait_s"),
    [
        ("MAIL", "421 4.7.0 Try again later, closing connection", 60),
        ("MAIL", "451 4.7.500 Server busy. Please try again in 10 minutes", 600),
        ("RCPT", "450 4.7.3 Request is throttled. Suggested Backoff Time: 90000 milliseconds", 90),
        (r"^\.$", "432 4.3.2 Concurrent connections limit exceeded, retry after 45 seconds", 45),
        (r"^\.$", "550 5.1.90 The daily limit for message recipients was reached", 3600),
        ("MAIL", "550 5.4.5 Daily user sending limit exceeded", 3600),
        ("RCPT", "450 4.2.0 mailbox busy", 0),
    ],
)
async def test_a_server_that_asks_for_patience_is_left_alone_so_long(
    letter: Maker, tmp_path: Path, step: str, reply: str, wait_s: float
) -> None:
    """No letter is lost and none is shown to it before: by the next process neither."""
    answers: dict[str, str | None] = {step: reply, "EHLO": "250 OK", "MAIL|RCPT|RSET": "250 OK"}
    answers |= {"^DATA": "354 go on", "QUIT": "221 bye"}
    file = tmp_path / "outgoing.backoff"
    with ScriptedServer("220 hello", answers) as server:
        way = SmtpServer(ADDRESS, server.port, "plain", timeout_s=2, helo_name="localhost")
        async with SmtpSender(way, Backoff(file, "The mail server")) as sender:
            with pytest.raises(Deferred) as caught:
                await sender.send(letter(1))
            assert caught.value.wait_s == wait_s
        before = len(server.lines)
        async with SmtpSender(way, Backoff(file, "The mail server")) as sender:
            with pytest.raises(Deferred) as again:
                await sender.send(letter(2))
        if wait_s:
            with pytest.raises(TryAgain, match="stay away until"):
                Backoff(file, "The mail server").check()
            assert "stay away until" in str(again.value)
            assert again.value.wait_s <= wait_s
        assert (len(server.lines) == before) == bool(wait_s)


async def test_check_names_our_address_so_that_a_missing_login_shows_before_a_letter_does() -> None:
    """Exchange greets everybody and wants the login at the first sender only."""
    missing = "530 5.7.57 Client not authenticated to send mail"
    answers: dict[str, str | None] = {"EHLO": "250 OK", "MAIL FROM:<rodo@example.com>": missing}
    with ScriptedServer("220 hello", {**answers, "RSET": "250 OK", "QUIT": "221 bye"}) as server:
        way = SmtpServer(ADDRESS, server.port, "plain", timeout_s=5, helo_name="localhost")
        async with SmtpSender(way, checks_as="rodo@example.com") as sender:
            with pytest.raises(Misconfigured, match=r"530 5\.7\.57: it wants a login"):
                await sender.check()
    assert not [line for line in server.lines if line.startswith(("RCPT", "DATA"))]
