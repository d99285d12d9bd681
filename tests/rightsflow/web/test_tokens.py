"""Access tokens of a web system: shared, asked for by one at a time, renewed once on a refusal."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import SecretStr

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.oauth import Account, TokenSource
from rightsflow.oauth.answers import read_answer
from rightsflow.web import Question, refuse_trouble
from rightsflow.web.auth import OAuthClient
from rightsflow.web.credential import Tokens
from tests.rightsflow.web.serving import Asked, Reply, serving
from tests.rightsflow.web.test_client import asking


class Provider:
    """A token endpoint and a system that takes the newest token alone. A double."""

    def __init__(self) -> None:
        self.given = 0
        self.forms: list[bytes] = []
        self.refuses = False

    def __call__(self, asked: Asked) -> Reply:
        """Answer as both."""
        if asked.path == "/token":
            self.given += 1
            self.forms.append(asked.body)
            return Reply(body={"access_token": f"token{self.given}", "expires_in": 3600})
        good = asked.headers.get("authorization") == f"Bearer token{self.given}"
        return Reply(body={}) if good and not self.refuses else Reply(401)


CODES = (50034, 50076, 50173, 65001, 70000, 70008, 70011, 500011, 700082, 1002012, 7000215)
ERRORS = ("invalid_client", "invalid_grant", "unauthorized_client", "invalid_scope",
          "invalid_request", "unsupported_grant_type", "unknown")  # fmt: skip


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_SECRET", "sesame")


def auth_at(url: str) -> dict[str, object]:
    """Return how a client of this provider asks."""
    secret = {"env": "WEB_SECRET"}
    return {"kind": "oauth", "token_url": f"{url}/token", "client_id": "c", "client_secret": secret}


async def test_a_token_is_asked_for_once_however_many_ask() -> None:
    """Ten questions at the same time, and another client of the same account: one token."""
    provider = Provider()
    async with serving(provider) as server:
        for _ in range(2):
            async with asking(
                server.url, auth=auth_at(server.url), at_once=10, patience_s=10
            ) as client:
                questions = (client.ask(Question("people")) for _ in range(10))
                answers = await asyncio.gather(*questions)
                assert {one.status for one in answers} == {200}

    assert provider.given == 1
    assert b"grant_type=client_credentials" in provider.forms[0]


async def test_a_token_that_was_withdrawn_is_renewed_once() -> None:
    """The system may end a token before its time."""
    provider = Provider()
    async with (
        serving(provider) as server,
        asking(server.url, auth=auth_at(server.url), patience_s=10) as client,
    ):
        await client.ask(Question("people"))
        provider.given += 1
        answer = await client.ask(Question("people"))

    assert answer.status == 200
    assert len(provider.forms) == 2


async def test_a_refusal_of_a_new_token_too_is_a_refusal() -> None:
    """Asking for tokens again and again would lock the client out."""
    provider = Provider()
    provider.refuses = True
    async with (
        serving(provider) as server,
        asking(server.url, auth=auth_at(server.url), patience_s=10) as client,
    ):
        answer = await client.ask(Question("people"))
        with pytest.raises(Misconfigured):
            refuse_trouble(answer)

    assert len(provider.forms) == 2


async def test_token_and_question_have_one_patience_between_them() -> None:
    """A token server that drips its answer is given up when the patience for the question ends."""
    clock = asyncio.get_running_loop().time

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Each byte comes in time, so that no single wait is too long.
        writer.write(b"HTTP/1.1 200 So\r\nContent-Length: 1000\r\n\r\n")
        with suppress(ConnectionError, asyncio.CancelledError):
            for _ in range(100):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.1)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        ended.set()

    ended = asyncio.Event()
    token_server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = token_server.sockets[0].getsockname()[1]
    provider = Provider()
    async with (
        token_server,
        serving(provider) as server,
        asking(server.url, auth=auth_at(f"http://127.0.0.1:{port}"), patience_s=1) as client,
    ):
        began = clock()
        with pytest.raises(TryAgain, match=r"127\.0\.0\.1 gave no token in the time"):
            await client.ask(Question("people"))
        waited_s = clock() - began
        assert server.asked == []
        # Nor does the thread wait on: it has let go of the connection.
        await asyncio.wait_for(ended.wait(), 5)

    # The account's own limit is thirty seconds, and never ends while bytes come.
    assert waited_s < 5


async def test_who_waits_for_a_token_that_another_asks_for_waits_no_longer_either() -> None:
    """The turn is waited for within the same patience, in the thread, too."""
    source = TokenSource(
        Account("http://localhost:1/token", "c", SecretStr("s"), "", "client_credentials"), Path()
    )
    with source._in_turn(None), pytest.raises(TryAgain, match="in the time"):
        await asyncio.to_thread(source.token, 0.05)


def test_a_refusal_of_a_systems_token_speaks_of_the_system() -> None:
    """No mailbox, no owner, and no field that a data map has not."""
    client = OAuthClient.model_validate(auth_at("http://localhost:1"))
    credential = client.credential()
    assert isinstance(credential, Tokens)
    refusals: list[dict[str, object]] = [{"error": error} for error in ERRORS]
    refusals += [{"error": "x", "error_codes": [code]} for code in CODES]
    texts = [str(read_answer(credential._source.account, 401, {}, one)) for one in refusals]

    for word in ("mailbox", "owner", "refresh_token", "Exchange", "outlook", "and grant"):
        assert [text for text in texts if word in text] == []
    assert any("contoso.crm4.dynamics.com/.default" in text for text in texts)
