"""A vault, and a way to put what a CRM holds into it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from rightsflow.connector import Finding
from rightsflow.copy.findings import FindingsWriter
from rightsflow.copy.vault import Vault
from tests.rightsflow.copy.company import CASE, KEY, OTHER_CASE, OTHER_KEY

Counts = dict[str, dict[str, int]]
Keep = Callable[[list[Finding]], Awaitable[Counts]]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Return an empty vault that does not wait for a disk."""
    return Vault(tmp_path / "vault", durable=False)


@pytest.fixture
def keep(vault: Vault) -> Keep:
    """Return a function that puts CRM findings into the vault."""

    async def put(findings: list[Finding]) -> Counts:
        writer = FindingsWriter(vault, "crm", {CASE: KEY, OTHER_CASE: OTHER_KEY})
        for one in findings:
            await writer.add(one)
        return await writer.close()

    return put
