"""What a stranger claims: asking about somebody tells nothing of them, not even that we know them.

Every attack is made in two worlds, one in which the victim is on file and one in which nobody
knows them. What the stranger gets during a month is the same in both, to the last digit of the
number of a case.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from rightsflow.letters.choose import Letter
from tests.tasks.attack_kit import Held, a_month, forget, held_by, nothing_leaked, told
from tests.tasks.attacks import ACCOMPLICE, CLAIMS, VICTIM, forged, sender_of, written
from tests.tasks.deeds_kit import open_able_office

LATER = "pozniejszy.pytajacy@example.com"
FIRST_LETTERS = [Letter.acknowledgement, Letter.nothing_held]
UNANSWERED = {"own domain refuses", "relay of a tool", "mailing list"}


@dataclass(frozen=True)
class World:
    """What everybody got, and what the systems held before and after."""

    told: dict[str, list[tuple[str, ...]]]
    before: Held
    after: Held


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[World]:
    """Give a world that knows the victim and one that does not, each a month after the attacks."""
    return [
        asyncio.run(_lived(tmp_path_factory.mktemp("world"), known=known))
        for known in (True, False)
    ]


async def _lived(folder: Path, *, known: bool) -> World:
    async with open_able_office(folder) as office:
        if not known:
            forget(office, VICTIM)
        before = held_by(office)
        for attack in CLAIMS:
            await office.hear(written(attack))
        await a_month(office)
        # The number of a later case tells how many were opened in between.
        await office.hear(forged(LATER))
        await nothing_leaked(office)
        everybody = [*map(sender_of, CLAIMS), ACCOMPLICE, LATER, VICTIM.email]
        return World({one: await told(office, one) for one in everybody}, before, held_by(office))


@pytest.mark.parametrize("attack", CLAIMS)
def test_a_stranger_sees_no_difference(worlds: list[World], attack: str) -> None:
    """The same letters on the same days, word by word, whether or not the victim is on file."""
    known, unknown = (world.told[sender_of(attack)] for world in worlds)
    assert known == unknown
    kinds = [kind for kind, *_ in known]
    assert kinds == ([] if attack in UNANSWERED else FIRST_LETTERS)


def test_a_later_writer_sees_no_difference(worlds: list[World]) -> None:
    """Numbers of cases are counted through: as many were opened in both worlds."""
    known, unknown = (world.told[LATER] for world in worlds)
    assert known == unknown


def test_nobody_in_copy_is_ever_written_to(worlds: list[World]) -> None:
    """We answer one address, whatever stands in Cc, Sender or Reply-To."""
    assert [world.told[ACCOMPLICE] for world in worlds] == [[], []]


def test_nothing_is_erased_changed_or_stopped(worlds: list[World]) -> None:
    """Whatever right was used in the victim's name."""
    for world in worlds:
        assert world.before == world.after


def test_the_victim_is_asked_at_the_address_on_file_and_told_nothing_else(
    worlds: list[World],
) -> None:
    """The question and its reminder say of nobody whether data is held."""
    kinds = {kind for kind, *_ in worlds[0].told[VICTIM.email]}
    assert kinds == {Letter.identity_query, Letter.reminder}
    assert worlds[1].told[VICTIM.email] == []
