"""Sending through a real SMTP server that refuses, stalls or hangs up when told to."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest
from pydantic import SecretStr

from rightsflow.errors import Misconfigured, RightsflowError
from rightsflow.mail.sending import (
    Deferred,
    Outgoing,
    Rejected,
    SmtpSender,
    SmtpServer,
    Unclear,
)
from tests.servers.certificates import ADDRESS, Certificates, free_port
from tests.servers.scripted import ScriptedServer
from tests.servers.smtp import Sink, Step
from tests.servers.smtp import SmtpServer as Server

Maker = Callable[..., Outgoing]


async def test_the_envelope_carries_the_addresses_and_the_content_travels_encrypted(
    account: SmtpServer, sink: Sink, letter: Maker
) -> None:
    """Bounces go to the envelope sender, the letter to its one recipient, all under TLS."""
    async with SmtpSender(account) as sender:
        await sender.send(letter(1))

    [taken] = sink.letters
    assert taken.envelope_sender == "bounces@example.com"
    assert taken.recipients == ("ola@example.org",)
    assert taken.encrypted


async def test_a_letter_may_have_no_envelope_sender(
    account: SmtpServer, sink: Sink, letter: Maker
) -> None:
    """An automatic answer may say that nobody wants its bounces (RFC 3834 3.3)."""
    async with SmtpSender(account) as sender:
        await sender.send(replace(letter(1), envelope_sender=""))

    assert sink.letters[0].envelope_sender == ""


async def test_tls_from_the_first_byte_works_as_well(
    certificates: Certificates, account: SmtpServer, sink: Sink, letter: Maker
) -> None:
    """The other way to TLS."""
    with Server(sink, certificates, "tls") as server:
        async with SmtpSender(replace(account, port=server.port, security="tls")) as sender:
            await sender.send(letter(1))

    assert sink.letters[0].encrypted


async def test_one_connection_carries_many_letters(
    account: SmtpServer, sink: Sink, letter: Maker
) -> None:
    """A refused letter in between does not cost the connection."""
    sink.answer("rcpt", "250 OK", "550 5.1.1 <ola@example.org> unknown", "250 OK")
    async with SmtpSender(account) as sender:
        await sender.send(letter(1))
        with pytest.raises(Rejected):
            await sender.send(letter(2))
        await sender.send(letter(3))

    assert len({taken.connection for taken in sink.letters}) == 1
    assert len(sink.letters) == 2


@pytest.mark.parametrize("farewell", ["hang up", "421 4.4.2 idle for too long"])
async def test_a_connection_that_was_closed_while_idle_is_opened_again(
    account: SmtpServer, sink: Sink, letter: Maker, farewell: str
) -> None:
    """Nothing of the letter had left, so that the caller need not know."""
    async with SmtpSender(account) as sender:
        await sender.send(letter(1))
        sink.answer("mail", farewell)
        await sender.send(letter(2))

    assert [taken.content for taken in sink.letters] == [letter(1).content, letter(2).content]
    assert sink.letters[0].connection != sink.letters[1].connection


@pytest.mark.parametrize(
    ("step", "reply", "fault", "codes"),
    [
        ("mail", "451 4.3.0 <ola@example.org> later", Deferred, "451 4.3.0"),
        ("mail", "550 5.7.1 <ola@example.org> never", Rejected, "550 5.7.1"),
        ("mail", "530 5.7.0 log in first", Misconfigured, "530 5.7.0"),
        ("rcpt", "450 4.2.0 <ola@example.org> greylisted", Deferred, "450 4.2.0"),
        ("rcpt", "550 5.1.1 <ola@example.org> unknown", Rejected, "550 5.1.1"),
        ("rcpt", "550 unknown ola@example.org", Rejected, "550"),
        ("data", "452 4.2.2 mailbox of ola@example.org is full", Deferred, "452 4.2.2"),
        ("data", "554 5.7.1 spam for ola@example.org", Rejected, "554 5.7.1"),
        ("rcpt", "hang up", Deferred, "closed"),
        ("data", "hang up", Unclear, "nobody knows"),
        ("data", "354 what now", Unclear, "nobody knows"),
    ],
)
async def test_what_the_server_does_decides_what_happens_next(
    account: SmtpServer,
    sink: Sink,
    letter: Maker,
    step: Step,
    reply: str,
    fault: type[RightsflowError],
    codes: str,
) -> None:
    """4xx and a loss before the content: again. 5xx: a person. A loss after it: unknown.

    The text holds codes, never the server's words, which name the recipient.
    """
    sink.answer(step, reply)
    async with SmtpSender(account) as sender:
        with pytest.raises(fault, match=codes) as caught:
            await sender.send(letter(1))
        assert type(caught.value) is fault
        assert "ola@example.org" not in str(caught.value)
        assert caught.value.__cause__ is caught.value.__context__ is None

        await sender.send(letter(2))

    assert sink.letters[-1].content == letter(2).content


async def test_an_unclear_letter_may_well_have_been_taken_over(
    account: SmtpServer, sink: Sink, letter: Maker
) -> None:
    """Why `Unclear` is no `Deferred`: here the server has the letter, and the caller no word."""
    sink.answer("data", "hang up")
    async with SmtpSender(account) as sender:
        with pytest.raises(Unclear):
            await sender.send(letter(1))

    assert [taken.content for taken in sink.letters] == [letter(1).content]


async def test_a_server_that_is_not_there_is_asked_again(
    account: SmtpServer, letter: Maker
) -> None:
    """Refused before anything was handed over: surely not delivered."""
    async with SmtpSender(replace(account, port=free_port())) as sender:
        with pytest.raises(Deferred, match="Check that it runs"):
            await sender.send(letter(1))
        with pytest.raises(Deferred):
            await sender.check()


async def test_a_silent_server_is_given_up_and_asked_again(letter: Maker) -> None:
    """No wait is endless."""
    answers: dict[str, str | None] = {"EHLO": "250 OK", "MAIL": None}
    with ScriptedServer("220 hello", answers) as silent:
        way = SmtpServer(ADDRESS, silent.port, "plain", timeout_s=0.3, helo_name="localhost")
        async with SmtpSender(way) as sender:
            with pytest.raises(Deferred):
                await sender.send(letter(1))


async def test_a_server_that_falls_silent_after_the_content_leaves_it_unclear(
    letter: Maker,
) -> None:
    """It may still deliver what it has read."""
    answers = {"EHLO": "250 OK", "MAIL|RCPT": "250 OK", "^DATA": "354 go on", "^.$": None}
    with ScriptedServer("220 hello", answers) as silent:
        way = SmtpServer(ADDRESS, silent.port, "plain", timeout_s=0.3, helo_name="localhost")
        async with SmtpSender(way) as sender:
            with pytest.raises(Unclear):
                await sender.send(letter(1))


async def test_a_send_that_is_cancelled_does_not_disturb_the_next(letter: Maker) -> None:
    """A conversation that stopped half-way is thrown away: no answer is taken for another's."""
    answers = {"EHLO": "250 OK", "MAIL.*silent@": None, "MAIL|RCPT": "250 OK"}
    answers |= {"^DATA": "354 go on", r"^\.$": "250 2.0.0 OK", "QUIT": "221 bye"}
    with ScriptedServer("220 hello", answers) as server:
        way = SmtpServer(ADDRESS, server.port, "plain", helo_name="localhost")
        async with SmtpSender(way) as sender:
            await sender.send(letter(1))
            stalled = replace(letter(2), envelope_sender="silent@example.com")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(sender.send(stalled), timeout=0.3)
            await sender.send(letter(3))

    assert server.lines.count("EHLO localhost") == 2


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "ola",
        "ola@example.org, eve@example.net",
        "ola@example.org>\r\nRCPT TO:<eve@example.net",
        "<ola@example.org>",
        "Ola <ola@example.org>",
        "ola@example.org eve@example.net",
        "żółw@example.org",
    ],
)
async def test_an_address_that_is_not_one_bare_address_is_never_sent_to(
    account: SmtpServer, sink: Sink, letter: Maker, recipient: str
) -> None:
    """Nothing is guessed, split or smuggled into the envelope; the sender works on."""
    server_without_smtputf8 = "żółw" in recipient
    if server_without_smtputf8:
        sink.server.enable_SMTPUTF8 = False  # type: ignore[union-attr]
        sink.server.SMTP_kwargs["enable_SMTPUTF8"] = False  # type: ignore[union-attr]
    async with SmtpSender(account) as sender:
        with pytest.raises(Rejected):
            await sender.send(letter(1, recipient))
        assert sink.letters == []
        await sender.send(letter(2))

    assert len(sink.letters) == 1


