"""Access tokens of a web system: shared, asked for by one at a time, renewed once on a refusal."""

import asyncio

import pytest

from rightsflow.errors import Misconfigured
from rightsflow.web import Question, refuse_trouble
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
            async with asking(server.url, auth=auth_at(server.url), at_once=10) as client:
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
        asking(server.url, auth=auth_at(server.url)) as client,
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
