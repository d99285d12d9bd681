"""Whatever a plug-in does, its system is held, and the rest of the case is done."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rightsflow.copy.findings import read_findings
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.register.tables import hold, work_item
from rightsflow.register.types import ItemState, Step
from tasks import guard, mistrust
from tasks.person import person_within
from tests.acceptance.people import ZANETA
from tests.deployments.installing import as_ours
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.hostile import LONG, MAP, NAME, ODD, SECRET, VICTIM, HostileKind
from tests.tasks.written import ACCESS, ERASURE

SYSTEM_HOLDS = {HoldKind.system_unreachable, HoldKind.system_failed, HoldKind.data_mismatch}


@asynccontextmanager
async def office_with(
    lie: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AbleOffice]:
    """Open an office that has the hostile system beside its honest ones."""
    as_ours(monkeypatch, **{NAME: HostileKind(lie)})
    async with open_able_office(folder, more={NAME: MAP}) as office:
        yield office


async def states(office: AbleOffice, step: Step) -> dict[str, str]:
    """Return how far a step has come in each system."""
    rows = await rows_of(office.desk.register, work_item)
    return {row.system: row.state for row in rows if row.step == step}


async def held(office: AbleOffice) -> dict[str, str]:
    """Return open holds of systems: the system by kind."""
    rows = await rows_of(office.desk.register, hold)
    return {
        row.kind: row.system for row in rows if row.kind in SYSTEM_HOLDS and not row.released_at
    }


def traces(office: AbleOffice, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return where somebody, or the secret, stands in clear: files of the instance, and the log."""
    texts = [word.encode() for word in (VICTIM, VICTIM.partition("@")[0], SECRET)]
    files = [one for one in office.desk.folder.rglob("*") if one.is_file()]
    found = [one.name for one in files if any(text in one.read_bytes() for text in texts)]
    log = caplog.text.encode()
    return found + ["log" for text in texts if text in log]


@pytest.mark.parametrize(
    ("lie", "step"),
    [
        ("locate: somebody else", Step.locate),
        ("locate: cancels the work", Step.locate),
        ("gather: a record nobody asked for", Step.gather),
        ("gather: quotes a person in one of ours", Step.gather),
        ("gather: hangs", Step.gather),
    ],
)
async def test_a_hostile_system_is_held_and_the_others_are_gathered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lie: str,
    step: Step,
) -> None:  # fmt: skip
    """Nothing of what it told is written down, and nobody hangs on it."""
    monkeypatch.setattr(mistrust, "LONGEST_SILENCE_S", 0.2)
    monkeypatch.setattr(guard, "MOST_FINDINGS", 2000)
    monkeypatch.setattr(guard, "MOST_MATCHES", 2000)
    caplog.set_level(logging.DEBUG, "rightsflow")
    async with office_with(lie, tmp_path, monkeypatch) as office:
        await office.ask(ZANETA, ACCESS)

        assert set((await held(office)).values()) == {NAME}
        reached = await states(office, step)
        assert reached.pop(NAME) != ItemState.done
        assert set(reached) >= {"crm", "documents"}
        assert set(reached.values()) == {ItemState.done}
        assert await office.letters(Letter.access_reply) == []
        assert traces(office, caplog) == []
        vaulted = [one.name for one in office.desk.folder.rglob("*") if NAME in one.name]
        assert vaulted == [f"{NAME}.yaml"]


async def test_a_system_as_bad_as_real_ones_are_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Emoji, right to left, control characters and ten megabytes arrive as they are stored."""
    caplog.set_level(logging.DEBUG, "rightsflow")
    async with office_with("", tmp_path, monkeypatch) as office:
        await office.ask(ZANETA, ACCESS)

        assert await held(office) == {}
        async with office.desk.register.read() as connection:
            person = await person_within(connection, office.desk, await office.case())
        number = person.case.number
        found = list(read_findings(office.desk.vault, person.key, number, NAME))
        assert [one.values for one in found if one.collection == "people"] == [
            {"email": ZANETA.email, "name": ODD}
        ]
        assert LONG in [one.values.get("text") for one in found]
        assert (await office.letter(Letter.access_reply)).recipient == ZANETA.email
        assert traces(office, caplog) == []


async def test_two_accounts_with_one_address_are_for_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is given both unseen."""
    async with office_with("two accounts", tmp_path, monkeypatch) as office:
        await office.ask(ZANETA, ACCESS)
        assert set(await office.holds()) == {HoldKind.identity}


@pytest.mark.parametrize(
    ("lie", "step"),
    [
        ("", Step.verify),
        ("verify: a person for a place", Step.verify),
        ("erase: less than nothing", Step.act),
        ("erase: ends the process", Step.act),
    ],
)
async def test_what_a_hostile_system_says_it_erased_is_not_called_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lie: str,
    step: Step,
) -> None:  # fmt: skip
    """Its receipts are added up and it is asked again; the honest systems are done."""
    caplog.set_level(logging.DEBUG, "rightsflow")
    async with office_with(lie, tmp_path, monkeypatch) as office:
        await office.ask(ZANETA, ERASURE)
        await office.decide(Decision.approve, HoldKind.plan_approval)

        assert set((await held(office)).values()) == {NAME}
        reached = await states(office, step)
        assert reached.pop(NAME) != ItemState.done
        assert {reached["crm"], reached["documents"]} == {ItemState.done}
        assert not office.rows("SELECT 1 FROM contacts WHERE email = ?", ZANETA.email)
        assert await office.letters(Letter.rights_reply) == []
        assert traces(office, caplog) == []
