"""The proxy makes the trouble that it says, and passes everything else on as it is."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from rightsflow.conformance import RETRY_AFTER_S, FaultyProxy, Trouble
from rightsflow.conformance.listening import listening

PAGE = '{"people": ["Żaneta", "Tuyết"], "next": "/people?page=2"}'


class System:
    """A small server over HTTP that notes what it is asked, and answers in chunks."""

    def __init__(self) -> None:
        """Begin with nothing asked."""
        self.asked: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:-2])
        content = await reader.readexactly(int(fields.get("content-length", 0)))
        self.asked.append(f"{head.split(' HTTP')[0]} {fields['host']} {content.decode()}")
        page = PAGE.encode()
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (page[:9], page[9:]))
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Page: 1\r\n\r\n")
        writer.write(chunks + b"0\r\n\r\n")
        await writer.drain()


@pytest.fixture
def system() -> System:
    """Give the system behind the proxy."""
    return System()


@pytest.fixture
async def proxy(system: System) -> AsyncIterator[FaultyProxy]:
    """Give a proxy before it."""
    async with listening(system.serve) as port:
        proxy = await FaultyProxy.before(f"http://127.0.0.1:{port}/api")
        yield proxy
        await proxy.close()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Give a client without patience."""
    async with httpx.AsyncClient(trust_env=False, timeout=0.3) as opened:
        yield opened


async def test_without_trouble_all_is_passed_on(
    system: System, proxy: FaultyProxy, client: httpx.AsyncClient
) -> None:
    """Body, headers and the name by which the server was called; and it is counted."""
    answer = await client.post(f"{proxy.url()}/people", content="who")

    assert (answer.status_code, answer.text, answer.headers["x-page"]) == (200, PAGE, "1")
    assert system.asked == [f"POST /api/people 127.0.0.1:{proxy.port(Trouble.none)} who"]
    assert proxy.asked == {Trouble.none: 1}


async def test_a_slow_server_takes_the_question(
    system: System, proxy: FaultyProxy, client: httpx.AsyncClient
) -> None:
    """And never answers."""
    with pytest.raises(httpx.ReadTimeout):
        await client.get(proxy.url(Trouble.slow))
    assert system.asked == []


async def test_a_broken_answer_ends_in_the_middle(
    system: System, proxy: FaultyProxy, client: httpx.AsyncClient
) -> None:
    """What was asked has happened all the same."""
    with pytest.raises(httpx.RemoteProtocolError):
        await client.delete(f"{proxy.url(Trouble.broken)}/people/1")
    assert len(system.asked) == 1


async def test_a_truncated_answer_looks_whole(
    proxy: FaultyProxy, client: httpx.AsyncClient
) -> None:
    """Nothing but its content says that it is not."""
    answer = await client.get(proxy.url(Trouble.truncated))

    assert answer.content == PAGE.encode()[: len(PAGE.encode()) // 2]
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize(
    ("trouble", "method", "status"),
    [
        (Trouble.strange, "GET", 200),
        (Trouble.rate_limited, "GET", 429),
        (Trouble.lying, "PUT", 204),
    ],
)
async def test_some_answers_are_not_the_systems(
    system: System, proxy: FaultyProxy, client: httpx.AsyncClient, trouble: Trouble, method: str,
    status: int,
) -> None:  # fmt: skip
    """The system is not even asked."""
    answer = await client.request(method, proxy.url(trouble))

    assert answer.status_code == status
    assert system.asked == []
    if trouble is Trouble.rate_limited:
        assert answer.headers["retry-after"] == str(RETRY_AFTER_S)


async def test_a_liar_answers_questions(
    system: System, proxy: FaultyProxy, client: httpx.AsyncClient
) -> None:
    """So that its word on a change can be compared with the truth."""
    assert (await client.get(proxy.url(Trouble.lying))).text == PAGE
    assert len(system.asked) == 1


async def test_a_server_that_is_not_there_is_no_answer(client: httpx.AsyncClient) -> None:
    """The proxy hangs up, and invents nothing."""
    proxy = await FaultyProxy.before("http://127.0.0.1:1")
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get(proxy.url())
    await proxy.close()
