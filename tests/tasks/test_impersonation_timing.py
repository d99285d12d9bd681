"""When a letter leaves tells nothing either: known and unknown writers are dealt with in step.

Counted in steps and runs, never in time.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rightsflow.letters.choose import Letter
from tasks.answer import answer
from tasks.arrivals import take_in
from tasks.assemble import assemble
from tasks.gather import gather
from tasks.identify import identify
from tasks.locate import locate
from tasks.send import send
from tests.acceptance.people import BOGUMIL
from tests.tasks.attack_kit import told
from tests.tasks.attacks import VICTIM, forged
from tests.tasks.deciding_kit import Office, open_office, working_at
from tests.tasks.written import ACCESS, letter

pytestmark = pytest.mark.asyncio

UNKNOWN, CLAIMING = "nikt.nieznany@example.org", "teodor.niebywaly@example.net"
WRITERS = (BOGUMIL.email, UNKNOWN, CLAIMING)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office to which somebody on file, somebody unknown and an attacker wrote."""
    async with open_office(tmp_path) as opened:
        written = [
            letter(BOGUMIL, ACCESS),
            letter(UNKNOWN, ACCESS),
            forged(CLAIMING, f"{ACCESS} You know me as {VICTIM.email}."),
        ]
        opened.deliver(*written)
        with working_at(opened.desk):
            yield opened


async def test_the_acknowledgement_is_one_letter_for_everybody(office: Office) -> None:
    """Queued with the case, before any system was asked, and the same up to number and address."""
    await take_in.fn()
    acknowledged = await office.letters(Letter.acknowledgement)
    assert {one.recipient for one in acknowledged} == set(WRITERS)
    assert await office.letters() == acknowledged
    assert await office.events("asked") == []
    words = {
        (one.subject.replace(number, "N"), one.text.replace(number, "N"))
        for one in acknowledged
        for number in [one.message_id.partition(".")[0].strip("<")]
    }
    assert len(words) == 1
    assert await send.fn() == len(WRITERS)


async def test_nothing_held_leaves_at_the_step_at_which_a_copy_leaves(office: Office) -> None:
    """Identified in one step, answered in one step, sent in one step: no letter is ahead."""
    await take_in.fn()
    await send.fn()
    for system in office.desk.systems:
        await locate.fn(system)
    await identify.fn()
    asked = [Letter.acknowledgement] * len(WRITERS)
    assert [one.kind for one in await office.letters()] == asked
    for system in office.desk.systems:
        await gather.fn(system)
    await assemble.fn()
    assert [one.kind for one in await office.letters()] == asked
    await answer.fn()
    kinds = {one.recipient: one.kind for one in (await office.letters())[len(WRITERS) :]}
    assert kinds == {
        BOGUMIL.email: Letter.access_reply,
        UNKNOWN: Letter.nothing_held,
        CLAIMING: Letter.nothing_held,
    }
    waiting = {one.recipient for one in await office.letters() if one.state != "sent"}
    assert waiting == set(WRITERS)
    await send.fn()
    for address in WRITERS:
        assert len(await told(office, address)) == 2
    assert {one.state for one in await office.letters()} == {"sent"}
