"""What only a mailbox on an IMAP server has to care about; the server is a real Dovecot."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from pydantic import SecretStr

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.imap import ImapServer
from rightsflow.mail.boxes import ImapMailbox, Mailbox
from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, Dovecot

LETTER = b"Subject: Wniosek\r\n\r\nTekst.\r\n"
WITHOUT_MOVE = "IMAP4rev1 SASL-IR LITERAL+ ID NAMESPACE UIDPLUS"
WITHOUT_BOTH = "IMAP4rev1 SASL-IR LITERAL+ ID NAMESPACE"


@pytest.fixture
def user() -> str:
    """Give a user that no other test has."""
    return f"{uuid4().hex}@example.com"


@pytest.fixture
def server(dovecot: Dovecot, certificates: Certificates, user: str) -> ImapServer:
    """Give the way to this user's mailbox."""
    return way_to(dovecot, certificates, user)


@pytest.fixture
def own_dovecot(dovecot: Dovecot, certificates: Certificates) -> Iterator[Dovecot]:
    """Give a server that a test may stop."""
    del dovecot  # asked for, so that the test is skipped where there is none
    with Dovecot(certificates) as own:
        yield own


def way_to(dovecot: Dovecot, certificates: Certificates, user: str) -> ImapServer:
    """Return how a user's mailbox is reached with TLS."""
    return ImapServer(
        host=dovecot.host,
        port=dovecot.imaps_port,
        security="tls",
        username=user,
        password=SecretStr(PASSWORD),
        cafile=certificates.cafile,
        timeout_s=10,
    )


async def uids_of(mailbox: Mailbox) -> list[str]:
    """Return the UIDs of what waits."""
    return [one.uid for one in await mailbox.list()]


async def test_the_time_limit_runs_from_internaldate_not_from_the_date_field(
    dovecot: Dovecot, server: ImapServer, user: str
) -> None:
    """INTERNALDATE is the server's receipt time; the Date field is the sender's word."""
    letter = b"Date: Thu, 1 Jan 2015 10:00:00 +0000\r\n" + LETTER
    with dovecot.client(user) as client:
        client.append("INBOX", "", '" 2-Nov-2026 09:30:00 +0100"', letter)

    async with ImapMailbox(server) as mailbox:
        [arrived] = await mailbox.list()

    assert arrived.received_at == datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


async def test_fetching_does_not_mark_a_letter_as_seen(
    dovecot: Dovecot, server: ImapServer, user: str
) -> None:
    r"""People see in their own mail reader what nobody has read yet."""
    dovecot.deliver(user, LETTER)
    async with ImapMailbox(server) as mailbox:
        assert [one async for one in mailbox.fetch(await uids_of(mailbox))]

    with dovecot.client(user) as client:
        assert client.search(None, "SEEN")[1] == [b""]


async def test_a_uid_that_is_no_number_is_never_sent(server: ImapServer) -> None:
    """A UID cannot carry a command to the server."""
    async with ImapMailbox(server) as mailbox:
        with pytest.raises(ValueError, match="is a number"):
            await mailbox.move(["1 (FLAGS)\r\na1 LOGOUT"], "processed")


@pytest.fixture(params=["with MOVE", "without MOVE"])
def either_dovecot(
    request: pytest.FixtureRequest, dovecot: Dovecot, certificates: Certificates
) -> Iterator[Dovecot]:
    """Give a server that knows MOVE and one that does not."""
    if request.param == "with MOVE":
        yield dovecot
        return
    with Dovecot(certificates, capability=WITHOUT_MOVE) as old:
        yield old


async def test_moving_never_expunges_what_another_client_has_deleted(
    either_dovecot: Dovecot, certificates: Certificates, user: str
) -> None:
    r"""A bare EXPUNGE would remove a letter that a colleague has only marked `\Deleted`."""
    either_dovecot.deliver(user, LETTER, b"Subject: kept\r\n\r\nx\r\n")
    with either_dovecot.client(user) as colleague:
        colleague.store("2", "+FLAGS", r"(\Deleted)")
        async with ImapMailbox(way_to(either_dovecot, certificates, user)) as mailbox:
            first, second = await uids_of(mailbox)
            await mailbox.move([first], "processed")
            await mailbox.move([first], "processed")

            assert await uids_of(mailbox) == [second]
    assert [raw.endswith(LETTER) for raw in either_dovecot.contents(user, "Processed")] == [True]


