"""Logins at servers that are old, busy or silent: what they say decides what happens next."""

import pytest
from pydantic import SecretStr

from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from rightsflow.imap import ImapClient, ImapServer
from tests.servers.certificates import ADDRESS
from tests.servers.scripted import ScriptedServer

OLD = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 UIDPLUS\r\n{tag} OK done",
    "LOGOUT": "* BYE\r\n{tag} OK done",
    "SELECT": "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n{tag} OK [READ-WRITE] done",
}


def way_to(server: ScriptedServer, username: str, password: str) -> ImapServer:
    """Return how the scripted server is reached."""
    secret = SecretStr(password)
    return ImapServer(ADDRESS, server.port, "plain", username, secret, timeout_s=0.5)


async def test_a_server_without_auth_plain_gets_a_quoted_login() -> None:
    """Quotes and backslashes in user and password reach an old server as they are."""
    with ScriptedServer("* OK hello", {**OLD, "LOGIN": "{tag} OK in"}) as server:
        async with ImapClient(way_to(server, 'a "b" c', 'x"y\\z')) as client:
            selected = await client.run(lambda session: session.select("INBOX"))

    assert selected.uidvalidity == "7"
    [login] = [line for line in server.lines if "LOGIN" in line]
    assert login.partition(" ")[2] == r'LOGIN "a \"b\" c" "x\"y\\z"'


async def test_a_password_that_login_cannot_carry_is_never_sent() -> None:
    """LOGIN has ASCII only: what cannot be written is refused before it leaves."""
    with ScriptedServer("* OK hello", OLD) as server:
        async with ImapClient(way_to(server, "rodo", "hasło")) as client:
            with pytest.raises(Misconfigured):
                await client.run(lambda session: session.select("INBOX"))

    assert not [line for line in server.lines if "LOGIN" in line]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("{tag} NO [UNAVAILABLE] user database of ola@example.org is away", TryAgain),
        ("{tag} NO [LIMIT] too many connections", TryAgain),
        ("{tag} NO [AUTHENTICATIONFAILED] not ola@example.org", Misconfigured),
        ("{tag} NO go away", Misconfigured),
        ("* BYE bye", TryAgain),
        (None, TryAgain),
    ],
)
async def test_why_a_login_failed_decides_what_happens_next(
    answer: str | None, fault: type[RightsflowError]
) -> None:
    """A busy or silent server is asked again; a refusal is a wrong setting (RFC 5530 3)."""
    with ScriptedServer("* OK hello", {**OLD, "LOGIN": answer}) as server:
        async with ImapClient(way_to(server, "rodo", "x")) as client:
            with pytest.raises(fault) as caught:
                await client.run(lambda session: session.select("INBOX"))

    assert "ola@example.org" not in str(caught.value)


async def test_folders_are_made_below_the_prefix_that_the_server_wants() -> None:
    """Many hosting servers keep all personal folders below `INBOX.` (RFC 2342)."""
    answers: dict[str, str | None] = {
        "CAPABILITY": "* CAPABILITY IMAP4rev1 UIDPLUS NAMESPACE\r\n{tag} OK done",
        "NAMESPACE": '* NAMESPACE (("INBOX." ".")) NIL NIL\r\n{tag} OK done',
        "LIST": "{tag} OK done",
        "CREATE": "{tag} NO [ALREADYEXISTS] another poller was faster",
        "LOGIN": "{tag} OK in",
        "LOGOUT": OLD["LOGOUT"],
    }
    with ScriptedServer("* OK hello", answers) as server:
        async with ImapClient(way_to(server, "rodo", "x")) as client:
            full = await client.run(lambda session: session.ensure_folder("Processed"))

    assert full == "INBOX.Processed"
    assert server.lines[-2].endswith('CREATE "INBOX.Processed"')


async def test_a_server_without_starttls_is_a_wrong_setting() -> None:
    """The password is not sent in clear because an upgrade was not offered."""
    with ScriptedServer("* OK hello", OLD) as server:
        way = ImapServer("localhost", server.port, "starttls", "rodo", SecretStr("x"))
        async with ImapClient(way) as client:
            with pytest.raises(Misconfigured, match="STARTTLS"):
                await client.run(lambda session: session.select("INBOX"))

    assert not [line for line in server.lines if "LOGIN" in line]
