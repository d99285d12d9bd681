"""What becomes of a question that gets no answer, or a wrong one: never a shorter answer."""

import json
from collections.abc import Callable

import pytest

from connectors.mailman import CONNECTOR
from connectors.mailman.settings import MailmanConnection
from rightsflow.connector import Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from tests.connectors.mailman.asking import gathered, matches
from tests.connectors.mailman.scripted import NOTHING, SYSTEM, Reply, answering, silent
from tests.servers.mailman import MailmanServer, free_ports

EMAIL = "anna.lacka@example.com"


@pytest.fixture
def opened(system: SystemMap, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Connector]:
    """Give a function that opens a connector on any server."""
    monkeypatch.setenv("MAILMAN_PASSWORD", "open sesame")

    def make(url: str, **changes: object) -> Connector:
        fields = {"base_url": url, "username": "asker", "password": {"env": "MAILMAN_PASSWORD"}}
        settings = fields | {"patience_s": 0, "timeout_s": 5} | changes
        return CONNECTOR.open(system, MailmanConnection.model_validate(settings))

    return make


def chain(error: BaseException | None) -> str:
    """Return the texts of an error and of all that it was raised from or during."""
    texts = []
    while error is not None:
        texts += [str(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


async def test_a_dead_server_is_asked_again_later(opened: Callable[..., Connector]) -> None:
    """Nobody listens: that says nothing about what the system holds."""
    (port,) = free_ports(1)
    async with opened(f"http://127.0.0.1:{port}/3.1") as connector:
        with pytest.raises(TryAgain):
            await matches(connector, EMAIL)
        with pytest.raises(TryAgain):
            await connector.check()


async def test_a_server_that_never_answers_is_asked_again_later(
    opened: Callable[..., Connector],
) -> None:
    """A question takes `timeout_s` at most."""
    async with silent() as url, opened(url, timeout_s=0.2) as connector:
        with pytest.raises(TryAgain, match="TimeoutError"):
            await matches(connector, EMAIL)


async def test_a_server_in_trouble_is_asked_again_within_the_patience(
    opened: Callable[..., Connector],
) -> None:
    """One 503 in between is not told: the connector asks again for a few seconds itself."""
    asked: list[str] = []

    def script(path: str) -> Reply:
        asked.append(path)
        if len(asked) == 1:
            return 503, "overloaded"
        return SYSTEM if path == "system" else NOTHING

    async with answering(script) as url, opened(url, patience_s=10) as connector:
        await connector.check()

    assert asked[:2] == ["system", "system"]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_trouble_beyond_the_patience_is_told(
    opened: Callable[..., Connector], status: int
) -> None:
    """A server that stays in trouble is asked again later."""
    async with answering(lambda _: (status, "no")) as url, opened(url) as connector:
        with pytest.raises(TryAgain, match=str(status)):
            await matches(connector, EMAIL)


async def test_a_wrong_password_is_a_wrong_setting(
    system: SystemMap,
    connection: Callable[..., MailmanConnection],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Mailman's refusal stops the start, and its remedy names the section of mailman.cfg."""
    settings = connection()
    monkeypatch.setenv("MAILMAN_PASSWORD", "wrong")
    async with CONNECTOR.open(system, settings) as connector:
        with pytest.raises(Misconfigured, match="admin_pass"):
            await matches(connector, EMAIL)
        health = await connector.check()

    assert len(health.problems) == 1
    assert "[webservice]" in health.problems[0]


@pytest.mark.parametrize(
    "reply", [(404, "Not here"), (404, {"error": "no route"}), (302, ""), (400, {}), (403, "")]
)
async def test_a_proxy_that_does_not_know_mailman_is_a_wrong_setting(
    opened: Callable[..., Connector], reply: Reply
) -> None:
    """Only Mailman's own 404 means that nothing is held."""

    def script(path: str) -> Reply:
        if path == "system":
            return SYSTEM
        return reply if path.startswith("addresses/") else NOTHING

    async with answering(script) as url, opened(url) as connector:
        with pytest.raises(Misconfigured):
            await matches(connector, EMAIL)


async def test_another_program_is_a_wrong_setting(opened: Callable[..., Connector]) -> None:
    """What is no GNU Mailman 3 is not believed when it knows nobody."""
    async with answering(lambda _: (200, {"hello": "world"})) as url, opened(url) as connector:
        with pytest.raises(Misconfigured, match="no GNU Mailman"):
            await matches(connector, EMAIL)


@pytest.mark.parametrize("body", ["<html>", [], {}, {"entries": "x"}, {"total_size": "1"}])
async def test_an_answer_in_another_format_is_no_answer(
    opened: Callable[..., Connector], body: object
) -> None:
    """A list that cannot be read is not an empty list."""

    def script(path: str) -> Reply:
        return SYSTEM if path == "system" else (200, body)

    async with answering(script) as url, opened(url) as connector:
        with pytest.raises(TryAgain):
            await matches(connector, EMAIL)


@pytest.mark.parametrize(
    "pages",
    [
        [{"total_size": 2, "entries": [{"list_id": "a"}]}],
        [{"total_size": 3}],
        [{"total_size": 2, "entries": [{"list_id": "a"}, {"list_id": "a"}]}],
        [{"total_size": 1, "entries": [{"list_id": "a"}, {"list_id": "b"}]}],
        [{"total_size": 1, "entries": [{"name": "a"}]}],
        [
            {"total_size": 3, "entries": [{"list_id": "a"}, {"list_id": "b"}]},
            {"total_size": 2, "entries": []},
        ],
    ],
)
async def test_fewer_entries_than_counted_are_never_a_shorter_answer(
    opened: Callable[..., Connector], pages: list[dict[str, object]]
) -> None:
    """Short, doubled, surplus, nameless or shrinking: the collection is read again later."""

    def script(path: str) -> Reply:
        if path == "system":
            return SYSTEM
        if path.startswith("lists?"):
            return 200, pages[int(path.rpartition("=")[2]) - 1]
        return NOTHING

    async with answering(script) as url, opened(url, page_size=2) as connector:
        with pytest.raises(TryAgain, match="fewer"):
            await matches(connector, EMAIL)


async def test_a_neighbour_given_for_the_person_is_not_believed(
    opened: Callable[..., Connector],
) -> None:
    """A database may compare too widely; the canonical address decides."""
    row = {"email": "anna.łacka@example.com", "registered_on": "2026-01-01T00:00:00"}

    def script(path: str) -> Reply:
        if path == "system":
            return SYSTEM
        return (200, row) if path.startswith("addresses/") else NOTHING

    async with answering(script) as url, opened(url) as connector:
        assert await matches(connector, EMAIL) == []


async def test_no_error_holds_an_address_or_the_password(
    opened: Callable[..., Connector],
) -> None:
    """Errors are logged and stored; addresses stand in URLs, which errors of httpx carry."""

    def script(path: str) -> Reply:
        if path == "system":
            return SYSTEM
        return (500, json.dumps({"title": EMAIL})) if EMAIL[:4] in path else NOTHING

    async with answering(script) as url, opened(url) as connector:
        with pytest.raises(RightsflowError) as caught:
            await matches(connector, EMAIL)

    assert "anna" not in chain(caught.value)
    assert "sesame" not in chain(caught.value)


async def test_a_server_that_dies_in_between_leaves_no_url_in_the_error(
    opened: Callable[..., Connector],
) -> None:
    """Not even the errors that came before tell what was asked."""
    (port,) = free_ports(1)
    async with opened(f"http://127.0.0.1:{port}/3.1") as connector:
        with pytest.raises(TryAgain) as caught:
            await gathered(connector, ["user:0123456789abcdef0123456789abcdef"])

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "http" not in chain(caught.value)


async def test_after_trouble_the_same_connector_goes_on(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """An answer left half read does not spoil the next one."""
    mailman_server.subscribe(f"anna{number}@example.com")
    async for _ in connector.locate([]):
        pytest.fail("nobody was asked about")
    stream = connector.gather([])
    assert [found async for found in stream] == []

    assert len(await matches(connector, f"anna{number}@example.com")) == 1
