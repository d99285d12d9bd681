"""A vault that lacks what the register has is another one, or is not mounted."""

import shutil

import pytest

from rightsflow.errors import Misconfigured
from tasks.samevault import check_same
from tests.acceptance.people import ZANETA
from tests.tasks.deciding_kit import Office
from tests.tasks.written import ACCESS


async def test_before_the_first_message_every_vault_will_do(office: Office) -> None:
    """There is nothing yet that could be missing."""
    await check_same(office.desk.register, office.desk.vault)


async def test_an_empty_folder_is_not_taken_for_the_vault(office: Office) -> None:
    """It looks like one, takes files, and would give back none of those that there are."""
    await office.ask(ZANETA, ACCESS)
    await check_same(office.desk.register, office.desk.vault)
    shutil.rmtree(office.desk.folder / "vault")
    with pytest.raises(Misconfigured, match="mounted"):
        await check_same(office.desk.register, office.desk.vault)
