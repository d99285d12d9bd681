"""The brake on letters: so many in an hour, the others later, and the officer is told."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register.tables import letter as letter_table
from tests.acceptance.people import BOGUMIL, SOLOMIIA, TUYET, ZANETA
from tests.tasks.deciding_kit import Office, open_office
from tests.tasks.written import ACCESS, ERASURE, OFFICER, letter

BRAKED = StaffMail.letters_braked
WRITERS = (ZANETA, TUYET, BOGUMIL, SOLOMIIA)


async def states(office: Office, kind: Letter) -> Counter[str]:
    """Return the states of the letters of a kind."""
    return Counter(one.state for one in await office.letters(kind))


async def due_again(office: Office) -> None:
    """Let more than an hour pass, and everything that was put off be due."""
    office.clock.move(timedelta(minutes=61))
    async with office.desk.register.write() as connection:
        await connection.execute(letter_table.update().values(next_try_at=None))
    await office.work()


async def test_a_flood_is_acknowledged_in_portions_and_told_to_the_officer(tmp_path: Path) -> None:
    """Nothing is dropped: what is too much for an hour leaves in the next ones."""
    pace = {"processes": 1, "automatic_letters_per_hour": 2}
    async with open_office(tmp_path, pace=pace) as office:
        await office.hear(*(letter(one, ERASURE) for one in WRITERS))
        assert await states(office, Letter.acknowledgement) == {"sent": 2, "queued": 2}
        told = await office.letter(BRAKED)
        assert (told.recipient, told.state, told.case_id) == (OFFICER, "sent", None)
        assert "pace.automatic_letters_per_hour" in told.text
        await due_again(office)
        assert await states(office, Letter.acknowledgement) == {"sent": 4}
        assert len(await office.letters(BRAKED)) == 1


@pytest.mark.parametrize(("most", "left"), [(1, {"sent": 1, "queued": 1}), (2, {"sent": 2})])
async def test_too_many_letters_with_data_wait_and_are_told(
    tmp_path: Path, most: int, left: dict[str, int]
) -> None:
    """A batch of copies that nobody meant is seen before the last of them has left."""
    pace: dict[str, Any] = {"processes": 1, "letters_with_data_per_hour": most}
    async with open_office(tmp_path, pace=pace) as office:
        await office.hear(letter(ZANETA, ACCESS), letter(TUYET, ACCESS))
        assert await states(office, Letter.access_reply) == left
        told = [one.text for one in await office.letters(BRAKED)]
        assert ["pace.letters_with_data_per_hour" in text for text in told] == [True] * (2 - most)
