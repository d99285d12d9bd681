"""The client of every web connector: in turn, with patience, and silent about what is asked."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.web import AuthConnection, Question, WebClient, WebConnection, refuse_trouble
from rightsflow.web.credential import in_header
from tests.rightsflow.web.serving import Asked, Reply, serving

NAME = "anna.lacka"


@asynccontextmanager
async def asking(url: str, **settings: object) -> AsyncIterator[WebClient]:
    """Give a client of a server, without a credential unless the settings name one."""
    fields = {"base_url": url, "auth": {"kind": "none"}, "patience_s": 0, "timeout_s": 5}
    connection = AuthConnection.model_validate(fields | settings)
    client = WebClient(connection, connection.auth.credential())
    try:
        yield client
    finally:
        await client.close()


def turns(*replies: Reply) -> Callable[[Asked], Reply]:
    """Return a script that gives one reply after another, and the last one for ever."""
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


async def test_values_are_encoded_by_the_client() -> None:
    """What stands in an identifier never becomes a part of the question's form."""
    async with serving(turns(Reply(body={}))) as server, asking(server.url) as client:
        await client.ask(Question("people", query=(("q", "a&b=c#d?e'%@x"), ("limit", "1"))))

    assert server.asked[0].query == {"q": "a&b=c#d?e'%@x", "limit": "1"}


async def test_a_long_wait_that_the_system_asks_for_is_obeyed_by_coming_back() -> None:
    """429 with Retry-After beyond our patience: the work item is told when to come again."""
    busy = Reply(429, headers={"Retry-After": "120"})
    async with serving(turns(busy)) as server, asking(server.url, patience_s=10) as client:
        with pytest.raises(TryAgain) as caught:
            await client.ask(Question("people"))

    assert caught.value.wait_s == pytest.approx(120, abs=2)
    assert len(server.asked) == 1


async def test_a_short_wait_that_the_system_asks_for_is_waited_for() -> None:
    """429 with Retry-After within our patience: nobody above hears of it, nor asks earlier."""
    clock = asyncio.get_running_loop().time
    script = turns(Reply(429, headers={"Retry-After": "1"}), Reply(body={"well": True}))
    async with serving(script) as server, asking(server.url, patience_s=10) as client:
        began = clock()
        answer = await client.ask(Question("people"))

    assert answer.value == {"well": True}
    assert clock() - began >= 1
    assert len(server.asked) == 2


async def test_a_wait_that_is_a_date_counts_from_the_servers_own_clock() -> None:
    """A server that is hours ahead does not silence us for hours."""
    ahead = {
        "Date": "Sat, 28 Nov 2099 10:00:00 GMT",
        "Retry-After": "Sat, 28 Nov 2099 10:03:20 GMT",
    }
    async with serving(turns(Reply(503, headers=ahead))) as server, asking(server.url) as client:
        answer = await client.ask(Question("people"))

    assert answer.wait_s == 200


async def test_whoever_asks_next_keeps_away_as_well() -> None:
    """What one question was told holds for all that share the limiter."""
    script = turns(Reply(429, headers={"Retry-After": "60"}), Reply(body={}))
    async with serving(script) as server, asking(server.url) as client:
        await client.ask(Question("people"))
        with pytest.raises(TryAgain):
            await client.ask(Question("others"))

    assert len(server.asked) == 1


async def test_a_rate_spreads_the_questions() -> None:
    """Beyond the burst that the system allows, each question waits for its turn."""
    clock = asyncio.get_running_loop().time
    rate = {"requests": 2, "per_s": 0.4}
    async with (
        serving(turns(Reply(body={}))) as server,
        asking(server.url, rate=rate, patience_s=5) as client,
    ):
        began = clock()
        for _ in range(4):
            await client.ask(Question("people"))

    assert clock() - began >= 0.35


async def test_at_once_is_never_exceeded() -> None:
    """A system is not asked more at the same time than it bears."""
    limit, now, most = 3, 0, 0

    class Counting(WebClient):
        async def _exchange(self, *args: object) -> object:  # type: ignore[override]
            nonlocal now, most
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.01)
            now -= 1
            return await super()._exchange(*args)  # type: ignore[arg-type]

    async with serving(turns(Reply(body={}))) as server:
        connection = WebConnection(base_url=server.url, at_once=limit, patience_s=0)
        client = Counting(connection, in_header("X-Key", SecretStr("k")))
        await asyncio.gather(*(client.ask(Question("people")) for _ in range(12)))
        await client.close()

    assert most == limit