async def test_a_server_that_cannot_move_safely_is_refused(
    dovecot: Dovecot, certificates: Certificates, user: str
) -> None:
    """Without MOVE and UIDPLUS letters would be lost or done twice: the check says so."""
    del dovecot
    with Dovecot(certificates, capability=WITHOUT_BOTH) as old:
        old.deliver(user, LETTER)
        async with ImapMailbox(way_to(old, certificates, user)) as mailbox:
            with pytest.raises(Misconfigured, match="neither MOVE nor UIDPLUS"):
                await mailbox.check()
            with pytest.raises(Misconfigured, match="neither MOVE nor UIDPLUS"):
                await mailbox.move(await uids_of(mailbox), "processed")
            assert len(await mailbox.list()) == 1


async def test_starttls_protects_before_the_login(dovecot: Dovecot, server: ImapServer) -> None:
    """The other way to TLS works as well."""
    way = replace(server, port=dovecot.imap_port, security="starttls")
    async with ImapMailbox(way) as mailbox:
        await mailbox.check()


async def test_plain_is_accepted_on_loopback(dovecot: Dovecot, server: ImapServer) -> None:
    """A server on this machine may be spoken to in clear."""
    way = replace(server, port=dovecot.imap_port, security="plain", cafile=None)
    async with ImapMailbox(way) as mailbox:
        await mailbox.check()


@pytest.mark.parametrize("host", ["mail.example.com", "192.0.2.7", "localhost.example.com"])
def test_plain_to_another_machine_is_refused(host: str) -> None:
    """The password would cross a network in clear."""
    with pytest.raises(Misconfigured, match="Set security to tls or starttls"):
        ImapServer(host, 143, "plain", "rodo@example.com", SecretStr("x"))


async def test_a_certificate_of_a_stranger_is_refused(
    server: ImapServer, stranger_certificates: Certificates
) -> None:
    """No password is given to a server that cannot prove who it is."""
    way = replace(server, cafile=stranger_certificates.cafile)
    async with ImapMailbox(way) as mailbox:
        with pytest.raises(Misconfigured, match="Set cafile"):
            await mailbox.check()


async def test_a_certificate_for_another_name_is_refused(
    server: ImapServer, certificates: Certificates
) -> None:
    """A trusted certificate counts for the host it names alone."""
    del certificates
    async with ImapMailbox(replace(server, host="127.0.0.2")) as mailbox:
        with pytest.raises((Misconfigured, TryAgain)):
            await mailbox.check()


async def test_a_missing_cafile_is_a_wrong_setting(
    server: ImapServer, certificates: Certificates
) -> None:
    """The message names the setting."""
    way = replace(server, cafile=certificates.cafile.with_name("gone.pem"))
    async with ImapMailbox(way) as mailbox:
        with pytest.raises(Misconfigured, match="cafile"):
            await mailbox.check()


async def test_a_wrong_password_is_a_wrong_setting_and_is_not_repeated(
    server: ImapServer,
) -> None:
    """The message says the remedy; neither it nor the settings' repr shows the password."""
    way = replace(server, password=SecretStr("zgadnij-to"))
    async with ImapMailbox(way) as mailbox:
        with pytest.raises(Misconfigured, match="Check username and password") as caught:
            await mailbox.check()

    assert "zgadnij-to" not in f"{caught.value!r} {way!r} {mailbox.name}"
    assert caught.value.__cause__ is caught.value.__context__ is None


async def test_a_missing_folder_is_a_wrong_setting(server: ImapServer) -> None:
    """The message names the folder."""
    async with ImapMailbox(server, folder="Wnioski") as mailbox:
        with pytest.raises(Misconfigured, match="Wnioski"):
            await mailbox.list()


