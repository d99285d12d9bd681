"""The page about REST systems works as it stands: its shop, its map, its mistake."""

import re
import sys
import threading
import types
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_string, policy
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.http import CONNECTOR
from connectors.http.connector import HttpConnector
from rightsflow import plugins
from rightsflow.connector import Subject, Wanted
from rightsflow.datamap.load import load_systems
from rightsflow.deeds import Change, Expected, Order
from rightsflow.errors import Faulty
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.letters.choose import Letter
from rightsflow.register import results
from rightsflow.register.types import Step
from tests.deployments.installing import as_ours
from tests.docs.pages import examples, section, text_of
from tests.tasks.deciding_kit import Office, open_office
from tests.tasks.deeds_kit import AbleOffice

PAGE = text_of("how-to/rest-system.md")
SHOP = examples(PAGE, "python")[0]
MAP, LOG, BLANKS, WHOSE_WORD = examples(PAGE, "yaml")[0], *examples(PAGE, "yaml")[-3:]
REQUEST = examples(PAGE, "text")[1]
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


def merged(one: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Put a part that the page shows into its map."""
    both = {n: merged(one[n], more[n]) for n in more if isinstance(one.get(n), dict)}
    return {**one, **more, **both}


def with_part(part: str) -> str:
    """Return the map of the page with one of its parts."""
    # Read as the loader does, for which `on` is a word.
    base = yaml.safe_load(MAP.replace(" on:", ' "on":'))
    return yaml.safe_dump(merged(base, yaml.safe_load(part)), sort_keys=False)


async def test_what_is_emptied_and_what_is_searched_are_as_the_page_says(
    shop: tuple[types.ModuleType, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders stay without the person; without their update `check` says what is lacking."""
    module, url = shop
    monkeypatch.setenv("SHOP_KEY", "practice")
    text = with_part(BLANKS).replace("http://127.0.0.1:8321", url)
    empty = {"item": None, "note": None}
    order = Order("1", (Change("customer", ("customer:1",)),
                        Change("order", ("order:11", "order:12"), empty)))  # fmt: skip
    async with opened(tmp_path, text, monkeypatch) as connector:
        assert (await connector.check()).problems == ()
        (receipt,) = await connector.erase([order], now=NOW)
        assert (receipt.removed, receipt.anonymised, receipt.counted) == (1, 2, 3)
        kept = frozenset({"order:11", "order:12"})
        expected = Expected("1", ANNA, (order,), kept=kept, everywhere=True)
        assert await connector.verify([expected]) == []
    assert module.ORDERS[12] == {"id": 12, "customer": 1, "item": "", "note": ""}


def test_the_place_that_is_searched_afterwards_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever copies it has a map that opens."""
    monkeypatch.setenv("SHOP_KEY", "practice")
    opened(tmp_path, with_part(LOG), monkeypatch)


async def receipts_of(office: Office, request_id: int) -> list[str]:
    """Return the counts of a request's receipts as `case show` tells them."""
    async with office.desk.register.read() as connection:
        found = await results.receipts_for(connection, [request_id], [Step.act, Step.verify])
    in_order = sorted(found[request_id], key=lambda one: one.step != Step.act)
    return [f"{name} {n}" for one in in_order for name, n in one.counts.items()]


async def test_somebody_is_erased_as_the_page_leads(
    shop: tuple[types.ModuleType, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Her mail, the plan, the approval, the receipts and the letter, by the words of the page."""
    module, url = shop
    monkeypatch.setenv("SHOP_KEY", "practice")

    def prepare(instance: Path) -> None:
        for file in (instance / "systems").iterdir():
            file.unlink()
        text = MAP.replace("http://127.0.0.1:8321", url)
        (instance / "systems" / "shop.yaml").write_text(text, encoding="utf-8")

    whose: dict[str, Any] = yaml.safe_load(WHOSE_WORD)
    async with open_office(
        tmp_path, kind=AbleOffice, prepare=prepare, decisions={"by_hand": []}, **whose
    ) as office:
        await office.hear(message_from_string(REQUEST, policy=policy.default))
        assert set(await office.holds()) == {HoldKind.plan_approval}
        assert await office.decide(Decision.approve, HoldKind.plan_approval)
        [request] = await office.requests()
        answer = await office.letter(Letter.rights_reply)
        receipts = await receipts_of(office, request.id)

    assert request.outcome is Outcome.granted
    assert answer.recipient == "anna.nowak@example.com"
    told = re.findall(r"`((?:erase_\w+|left) \d+)`", section(PAGE, "6. Erase somebody"))
    assert told == receipts == ["erase_removed 3", "left 0"]
    assert (list(module.CUSTOMERS), list(module.ORDERS)) == ([2], [13])
