"""What a system says is judged before it is believed."""

import asyncio
import tracemalloc
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from rightsflow.belonging import Belonging
from rightsflow.connector import Finding, Incomplete, Subject, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Change, Expected, Order, Residue
from rightsflow.errors import Misconfigured, NeedsPerson, RightsflowError, TryAgain
from rightsflow.law.subject import Identifier, IdentifierKind
from tasks import guard, mistrust
from tasks.describe import describe
from tests.acceptance.people import ZANETA
from tests.tasks.hostile import MAP, SECRET, VICTIM, Hostile
from tests.tasks.shelf import Shelf

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CASE = "RF-2026-000001"
ADDRESS = Identifier(IdentifierKind.email, ZANETA.email)
ORDER = Order(CASE, (Change("people", ("people:1",)),))
LIES = (
    "locate: somebody else",
    "locate: a case that is none",
    "locate: for another system",
    "locate: without end",
    "locate: ends the process",
    "locate: cancels the work",
    "locate: quotes a person in one of ours",
    "gather: a record nobody asked for",
    "gather: a collection nobody mapped",
    "gather: a case that is none",
    "gather: without end",
    "gather: quotes a person in one of ours",
    "document: without end",
    "document: quotes a person in one of ours",
    "erase: less than nothing",
    "erase: a person for a reason",
    "erase: ends the process",
    "verify: cancels the work",
)
LARGE_CHARS = 2_000_000
HANGS = ("locate", "gather", "document", "erase", "verify")


async def asked(lie: str) -> list[Any]:
    """Ask a hostile system everything; return what it said."""
    system = Hostile(SystemMap.model_validate(MAP), lie)
    told: list[Any] = [one async for one in guard.located(system, [Subject(CASE, (ADDRESS,))])]
    async for one in guard.gathered(system, [Wanted(CASE, ("people:1",))]):
        told.append(one)
        if one.document:
            told += [piece async for piece in one.document.content()]
    told += await guard.carried_out(system, Capability.erase, [ORDER], NOW)
    return told + await guard.verified(system, [Expected(CASE, (ADDRESS,), (ORDER,))])


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every limit be small."""
    monkeypatch.setattr(mistrust, "LONGEST_SILENCE_S", 0.1)
    monkeypatch.setattr(guard, "LARGEST_DOCUMENT_BYTES", 2**20)
    for name in ("MOST_MATCHES", "MOST_FINDINGS"):
        monkeypatch.setattr(guard, name, 100)


async def test_what_fits_passes() -> None:
    """A match, a person and a note, a receipt, and nothing that is left."""
    assert [type(one).__name__ for one in await asked("")] == [
        "Located",
        "Finding",
        "Finding",
        "Receipt",
    ]


@pytest.mark.parametrize("lie", LIES)
async def test_what_does_not_fit_is_an_error_of_that_system_in_words_of_ours(lie: str) -> None:
    """A person has to look; nothing that it said is told, not even by the cause."""
    with pytest.raises(NeedsPerson) as raised:
        await asked(lie)

    assert "System hostile" in str(raised.value)
    shown = describe(raised.value)
    for word in (VICTIM, ZANETA.name, SECRET):
        assert word not in shown
        assert word not in str(raised.value)


async def test_large_values_pass_one_at_a_time() -> None:
    """Judging holds nothing back: forty megabytes take what one value takes."""

    class Heavy(Shelf):
        async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
            for number in range(20):
                text = chr(ord("a") + number) * LARGE_CHARS
                yield Finding(wanted[0].case_number, "notes", f"notes:{number}", {"text": text})

    count = 0
    tracemalloc.start()
    async for one in guard.gathered(Heavy(), [Wanted(CASE, ("contacts:1",))]):
        count += len(str(one.values["text"]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20 * LARGE_CHARS
    assert peak < 3 * LARGE_CHARS


@pytest.mark.parametrize("where", HANGS)
async def test_nobody_waits_for_ever(where: str) -> None:
    """A system that says nothing is asked again later."""
    async with asyncio.timeout(5):
        with pytest.raises(TryAgain, match="said nothing"):
            await asked(f"{where}: hangs")


async def test_a_pause_keeps_its_length_and_loses_its_words() -> None:
    """What is scheduled is kept, what is said is not."""
    with pytest.raises(TryAgain) as raised:
        await asked("gather: quotes a person and wants to be asked again")
    assert VICTIM not in str(raised.value) + describe(raised.value)


async def test_a_worker_that_is_told_to_stop_stops() -> None:
    """Its own cancelling is no lie of a plug-in."""
    work = asyncio.ensure_future(asked("locate: hangs"))
    await asyncio.sleep(0.02)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


async def test_a_place_that_names_somebody_is_kept_and_not_told() -> None:
    """A residue is never dropped: only its words are ours."""
    found = await asked("verify: a person for a place")
    residue = found[-1]
    assert isinstance(residue, Residue)
    assert residue == Residue(CASE, "a place that it does not name properly", 1)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Incomplete("x", frozenset({CASE})), Incomplete),
        (TryAgain("x", wait_s=7), TryAgain),
        (Misconfigured("x"), Misconfigured),
        (NeedsPerson("x"), NeedsPerson),
    ],
)
def test_each_error_of_a_plug_in_stays_what_it_is(
    error: RightsflowError, kind: type[RightsflowError]
) -> None:
    """With everything that decides what happens next."""
    with pytest.raises(kind) as raised, mistrust.own_words(Shelf()):
        raise error
    assert type(raised.value) is kind
    assert "shelf" in str(raised.value)
    if isinstance(raised.value, Incomplete):
        assert raised.value.case_numbers == {CASE}
    if isinstance(raised.value, TryAgain):
        assert raised.value.wait_s == 7


def test_below_a_wanted_record_hangs_what_the_map_says() -> None:
    """A note of whoever is wanted, and no other person; unless the connector links by itself."""
    shelf = Shelf()
    belonging = Belonging(shelf, [Wanted(CASE, ("contacts:1",)), Wanted("other", ("contacts:2",))])

    def belongs(case: str, record: str) -> bool:
        return belonging.has(Finding(case, record.partition(":")[0], record, {}))

    assert belongs(CASE, "contacts:1")
    assert belongs(CASE, "notes:7")
    assert not belongs(CASE, "contacts:2")
    assert not belongs(CASE, "contacts:3")
    assert not belongs("nobody", "contacts:1")
    assert not belongs(CASE, "unmapped:1")


def test_a_connector_that_links_by_itself_may_yield_more() -> None:
    """Within its map, and for a case that wants something."""

    class Linking(Shelf):
        @property
        def gathers_wider(self) -> bool:
            return True

    belonging = Belonging(Linking(), [Wanted(CASE, ("contacts:1",)), Wanted("other", ())])
    assert belonging.has(Finding(CASE, "contacts", "contacts:2", {}))
    assert not belonging.has(Finding(CASE, "unmapped", "unmapped:1", {}))
    assert not belonging.has(Finding("other", "contacts", "contacts:2", {}))


@pytest.mark.parametrize("lie", ["close: hangs", "close: quotes a person in an error"])
async def test_what_cannot_be_closed_ends_nobodys_work(
    lie: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The work was done; its kind and place are noted."""
    async with asyncio.timeout(5), mistrust.entered(Hostile(SystemMap.model_validate(MAP), lie)):
        pass
    assert "Error" in caplog.text or "Silent" in caplog.text
    assert VICTIM not in caplog.text
