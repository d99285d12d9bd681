"""XOAUTH2 word by word, at servers that are old, strict or busy."""

import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from rightsflow.imap import ImapClient, ImapServer, Selected
from rightsflow.oauth import TokenRefused, TokenSource
from tests.servers.certificates import ADDRESS
from tests.servers.oauth import OAuthServer
from tests.servers.scripted import ScriptedServer

REFUSAL = "+ " + base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()
STRICT = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 UIDPLUS AUTH=XOAUTH2\r\n{tag} OK done",
    "LOGOUT": "* BYE\r\n{tag} OK done",
    "SELECT": "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n{tag} OK [READ-WRITE] done",
}
QUICK = STRICT | {"CAPABILITY": STRICT["CAPABILITY"].replace("UIDPLUS", "UIDPLUS SASL-IR")}


async def entered(
    oauth_server: OAuthServer, folder: Path, answers: Mapping[str, str | None]
) -> tuple[Selected, list[str]]:
    """Select INBOX at a scripted server; return what came of it and the lines it got."""
    tokens = TokenSource(oauth_server.account(), folder)
    with ScriptedServer("* OK hello", answers) as server:
        way = ImapServer(ADDRESS, server.port, "plain", "rodo", timeout_s=1, tokens=tokens)
        async with ImapClient(way) as client:
            selected = await client.run(lambda session: session.select("INBOX"))
        return selected, server.lines


def spoken(base64_words: str) -> list[str]:
    """Return the parts of what was said to log in."""
    return base64.b64decode(base64_words).decode().split("\x01")


async def test_the_token_goes_with_the_command_where_the_server_allows_it(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """SASL-IR (RFC 4959): one exchange less."""
    answers = {"AUTHENTICATE": "{tag} OK in", **QUICK}
    _, lines = await entered(oauth_server, tmp_path, answers)
    [login] = [line for line in lines if "AUTHENTICATE" in line]
    user, bearer, *rest = spoken(login.split()[3])
    assert login.split()[1:3] == ["AUTHENTICATE", "XOAUTH2"]
    assert user == "user=rodo"
    assert bearer.startswith("auth=Bearer ey")
    assert rest == ["", ""]


@pytest.mark.parametrize("answers", [QUICK, STRICT], ids=["at once", "when asked"])
async def test_a_refusal_is_ended_by_an_empty_line_and_its_status_told(
    oauth_server: OAuthServer, tmp_path: Path, answers: dict[str, str | None]
) -> None:
    """The server explains in a challenge, and waits for an answer before it says NO."""
    script = {
        "AUTHENTICATE XOAUTH2$": "+ ",
        "AUTHENTICATE XOAUTH2 |^dXNlcj1": REFUSAL,
        "^$": "NO",
        **answers,
    }
    tokens = TokenSource(oauth_server.account(), tmp_path)
    with Refusing("* OK hello", script) as server:
        way = ImapServer(ADDRESS, server.port, "plain", "rodo", timeout_s=2, tokens=tokens)
        async with ImapClient(way) as client:
            with pytest.raises(TokenRefused, match=r"IMAP server refused the access token \(401\)"):
                await client.run(lambda session: session.select("INBOX"))
    assert server.lines.count("") == 2  # the first token, and the renewed one


class Refusing(ScriptedServer):
    """Answers an empty line with the tag of the command that is going on."""

    def answer(self, line: str, answer: str) -> str:
        """Return NO under the last tag for an empty line, anything else as scripted."""
        if line:
            return super().answer(line, answer)
        tagged = [one for one in self.lines if "AUTHENTICATE" in one]
        return f"{tagged[-1].split()[0]} NO AUTHENTICATE failed for ola@example.org"


async def test_a_server_that_takes_no_tokens_is_a_wrong_setting(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """The token is not shown to a server that did not ask for one."""
    script = STRICT | {"CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done"}
    with pytest.raises(Misconfigured, match="takes no tokens"):
        await entered(oauth_server, tmp_path, script)


@pytest.mark.parametrize(
    ("answer", "fault", "wait_s"),
    [
        ("{tag} NO [UNAVAILABLE] of ola@example.org", TryAgain, 60),
        ("{tag} NO [THROTTLED] too often", TryAgain, 300),
        (
            "{tag} BAD Request is throttled. Suggested Backoff Time: 89117 milliseconds",
            TryAgain,
            89.117,
        ),
        ("* BYE Request is throttled. Suggested Backoff Time: 3000 milliseconds", TryAgain, 3),
        ("{tag} NO [CONTACTADMIN] broken", TryAgain, 0),
        ("{tag} NO AUTHENTICATE failed.", TokenRefused, None),
    ],
)
async def test_a_busy_server_is_no_refused_token(
    oauth_server: OAuthServer,
    tmp_path: Path,
    answer: str,
    fault: type[RightsflowError],
    wait_s: float | None,
) -> None:
    """What passes is waited for; what does not is told."""
    with pytest.raises(fault) as caught:
        await entered(oauth_server, tmp_path, {"AUTHENTICATE": answer, **QUICK})
    assert "ola@example.org" not in str(caught.value)
    assert getattr(caught.value, "wait_s", None) == wait_s