async def test_passing_trouble_is_asked_again_and_a_refusal_is_not() -> None:
    """Only what waiting may cure is repeated."""
    script = turns(Reply(502), Reply(408), Reply(body={}))
    async with serving(script) as server, asking(server.url, patience_s=10) as client:
        assert (await client.ask(Question("people"))).status == 200
        assert len(server.asked) == 3
    async with serving(turns(Reply(400))) as server, asking(server.url, patience_s=10) as client:
        assert (await client.ask(Question("people"))).status == 400
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, TryAgain), (401, Misconfigured), (403, Misconfigured), (302, Misconfigured),
     (400, Misconfigured), (404, Misconfigured)],
)  # fmt: skip
async def test_each_trouble_has_who_is_to_act(status: int, error: type[Exception]) -> None:
    """A redirection is not followed: it could carry the credential elsewhere."""
    reply = Reply(status, NAME, {"Location": "/elsewhere"})
    async with serving(turns(reply)) as server, asking(server.url) as client:
        answer = await client.ask(Question(NAME))
        with pytest.raises(error) as caught:
            refuse_trouble(answer)

    assert NAME not in str(caught.value)
    assert len(server.asked) == 1


async def test_a_failed_exchange_is_a_value_without_an_address() -> None:
    """Errors of httpx carry the URL with all that stands in it."""
    cut = Reply(body="x", headers={"Content-Length": "5"})
    async with serving(turns(cut)) as server, asking(server.url) as client:
        broken = await client.ask(Question(f"people/{NAME}"))
    async with asking(server.url) as client:
        dead = await client.ask(Question(f"people/{NAME}"))
        with pytest.raises(Misconfigured) as wrong:
            await client.ask(Question(f"http://[{NAME}\0"))

    assert [broken.status, dead.status] == [0, 0]
    assert NAME not in repr([broken, dead, wrong.value])


async def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Identifiers and keys stand in addresses, which httpx logs."""
    caplog.set_level(logging.DEBUG)
    async with serving(turns(Reply(body={}))) as server, asking(server.url) as client:
        await client.ask(Question("people", query=(("email", NAME),)))

    assert NAME not in caplog.text


async def test_proxies_of_the_environment_are_not_for_personal_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever set a proxy for downloads did not mean the person's data."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with serving(turns(Reply(body={}))) as server, asking(server.url) as client:
        assert (await client.ask(Question("people"))).status == 200


async def test_our_credential_is_not_shown_to_another_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither by a path of the map nor by a next page."""
    auth = {"kind": "key", "header": "X-Key", "key": {"env": "WEB_KEY"}}
    monkeypatch.setenv("WEB_KEY", "sesame")
    async with (
        serving(turns(Reply(body={}))) as ours,
        serving(turns(Reply())) as other,
        asking(ours.url, auth=auth) as client,
    ):
        with pytest.raises(Misconfigured, match="another server"):
            await client.ask(Question(f"{other.url}/people"))
        pieces = [one async for one in client.download(Question(f"{other.url}/cv.pdf"))]
        await client.ask(Question(f"{ours.url}/people?after=x%2Fy"))

    assert b"".join(pieces) == b"null"
    assert "x-key" not in other.asked[0].headers
    assert ours.asked[0].headers["x-key"] == "sesame"
    assert ours.asked[0].target == "/people?after=x%2Fy"


async def test_a_file_comes_in_pieces_or_as_trouble() -> None:
    """Whatever its size, it takes the memory of one piece; half a file is no file."""
    content = b"%PDF" * 100_000
    async with serving(turns(Reply(body=content))) as server, asking(server.url) as client:
        pieces = [one async for one in client.download(Question("cv.pdf"))]
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) == 64 * 1024

    cut = Reply(body=content[:10], headers={"Content-Length": "20"})
    async with serving(turns(cut)) as server, asking(server.url) as client:
        with pytest.raises(TryAgain) as caught:
            [one async for one in client.download(Question(f"{NAME}.pdf"))]
    assert caught.value.__context__ is None
