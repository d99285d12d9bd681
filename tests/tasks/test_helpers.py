"""A run calls for help where more waits than it takes in hand, and where somebody can come."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from prefect.runtime import flow_run

from rightsflow.register import work
from rightsflow.register.database import Database
from rightsflow.register.types import Step
from tasks import helpers
from tasks.desk import Desk
from tests.rightsflow.register.conftest import (  # noqa: F401 - fixtures
    Home,
    home,
    postgresql_database,
    postgresql_home,
    register,
    sqlite_home,
)
from tests.rightsflow.register.rows import asked, new_case, opened


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the keys under which runs were started; the caller is a run itself."""
    keys: list[str] = []

    async def start(key: str) -> bool:
        keys.append(key)
        return True

    monkeypatch.setattr(helpers, "start_fulfil", start)
    monkeypatch.setattr(flow_run, "get_id", lambda: "this run")
    return keys


def at(register: Database, side_by_side: int = 4) -> Desk:  # noqa: F811 - a fixture
    """Return what a desk has that counts here."""
    pace = SimpleNamespace(side_by_side=side_by_side)
    desk: Any = SimpleNamespace(register=register, settings=SimpleNamespace(pace=pace))
    return cast("Desk", desk)


async def test_help_is_called_for_a_backlog_alone(
    register: Database,  # noqa: F811 - a fixture
    called: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once for each run, never beyond what is set, never on one machine, never without Prefect."""
    requests = await asked(register, await opened(register, *([new_case()] * 5)))
    async with register.write() as connection:
        wanted = [(one.case_id, one.id, "crm") for one in requests]
        await work.add(connection, wanted, Step.locate)
    comes = not register.is_sqlite
    assert await helpers.call_for_help(at(register), more_than=4) is comes
    assert called == ["help for this run"] * comes
    assert not await helpers.call_for_help(at(register), more_than=5)
    assert not await helpers.call_for_help(at(register, side_by_side=0), more_than=4)
    monkeypatch.setattr(flow_run, "get_id", lambda: None)
    assert not await helpers.call_for_help(at(register), more_than=4)
    assert len(called) == comes
