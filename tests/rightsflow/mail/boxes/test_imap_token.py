"""A mailbox that is entered by a token: a real Dovecot asks a real token server about each."""

import asyncio
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from rightsflow.backoff import Backoff
from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.imap import ImapServer
from rightsflow.mail.boxes import ImapMailbox, Mailbox
from rightsflow.oauth import Grant, TokenRefused, TokenSource
from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot
from tests.servers.oauth import OAuthServer

LETTER = b"Subject: Wniosek\r\n\r\nTekst.\r\n"


@pytest.fixture
def user(oauth_server: OAuthServer) -> str:
    """Give a user that no other test has, and whose mailbox tokens open."""
    name = f"{uuid4().hex}@example.com"
    oauth_server.tell(user=name)
    return name


@pytest.fixture
def way(
    token_dovecot: Dovecot,
    certificates: Certificates,
    oauth_server: OAuthServer,
    user: str,
    tmp_path: Path,
) -> ImapServer:
    """Give the way to this user's mailbox, in the program's own name."""
    return ImapServer(
        host=token_dovecot.host,
        port=token_dovecot.imaps_port,
        security="tls",
        username=user,
        cafile=certificates.cafile,
        timeout_s=10,
        tokens=TokenSource(oauth_server.account(), tmp_path / "oauth"),
    )


async def subjects(mailbox: Mailbox) -> list[bytes]:
    """Return what waits, fetched and moved away as the intake does."""
    uids = [one.uid for one in await mailbox.list()]
    raw = [one.raw async for one in mailbox.fetch(uids)]
    await mailbox.move(uids, "processed")
    return raw


@pytest.mark.parametrize("grant", ["client_credentials", "refresh_token"])
async def test_a_letter_is_fetched_and_moved_by_token(
    token_dovecot: Dovecot,
    oauth_server: OAuthServer,
    way: ImapServer,
    user: str,
    grant: Grant,
    tmp_path: Path,
) -> None:
    """One token serves a whole poll, whether it was had by secret or by refresh token."""
    token_dovecot.deliver(user, LETTER)
    source = TokenSource(oauth_server.account(grant), tmp_path / "oauth")
    async with ImapMailbox(replace(way, tokens=source)) as mailbox:
        await mailbox.check()
        [raw] = await subjects(mailbox)

        assert raw.endswith(b"Tekst.\r\n")
        assert await mailbox.list() == []
    assert len(token_dovecot.contents(user, "Processed")) == 1
    assert oauth_server.asked == 1
    assert oauth_server.form == {
        "grant_type": grant,
        "client_id": oauth_server.client_id,
        "scope": "mail",
    }


async def test_a_token_that_was_revoked_meanwhile_is_renewed_and_the_poll_goes_on(
    token_dovecot: Dovecot, oauth_server: OAuthServer, way: ImapServer, user: str
) -> None:
    """The source still believes in it; the server does not; nobody notices but the two."""
    token_dovecot.deliver(user, LETTER)
    async with ImapMailbox(way) as mailbox:
        await mailbox.list()
    oauth_server.revoke()

    async with ImapMailbox(way) as mailbox:
        assert len(await subjects(mailbox)) == 1
    assert oauth_server.asked == 2


async def test_a_token_over_which_a_server_fails_is_not_shown_again(
    token_dovecot: Dovecot, oauth_server: OAuthServer, way: ImapServer, user: str
) -> None:
    """Some servers call a token that does not hold a passing failure: the next poll has another."""
    token_dovecot.deliver(user, LETTER)
    oauth_server.tell(hides=True)
    async with ImapMailbox(way) as mailbox:
        await mailbox.list()
    oauth_server.revoke()

    async with ImapMailbox(way) as mailbox:
        with pytest.raises(TryAgain):
            await mailbox.list()
        assert len(await subjects(mailbox)) == 1
    assert oauth_server.asked == 2