async def test_a_folder_name_with_quotes_is_made_as_it_is_written(
    dovecot: Dovecot, server: ImapServer, user: str
) -> None:
    """Blanks, quotes and backslashes in a setting are a name, not a command."""
    dovecot.deliver(user, LETTER)
    async with ImapMailbox(server, processed='Done "by" us\\') as mailbox:
        await mailbox.move(await uids_of(mailbox), "processed")

    assert len(dovecot.contents(user, r'"Done \"by\" us\\"')) == 1


async def test_a_folder_name_that_needs_encoding_is_refused(server: ImapServer) -> None:
    """A name that would be mangled is refused with the remedy, not guessed at."""
    async with ImapMailbox(server, processed="Zakończone") as mailbox:
        with pytest.raises(Misconfigured, match="ASCII"):
            await mailbox.check()


async def test_a_server_that_dies_is_asked_again_later(
    own_dovecot: Dovecot, certificates: Certificates, user: str
) -> None:
    """The loss is `TryAgain`; the same mailbox works again when the server does."""
    own_dovecot.deliver(user, LETTER)
    async with ImapMailbox(way_to(own_dovecot, certificates, user)) as mailbox:
        before = await mailbox.list()
        own_dovecot.stop()
        for _ in range(2):
            with pytest.raises(TryAgain):
                await mailbox.list()
        own_dovecot.start()

        assert await mailbox.list() == before


async def test_uids_of_before_are_not_used_after_the_server_numbered_anew(
    own_dovecot: Dovecot, certificates: Certificates, user: str
) -> None:
    """Under a new UIDVALIDITY an old UID is another letter's name: it is listed again first."""
    with own_dovecot.client(user) as client:
        client.create("Requests")
        client.append("Requests", "", None, LETTER)
    async with ImapMailbox(way_to(own_dovecot, certificates, user), folder="Requests") as mailbox:
        uids = await uids_of(mailbox)
        own_dovecot.stop()
        own_dovecot.start()
        with own_dovecot.client(user) as client:
            client.delete("Requests")
            client.create("Requests")
            client.append("Requests", "", None, b"Subject: another\r\n\r\n")
        for _ in range(3):
            with pytest.raises(TryAgain):
                await mailbox.move(uids, "processed")

        assert len(await mailbox.list()) == 1
        await mailbox.move(uids, "processed")


QUOTA = """
mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = maildir:Whole (mailbox) 7 8
  quota_rule = *:storage=100K
}
"""


async def test_the_part_of_the_quota_that_is_used_is_told(
    dovecot: Dovecot, certificates: Certificates, user: str
) -> None:
    """A name of the root that looks like figures is none of them."""
    del dovecot  # asked for, so that the test is skipped where there is none
    with Dovecot(certificates, more=QUOTA) as limited:
        limited.deliver(user, LETTER + b"x" * 60_000)
        async with ImapMailbox(way_to(limited, certificates, user)) as mailbox:
            used = await mailbox.used()
    assert used is not None
    assert 0.5 < used < 0.7


async def test_a_server_without_quota_tells_none(server: ImapServer) -> None:
    """Nothing is known then, and nothing is wrong."""
    async with ImapMailbox(server) as mailbox:
        assert await mailbox.used() is None


async def test_letters_of_ours_are_deleted_where_the_server_keeps_them(
    dovecot: Dovecot, server: ImapServer, user: str
) -> None:
    """By their whole Message-IDs, in the folder that is named; without one nothing is touched."""
    with dovecot.client(user) as client:
        client.create("Sent")
        for number in range(3):
            client.append("Sent", "", None, b"Message-ID: <%d@example.com>\r\n" % number + LETTER)

    async with ImapMailbox(server) as mailbox:
        await mailbox.delete_sent(["<1@example.com>"])
    assert len(dovecot.contents(user, "Sent")) == 3
    async with ImapMailbox(server, sent="Sent") as mailbox:
        await mailbox.delete_sent(["<1@example.com>", "<7@example.com>"])
        await mailbox.delete_sent([])

    left = [raw.partition(b"<")[2][:1] for raw in dovecot.contents(user, "Sent")]
    assert left == [b"0", b"2"]
