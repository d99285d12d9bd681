"""`rightsflow plan`, as a person types it: what happens, why it stays, and how far it is."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.register.plans import Body
from tests.acceptance.people import EVERYONE, TUYET
from tests.deployments.test_cli import opened, rightsflow
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.test_plan_mails import OBJECTION
from tests.tasks.written import ACCESS, ERASURE, RECTIFICATION, TWO_RIGHTS

NUMBER = "RF-2026-000001"
KEYS = {"case", "stage", "version", "digest", "made_at", "rights"}
OF_RIGHT = {"right", "outcome", "planned", "hold", "withheld", "actions", "if_upheld"}
OF_PROSPECT = {
    "system", "collection", "purpose", "ground", "treatment", "records", "fields", "article",
    "kept", "waits_for", "by_person",
}  # fmt: skip
OF_ACTION = OF_PROSPECT | {"how_far", "done_at", "verified_at", "left_in"}


async def _asked(office: AbleOffice, words: str, *, approved: bool) -> Path:
    office.write_rows("UPDATE placements SET invoice = 'FV/7' WHERE contact_id = ?", TUYET.number)
    await office.ask(TUYET, words)
    if approved:
        await office.decide(Decision.approve, HoldKind.plan_approval)
    return office.desk.folder


def asked(folder: Path, words: str, *, approved: bool = False) -> Path:
    """Return an instance in which a person asked for something."""

    async def made() -> Path:
        async with open_able_office(folder) as office:
            return await _asked(office, words, approved=approved)

    return asyncio.run(made())


def plan_of(instance: Path) -> Body:
    """Return what the command prints for programs."""
    result = rightsflow("plan", NUMBER, "--config", instance, "--json")

    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


@pytest.fixture(scope="module")
def erasing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an instance in which a copy was made and an erasure waits; no test changes it."""
    return asked(tmp_path_factory.mktemp("erasing"), TWO_RIGHTS)


def test_a_plan_tells_what_goes_and_what_is_kept_until_when(erasing: Path) -> None:
    """Each right by itself; a number in small letters will do."""
    result = rightsflow("plan", NUMBER.lower(), "--config", erasing)

    assert result.exit_code == 0, result.output
    access, _, erasure = result.output.partition("\nerasure\n")
    assert "copied for the" in access
    for told in (
        "Waits for an approver: H-1.1",
        "fields cleared",
        "waits for approval",
        "keeping accounting documents",
        "17(3)(b)",
        "2031-12-31",
        "hourly_rate",
    ):
        assert told in erasure


def test_programs_are_told_by_stable_keys(erasing: Path) -> None:
    """Everything that the page about the command lists, and nothing else."""
    plan = plan_of(erasing)

    assert set(plan) == KEYS
    assert [set(one) for one in plan["rights"]] == [OF_RIGHT] * 2
    access, erasure = plan["rights"]
    assert {key for one in (access, erasure) for of in one["actions"] for key in of} == OF_ACTION
    assert (access["outcome"], erasure["outcome"], erasure["hold"]) == (None, None, "H-1.1")
    (placements,) = [one for one in erasure["actions"] if one["collection"] == "placements"]
    assert placements["kept"] == [
        {
            "name": "accounting",
            "article": "17(3)(b)",
            "provision": "art. 74 ust. 2 ustawy o rachunkowości",
            "until_on": "2031-12-31",
        }
    ]
    assert (placements["treatment"], placements["ground"], placements["fields"]) == (
        "blank", "contract", ["hourly_rate"],
    )  # fmt: skip


def test_nothing_personal_is_printed(erasing: Path) -> None:
    """No name, no address, no record, no value: not even where it is about all of them."""
    shown = [rightsflow("plan", NUMBER, "--config", erasing, *more).output
             for more in ((), ("--json",))]  # fmt: skip

    for text in shown:
        assert [one for person in EVERYONE for one in person.canaries if one in text] == []
        assert f":{TUYET.number}" not in text
        assert "FV/7" not in text


def test_what_was_done_and_asked_again_is_told_with_its_days(tmp_path: Path) -> None:
    """From the receipts of the systems."""
    instance = asked(tmp_path, ERASURE, approved=True)

    result = rightsflow("plan", NUMBER, "--config", instance)

    assert "done 2026-11-02" in result.output
    assert "verified" in result.output
    (right,) = plan_of(instance)["rights"]
    assert {one["how_far"] for one in right["actions"]} == {"verified"}
    assert right["outcome"] == "partly_granted"


def test_an_objection_shows_what_upholding_it_brings(tmp_path: Path) -> None:
    """Under a heading of its own, with the same keys for programs."""
    instance = asked(tmp_path, OBJECTION)

    result = rightsflow("plan", NUMBER, "--config", instance)

    weighed, _, upheld = result.output.partition("if the objection is upheld")
    assert "looked at by a person" in " ".join(weighed.split()) or "looked at by a" in weighed
    assert "erased" in upheld
    assert "erased" not in weighed
    (right,) = plan_of(instance)["rights"]
    assert {key for one in right["if_upheld"] for key in one} == OF_PROSPECT


def test_no_such_case_is_said_without_repeating_a_name(office: Path) -> None:
    """As with every command about a case."""
    number = rightsflow("plan", "RF-2026-000099", "--config", office)
    name = rightsflow("plan", "Zofia Wymyślona", "--config", office)

    assert (number.exit_code, name.exit_code) == (1, 1)
    assert "No such case: RF-2026-000099" in number.output
    assert "Zofia" not in name.output


def test_without_a_plan_the_stage_is_told_and_what_goes_on(office: Path) -> None:
    """A case that was just opened goes on by itself."""
    number = opened(office)

    result = rightsflow("plan", number, "--config", office)

    assert result.exit_code == 1
    assert f"no plan for {number} yet: it is received" in " ".join(result.output.split())
    assert "rightsflow run" in result.output


def test_without_a_plan_the_hold_is_told_that_it_waits_for(tmp_path: Path) -> None:
    """Somebody has to say who is asking, and the command names how."""

    async def made() -> Path:
        async with open_able_office(tmp_path) as office:
            await office.ask(TUYET, ACCESS, result="none")
            return office.desk.folder

    result = rightsflow("plan", NUMBER, "--config", asyncio.run(made()))

    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "it is located, and waits for identity_reply (H-1.1)" in said
    assert f"rightsflow decide {NUMBER}" in said


def test_where_nobody_is_held_no_plan_is_needed(tmp_path: Path) -> None:
    """And where to see what was answered instead."""

    async def made() -> Path:
        async with open_able_office(tmp_path) as office:
            await office.ask("nikt@example.net", ERASURE)
            return office.desk.folder

    result = rightsflow("plan", NUMBER, "--config", asyncio.run(made()))

    assert result.exit_code == 1
    assert "none is needed" in result.output
    assert f"rightsflow case show {NUMBER}" in " ".join(result.output.split())


def test_what_waits_for_an_approver_says_how_to_see_the_plan(erasing: Path) -> None:
    """And what has to be written for each decision."""
    result = rightsflow("decide", NUMBER, "--config", erasing)

    assert result.exit_code == 0, result.output
    assert f"rightsflow plan {NUMBER}" in result.output


def test_a_correction_is_wanted_and_a_review_may_be_written(tmp_path: Path) -> None:
    """Both are named where the decision is."""
    instance = asked(tmp_path, RECTIFICATION)

    shown = rightsflow("decide", NUMBER, "--config", instance).output

    (approve,) = [line for line in shown.splitlines() if line.split()[:1] == ["approve"]]
    assert approve.rstrip().endswith(" correction (may be: review)")
