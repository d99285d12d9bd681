"""Who was seen again: told of once, and anew after having been gone."""

from datetime import timedelta

from rightsflow.law.suppression import SuppressionList
from rightsflow.register import reappearances
from rightsflow.register.database import Database
from rightsflow.register.deed_tables import reappearance
from tests.rightsflow.register.rows import NOW, rows_of

RECREATE = (SuppressionList.do_not_recreate, "a" * 64)
MARKETING = (SuppressionList.no_marketing, "a" * 64)
OTHER = (SuppressionList.do_not_recreate, "b" * 64)
LATER = NOW + timedelta(days=1)
NUMBER = "RF-2026-000001"


async def test_only_who_was_told_of_is_known(register: Database) -> None:
    """By list and digest together, in this system alone; telling twice is harmless."""
    async with register.write() as connection:
        for _ in range(2):
            await reappearances.told(connection, "crm", [(RECREATE, NUMBER)], NOW)
        asked = [RECREATE, MARKETING, OTHER]
        assert await reappearances.seen_again(connection, "crm", asked, NOW) == {RECREATE}
        assert await reappearances.seen_again(connection, "ats", asked, NOW) == set()
        assert await reappearances.seen_again(connection, "crm", [], NOW) == set()

    assert len(await rows_of(register, reappearance)) == 1


async def test_who_was_not_seen_is_forgotten(register: Database) -> None:
    """Their next return is a new one; other systems are left alone."""
    async with register.write() as connection:
        await reappearances.told(connection, "crm", [(RECREATE, NUMBER), (OTHER, NUMBER)], NOW)
        await reappearances.told(connection, "ats", [(OTHER, NUMBER)], NOW)
        await reappearances.seen_again(connection, "crm", [RECREATE], LATER)
        await reappearances.forget_gone(connection, "crm", LATER)

    rows = await rows_of(register, reappearance)
    assert [(row.system, row.digest) for row in rows] == [("crm", "a" * 64), ("ats", "b" * 64)]
