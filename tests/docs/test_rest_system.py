"""The page about REST systems works as it stands: its shop, its map, its mistake."""

import sys
import threading
import types
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from connectors.http import CONNECTOR
from connectors.http.connector import HttpConnector
from rightsflow import plugins
from rightsflow.connector import Subject, Wanted
from rightsflow.datamap.load import load_systems
from rightsflow.deeds import Change, Expected, Order
from rightsflow.errors import Faulty
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.deployments.installing import as_ours
from tests.docs.pages import examples, text_of

PAGE = text_of("how-to/rest-system.md")
SHOP = examples(PAGE, "python")[0]
MAP = examples(PAGE, "yaml")[0]
ANNA = (Identifier(IdentifierKind.email, "anna.nowak@example.com"),)
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def shop() -> Iterator[tuple[types.ModuleType, str]]:
    """Run the shop of the page."""
    module = types.ModuleType("practice_shop")
    sys.modules["practice_shop"] = module
    exec(compile(SHOP, "shop.py", "exec"), module.__dict__)  # noqa: S102 - the page's own code
    server = ThreadingHTTPServer(("127.0.0.1", 0), module.Shop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield module, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()
    del sys.modules["practice_shop"]


def opened(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> HttpConnector:
    """Open the map of the page as `rightsflow check` does."""
    as_ours(monkeypatch, http=CONNECTOR)
    (folder / "systems").mkdir()
    (folder / "systems" / "shop.yaml").write_text(text, encoding="utf-8")
    made = plugins.open_connector(load_systems(folder)["shop"], folder)
    assert isinstance(made, HttpConnector)
    return made


async def test_the_shop_is_asked_and_erased_from_as_the_page_says(
    shop: tuple[types.ModuleType, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Well, three records found by small letters, and nothing left of them afterwards."""
    module, url = shop
    monkeypatch.setenv("SHOP_KEY", "practice")
    text = MAP.replace("http://127.0.0.1:8321", url)
    async with opened(tmp_path, text, monkeypatch) as connector:
        assert (await connector.check()).problems == ()
        found = [one.match.record async for one in connector.locate([Subject("1", ANNA)])]
        told = [one async for one in connector.gather([Wanted("1", tuple(found))])]
        assert [one.record for one in told] == ["customer:1", "order:11", "order:12"]
        order = Order("1", tuple(Change(one.collection, (one.record,)) for one in told))
        kept = Order("1", (Change("customer", ("customer:1",)),))
        (receipt,) = await connector.erase([kept], now=NOW)
        assert receipt.retained == {"others_hang_on_it": 1}
        (receipt,) = await connector.erase([order], now=NOW)
        assert receipt.removed == 3
        assert await connector.verify([Expected("1", ANNA, (order,), everywhere=True)]) == []

    assert list(module.CUSTOMERS) == [2]
    assert list(module.ORDERS) == [13]


def test_the_mistake_of_the_page_is_told_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the line, to the letter."""
    monkeypatch.setenv("SHOP_KEY", "practice")
    text = MAP.replace("get: {path: customers/$id}", "get: {path: customers/$number}")

    with pytest.raises(Faulty) as caught:
        opened(tmp_path, text, monkeypatch)

    assert str(caught.value) == examples(PAGE, "text")[0].strip()


@pytest.mark.parametrize(
    "part", ["delete: {path: customers/$id, takes: [order]}", "retained_if: {status: [archived]}",
             "delete: {path: customers/$id, leaves: [order]}"],
)  # fmt: skip
def test_what_can_be_said_of_deleting_is_accepted(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each cell of the table can be put into the map."""
    monkeypatch.setenv("SHOP_KEY", "practice")
    assert f"`{part}`" in PAGE
    line = "      delete: {path: customers/$id}\n"
    text = MAP.replace(line, f"      {part}\n" + (line if part.startswith("retained") else ""))

    opened(tmp_path, text, monkeypatch)
