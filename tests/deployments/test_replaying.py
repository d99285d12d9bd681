"""The commands `rightsflow replay`, `sweep` and `lift`, as a person types them."""

import asyncio
import json
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from rightsflow.deeds import Capability, Change, Order
from rightsflow.law.suppression import SuppressionList
from rightsflow.register import erasures
from rightsflow.register.erasures import Erased, digests_of
from rightsflow.settings import read_settings
from tasks.wiring import open_register
from tests.deployments.test_cli import opened, rightsflow
from tests.deployments.test_suppressed import listed
from tests.tasks.shelf import Shelf
from tests.tasks.test_replay import who

ANNA = "anna@example.org"
TODAY = date.today()  # noqa: DTZ011 - the command asks the real calendar
YESTERDAY = TODAY - timedelta(days=1)
RECREATE, MARKETING = SuppressionList.do_not_recreate, SuppressionList.no_marketing


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Let the CRM of the example be a system in memory that can erase; Anna is back in it."""
    shelf = Shelf()
    shelf.system = Shelf.system.model_copy(update={"system": "crm"})
    shelf.contact(1, ANNA)
    shelf.contact(2, "cezary@example.org")
    for module in ("deployments.replaying", "tasks.wiring"):
        monkeypatch.setattr(
            f"{module}.open_connectors", lambda systems, *_: dict.fromkeys(systems, shelf)
        )
    return shelf


def erased(office: Path, number: str, *records: str) -> None:
    """Enter into the ledger that records of Anna were erased."""

    async def enter() -> None:
        async with AsyncExitStack() as stack:
            register, keyring = await open_register(office, read_settings(office), stack)
            done = Erased(
                case_number=number,
                system="crm",
                capability=Capability.erase,
                order=Order(number, (Change("contacts", records),)),
                done_at=datetime.now(UTC),
                until_on=TODAY + timedelta(days=400),
                digests=digests_of(keyring, who(ANNA)),
            )
            async with register.write() as connection:
                await erasures.record(connection, keyring, [done])

    asyncio.run(enter())


def replayed(office: Path, *more: str, since: date = YESTERDAY) -> Result:
    """Replay the CRM."""
    return rightsflow("replay", "crm", "--since", str(since), *more, "--config", office)


def test_replay_tells_cases_and_counts(office: Path, shelf: Shelf) -> None:
    """A trial first, which changes nothing; then it is done, and done once."""
    number = opened(office)
    listed(office, ANNA, RECREATE)
    erased(office, number, "contacts:1")

    trial = replayed(office, "--dry-run")
    assert trial.exit_code == 0, trial.output
    assert "would be done" in trial.output
    assert "contacts:1" in shelf.records
    done = replayed(office)
    again = replayed(office)

    assert done.stdout.splitlines()[1].split() == [number, "erase", "1", "1", "0"]
    assert "contacts:1" not in shelf.records
    assert "contacts:2" in shelf.records
    assert "Nothing that was erased" in again.output
    assert (done.exit_code, again.exit_code) == (0, 0)
    told = rightsflow("journal", "show", number, "--config", office, "--json").stdout
    events = [entry["event"] for entry in json.loads(told)["entries"]]
    assert events[1:] == ["replay_begun", "replayed"]
    for result in (trial, done, again):
        assert "anna" not in result.output
        assert "contacts" not in result.output


def test_what_is_left_is_status_1(office: Path, shelf: Shelf) -> None:
    """Cezary has the number now."""
    listed(office, ANNA, RECREATE)
    erased(office, "RF-2024-000001", "contacts:2")

    result = replayed(office)

    assert result.exit_code == 1
    assert "Left for a person: 1." in result.output
    assert "contacts:2" in shelf.records


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("replay", "crn", "--since", str(TODAY)), 1, "The data map has: crm"),
        (("replay", "crm", "--since", str(TODAY + timedelta(days=2))), 1, "still to come"),
        (("replay", "crm", "--since", "20.11.2026"), 2, "The year comes"),
        (("sweep", "crn"), 1, "The data map has: crm"),
    ],
)
def test_a_slip_of_the_pen_is_told(
    office: Path, shelf: Shelf, words: tuple[str, ...], status: int, says: str
) -> None:
    """Nothing is asked then."""
    result = rightsflow(*words, "--config", office)

    assert result.exit_code == status
    assert says in result.output
    assert len(shelf.records) == 2


def test_a_system_that_nobody_can_verify_is_for_a_person(
    office: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is said to be gone that nobody has asked about."""

    class Mute(Shelf):
        verify = None  # type: ignore[assignment]

    mute = Mute(shelf.records)
    monkeypatch.setattr(
        "deployments.replaying.open_connectors", lambda systems, *_: dict.fromkeys(systems, mute)
    )

    result = replayed(office)

    assert result.exit_code == 1
    assert "Whoever answers for it has to look" in result.output


