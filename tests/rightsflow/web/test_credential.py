"""Who asks is shown to the system, and to nobody else; settings that cannot work are refused."""

from base64 import b64encode

import pytest
from pydantic import SecretStr, ValidationError

from rightsflow.errors import Misconfigured
from rightsflow.web import AuthConnection, Question
from rightsflow.web.credential import in_header
from tests.rightsflow.web.serving import Reply, serving
from tests.rightsflow.web.test_client import asking, turns


def basic_of(username: str, password: str) -> str:
    """Return the header of RFC 7617."""
    return f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}"


@pytest.mark.parametrize(
    ("auth", "shown"),
    [
        ({"kind": "basic", "username": "any", "password": {"env": "WEB_KEY"}},
         {"authorization": basic_of("any", "sesame")}),
        ({"kind": "bearer", "token": {"env": "WEB_KEY"}}, {"authorization": "Bearer sesame"}),
        ({"kind": "key", "key": {"env": "WEB_KEY"}, "header": "X-Auth-Token",
          "prefix": "api-key "}, {"x-auth-token": "api-key sesame"}),
    ],
)  # fmt: skip
async def test_each_way_shows_its_secret_and_hides_it_from_us(
    auth: dict[str, object], shown: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands in the request, and in no repr."""
    monkeypatch.setenv("WEB_KEY", "sesame")
    async with serving(turns(Reply(body={}))) as server, asking(server.url, auth=auth) as client:
        await client.ask(Question("people"))
        told = repr([client._credential, await client._credential.shown(1)])

    assert shown.items() <= server.asked[0].headers.items()
    assert "sesame" not in told


async def test_a_key_in_the_query_is_added_to_what_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also to a next address that the system gave."""
    monkeypatch.setenv("WEB_KEY", "sesame")
    auth = {"kind": "key", "key": {"env": "WEB_KEY"}, "query": "api_token"}
    async with serving(turns(Reply(body={}))) as server, asking(server.url, auth=auth) as client:
        await client.ask(Question("people", query=(("term", "x"),)))
        await client.ask(Question(f"{server.url}/people?start=2"))

    assert [one.query for one in server.asked] == [
        {"term": "x", "api_token": "sesame"},
        {"start": "2", "api_token": "sesame"},
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"base_url": "http://crm.example.com"},
        {"base_url": "https://user:pw@crm.example.com"},
        {"base_url": "https://crm.example.com?key=x"},
        {"base_url": "ftp://crm.example.com"},
        {"base_url": "https://crm.example.com"},
        {"base_url": "http://127.0.0.1", "rate": {"requests": 1, "per_s": 60}},
        {"base_url": "http://127.0.0.1", "auth": {"kind": "key", "key": {"env": "X"}}},
    ],
)
def test_settings_that_cannot_work_are_refused(fields: dict[str, object]) -> None:
    """In clear, with secrets in addresses, unseen, never in turn, or nowhere shown."""
    with pytest.raises(ValidationError):
        AuthConnection.model_validate({"auth": {"kind": "none"}} | fields)


def test_a_secret_that_no_header_takes_is_told_without_it() -> None:
    """Otherwise the client would tell it in its error."""
    with pytest.raises(Misconfigured) as caught:
        in_header("X-Key", SecretStr("open\nsesame"))

    assert "sesame" not in str(caught.value)