async def test_a_token_that_expires_in_the_middle_of_a_poll_loses_no_letter(
    token_dovecot: Dovecot,
    certificates: Certificates,
    oauth_server: OAuthServer,
    user: str,
    tmp_path: Path,
) -> None:
    """The connection breaks after the listing; the next one is made with a new token."""
    now = [0.0]
    source = TokenSource(oauth_server.account(), tmp_path / "oauth", clock=lambda: now[0])
    with Dovecot(
        certificates, userinfo_url=oauth_server.userinfo_url, relay_port=token_dovecot.imap_port
    ) as own:
        own.deliver(user, LETTER)
        way = ImapServer(own.host, own.imap_port, "plain", user, timeout_s=10, tokens=source)
        async with ImapMailbox(way) as mailbox:
            uids = [one.uid for one in await mailbox.list()]
            oauth_server.revoke()
            now[0] = 3600.0
            await asyncio.to_thread(own.stop)
            await asyncio.to_thread(own.start)
            with pytest.raises(TryAgain):
                await mailbox.move(uids, "processed")
            [fetched] = [one async for one in mailbox.fetch(uids)]
            await mailbox.move([fetched.uid], "processed")

        assert len(own.contents(user, "Processed")) == 1
    assert oauth_server.asked == 2


async def test_a_token_for_another_user_is_refused_with_its_status_and_the_remedy(
    way: ImapServer, oauth_server: OAuthServer
) -> None:
    """One renewal is tried, for it might have been revoked; then a person has to look."""
    other = replace(way, username="someone.else@example.com")
    async with ImapMailbox(other) as mailbox:
        with pytest.raises(TokenRefused, match=r"refused the access token.*another user") as caught:
            await mailbox.check()

    assert oauth_server.asked == 2
    assert "someone.else" not in str(caught.value)


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (["SMTP.SendAsApp"], r"IMAP\.AccessAsApp is missing in its roles.*Grant admin consent"),
        (["IMAP.AccessAsApp"], "not let into this mailbox.*Add-MailboxPermission"),
    ],
)
async def test_what_the_refused_token_says_of_itself_tells_which_permission_is_missing(
    way: ImapServer, oauth_server: OAuthServer, tmp_path: Path, roles: list[str], words: str
) -> None:
    """The app's permission, or the app's right to this mailbox: two people grant them."""
    oauth_server.tell(claims={"roles": roles}, user="someone.else@example.com")
    account = replace(oauth_server.account(), provider="microsoft")
    source = TokenSource(account, tmp_path / "oauth")
    async with ImapMailbox(replace(way, tokens=source)) as mailbox:
        with pytest.raises(TokenRefused, match=words):
            await mailbox.check()


async def test_a_wrong_client_secret_is_a_wrong_setting(
    way: ImapServer, oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """The mailbox is not even asked; neither the secret nor the server's words are repeated."""
    wrong = replace(oauth_server.account(), client_secret=SecretStr("zgadnij-to"))
    source = TokenSource(wrong, tmp_path / "oauth")
    async with ImapMailbox(replace(way, tokens=source)) as mailbox:
        with pytest.raises(Misconfigured, match=r"invalid_client.*Check client_id") as caught:
            await mailbox.check()

    assert "zgadnij-to" not in f"{caught.value!r} {wrong!r} {source!r}"
    assert caught.value.__cause__ is caught.value.__context__ is None


async def test_a_busy_token_server_is_left_alone_as_long_as_it_says(
    way: ImapServer, oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """Its Retry-After holds for the next poll too, whichever process that runs in."""
    oauth_server.answer(429, {"error": "slow"}, Retry_After="120")
    for _ in range(2):
        backoff = Backoff(tmp_path / "mailbox.backoff", "The mailbox's server")
        async with ImapMailbox(way, backoff=backoff) as mailbox:
            with pytest.raises(TryAgain) as caught:
                await mailbox.list()
        assert 100 < caught.value.wait_s <= 120

    assert oauth_server.asked == 1


def test_a_mailbox_has_one_way_in(way: ImapServer) -> None:
    """Which of two would be used, nobody could see."""
    with pytest.raises(Misconfigured, match="Set one of them"):
        replace(way, password=SecretStr("x"))
    with pytest.raises(Misconfigured, match="Set one of them"):
        replace(way, tokens=None)