def test_sweep_tells_counts_and_cases(office: Path, shelf: Shelf) -> None:
    """All systems of the map, here all the same one; each case once."""
    listed(office, ANNA, RECREATE)
    assert shelf.records

    first = rightsflow("sweep", "crm", "--config", office)
    second = rightsflow("sweep", "crm", "--config", office)

    assert first.exit_code == second.exit_code == 1
    line = first.stdout.splitlines()[1].split()
    assert line[:4] == ["crm", "2", "0", "1"]
    assert line[4].startswith("RF-")
    assert second.stdout.splitlines()[1].split()[4] == "-"
    assert "anna" not in (first.output + second.output)
    shown = rightsflow("case", "show", line[4], "--config", office)
    assert "reappeared" in shown.output


def test_sweep_of_the_real_example_finds_who_is_listed(office: Path) -> None:
    """Through the connectors of the example, with nobody listed and with somebody."""
    nobody = rightsflow("sweep", "--config", office)
    assert nobody.exit_code == 0, nobody.output
    listed(office, "nobody@example.org", RECREATE)

    looked = rightsflow("sweep", "--config", office)

    assert looked.exit_code == 0, looked.output
    assert {"crm", "recruitment", "mailing"} <= {
        line.split()[0] for line in looked.stdout.splitlines() if line
    }


def test_lift_takes_a_person_off_a_list(office: Path, tmp_path: Path) -> None:
    """Asked for, so that nothing stays in the shell's history; repeated nowhere."""
    file = tmp_path / "list.csv"
    file.write_text("email\nanna@example.org\n")
    listed(office, ANNA)
    assert rightsflow("suppressed", file, "--config", office).exit_code == 3

    result = rightsflow("lift", "no_marketing", "--config", office, given="Anna@Example.org\n\n")

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "1 entry changed."
    assert rightsflow("suppressed", file, "--config", office).exit_code == 0
    again = rightsflow("lift", "no_marketing", "--config", office, given="anna@example.org\n\n")
    assert "Nothing of this person" in again.output


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        (("do_not_recreate", "--purpose", "mailing.news"), "", "no_marketing alone"),
        (("no_marketing", "--purpose", "mailing.nwes"), "", "No such purpose"),
        (("no_marketing",), "anna\n\n", "not well formed"),
        (("no_marketing",), "\n\n", "Give an e-mail address"),
    ],
)
def test_lift_of_nobody_is_told(
    office: Path, words: tuple[str, ...], given: str, says: str
) -> None:
    """With the remedy."""
    result = rightsflow("lift", *words, "--config", office, given=given)

    assert result.exit_code == 1
    assert says in result.output


def test_a_case_of_the_sweep_is_not_opened_by_hand(office: Path) -> None:
    """Its clock would never run."""
    words = ("--right", "access", "--received-on", str(YESTERDAY), "--channel", "sweep")

    result = rightsflow("case", "open", *words, "--config", office, given="\n\n\n")

    assert result.exit_code == 1
    assert "opened by the sweep" in result.output