async def test_an_international_address_is_written_as_it_is(
    account: SmtpServer, sink: Sink, letter: Maker
) -> None:
    """Where the server offers SMTPUTF8 (RFC 6531), the local part may be Polish."""
    async with SmtpSender(account) as sender:
        await sender.send(letter(1, "żółw@example.org"))

    assert sink.letters[0].recipients == ("żółw@example.org",)


@pytest.mark.parametrize("host", ["mail.example.com", "198.51.100.4"])
def test_plain_to_another_machine_is_refused(host: str) -> None:
    """A letter with personal data would cross a network in clear."""
    with pytest.raises(Misconfigured, match="Set security to tls or starttls"):
        SmtpServer(host, 25, "plain")


def test_half_a_login_is_a_wrong_setting() -> None:
    """A forgotten password must not become a login without one."""
    with pytest.raises(Misconfigured, match="Set both"):
        SmtpServer("mail.example.com", 587, "starttls", username="rodo@example.com")


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_certificate_of_a_stranger_is_refused(
    certificates: Certificates,
    stranger_certificates: Certificates,
    account: SmtpServer,
    sink: Sink,
    security: Literal["tls", "starttls"],
) -> None:
    """No letter and no password for a server that cannot prove who it is."""
    with Server(sink, certificates, security) as server:
        way = replace(
            account, port=server.port, security=security, cafile=stranger_certificates.cafile
        )
        async with SmtpSender(way) as sender:
            with pytest.raises(Misconfigured, match="Set cafile"):
                await sender.check()
    await asyncio.sleep(1)  # as in the test of a wrong password: TLS takes leave


async def test_a_server_without_starttls_is_a_wrong_setting(
    certificates: Certificates, account: SmtpServer, sink: Sink, letter: Maker
) -> None:
    """TLS that was asked for is never given up because it is not offered."""
    with Server(sink, certificates, "plain") as server:
        async with SmtpSender(replace(account, port=server.port)) as sender:
            with pytest.raises(Misconfigured, match="STARTTLS"):
                await sender.send(letter(1))

    assert sink.letters == []


async def test_a_wrong_password_is_a_wrong_setting_and_shows_nowhere(account: SmtpServer) -> None:
    """The message says the remedy; neither it nor the settings' repr shows the password."""
    way = replace(account, password=SecretStr("zgadnij-to"))
    async with SmtpSender(way) as sender:
        with pytest.raises(Misconfigured, match="Check username and password") as caught:
            await sender.check()
    # TLS takes leave of the server after the refusal; the loop of this test ends before, else.
    await asyncio.sleep(1)

    assert "zgadnij-to" not in f"{caught.value!r} {way!r}"
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_a_letter_shows_no_address_in_logs(letter: Maker) -> None:
    """The repr of a letter, which a log or a traceback may print, names nobody."""
    assert "ola@example.org" not in repr(letter(1))
