"""When a decision was handed in: its code is judged by that moment."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prefect import get_client

from flows import decide as decide_module
from tasks.form import Form
from tasks.wiring import open_desk
from tests.acceptance.prefect_api import at_prefect
from tests.acceptance.small_office import open_small_office

FILLED_IN: dict[str, Any] = {
    "case": "RF-2026-000001",
    "hold": "H-1.1",
    "plan": "0" * 64,
    "approver": "officer",
    "decision": "release",
    "code": "123456",
}


async def test_a_decision_is_judged_by_when_it_was_handed_in(
    prefect_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run may wait longer than a code lives: its making counts, not its start."""
    forms: list[Form] = []

    async def judged(form: Form) -> bool:
        forms.append(form)
        return True

    async def fulfilled(_: list[str]) -> None:
        return None

    monkeypatch.setattr(decide_module, "judge", judged)
    monkeypatch.setattr(decide_module, "fulfil", fulfilled)
    office = open_small_office(tmp_path / "office", prefect_url)
    with at_prefect(prefect_url):
        async with open_desk(office.folder), get_client() as client:
            run = await client.create_flow_run(decide_module.decide, parameters=FILLED_IN)
            monkeypatch.setenv("PREFECT__FLOW_RUN_ID", str(run.id))
            started_at = datetime.now(UTC)
            await decide_module.decide.fn(**FILLED_IN)

    assert forms[0].handed_in_at < started_at
