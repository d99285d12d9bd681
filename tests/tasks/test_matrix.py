"""Cells of the matrix end to end: the mail, the plan, the journal, the letter, as expected.

Everybody of one situation asks at once, so that batches are tried out as well.
"""

from collections.abc import AsyncGenerator, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from connectors.sql.connector import SqlConnector
from rightsflow.connector import Located, Subject
from rightsflow.datamap.facts import collection_facts
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Expected, Order, Receipt, Residue
from rightsflow.errors import TryAgain
from rightsflow.law.hold import HoldKind
from rightsflow.law.matrix import facts_of
from rightsflow.law.places import Place, Reached, Situation
from rightsflow.law.right import AskedRight
from rightsflow.letters.choose import Letter
from rightsflow.register.types import Audience
from tests.tasks.letters_seen import Seen
from tests.tasks.matrix_kit import PROGRAMS, MatrixOffice, open_matrix_office
from tests.tasks.matrix_maps import map_of
from tests.tasks.matrix_seen import PLACE, Tried, expected, told, tried

FOUND = tried(
    Situation.found,
    "access S4", "rectification S6", "erasure S2", "erasure S5", "restriction S9",
    "portability S10", "portability S2", "objection S8", "objection S4",
    "marketing_objection S7", "automated_decision S3", "consent_withdrawal S11",
)  # fmt: skip
NOTHING = tried(
    Situation.nothing_there,
    "erasure S2", "portability S6", "marketing_objection S7", "consent_withdrawal S4",
)  # fmt: skip
DOWN = tried(
    Situation.system_down,
    "access S2", "erasure S4", "restriction S6", "marketing_objection S7",
    "consent_withdrawal S10",
)  # fmt: skip
BY_HAND = tried(
    Situation.not_supported,
    "access S2", "rectification S6", "erasure S2", "restriction S9", "objection S8",
    "objection S3", "marketing_objection S7", "consent_withdrawal S4",
)  # fmt: skip
KEPT = tried(
    Situation.partly_kept,
    "erasure S4", "erasure S7", "erasure S9", "erasure S10", "erasure S3", "objection S2",
    "consent_withdrawal S4", "consent_withdrawal S11", "portability S9",
)  # fmt: skip
BY_COLLEAGUE = tried(
    Situation.found, "access S14", "rectification S1", "erasure S14", "restriction S1",
    "objection S1", "consent_withdrawal S14", "consent_withdrawal S15",
)  # fmt: skip
UNANSWERED = tried(Situation.system_down, "access S14", "erasure S14")


def done(mail: Seen) -> str:
    """Return what a colleague answers who did it, or found something."""
    del mail
    return "gotowe\nWpis z marca."


async def went(office: MatrixOffice, cells: Sequence[Tried], numbers: dict[str, str]) -> None:
    """Expect that every case went as its cell says, and that its letter tells it."""
    seen = {one.address: await office.ended(one, numbers[one.address]) for one in cells}
    assert seen == {one.address: expected(one) for one in cells}
    for one in cells:
        case = await office.case(numbers[one.address])
        for mail in await office.letters():
            if mail.case_id == case.id and mail.kind == one.cell.letter:
                told(one, mail)


async def test_what_is_found_goes_as_the_matrix_says(tmp_path: Path) -> None:
    """Every right once, and what an interest, a contract or nothing at all makes of it."""
    async with open_matrix_office(tmp_path) as office:
        for one in FOUND:
            office.put(one.place, one.address)
        await went(office, FOUND, await office.try_out(FOUND))
        assert not [row for row in office.stored(PLACE["S2"]) if row[2].startswith("erasure")]
        [blanked] = office.stored(PLACE["S5"])
        assert blanked[1:5] == (None, None, None, None)
        [upheld] = [one for one in FOUND if (one.right, one.place.row) == ("objection", "S8")]
        mails = await office.letters(Letter.rights_reply)
        [text] = [mail.text for mail in mails if mail.recipient == upheld.address]
        assert "Your objection is successful" in text
        assert "we process this data again" not in text


async def test_where_nothing_is_everybody_is_told_so(tmp_path: Path) -> None:
    """Nobody is on file: where we looked is told, whatever was asked."""
    async with open_matrix_office(tmp_path) as office:
        await went(office, NOTHING, await office.try_out(NOTHING))


class Away(SqlConnector):
    """Does not answer."""

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Raise `TryAgain`."""
        del subjects
        message = f"System {self.system.system} does not answer."
        raise TryAgain(message)
        yield


async def test_a_system_that_is_down_is_waited_for_and_then_it_goes_on(tmp_path: Path) -> None:
    """A hold, no plan, no letter; when it is back the case goes as if it had been there."""
    async with open_matrix_office(tmp_path) as office:
        for one in DOWN:
            office.put(one.place, one.address)
        honest = office.desk
        office.replaced(Away, *(one.place for one in DOWN))
        numbers = await office.try_out(DOWN)
        seen = {one.address: await office.ended(one, numbers[one.address]) for one in DOWN}
        assert seen == {one.address: expected(one) for one in DOWN}
        office.desk = honest
        await office.back(numbers)
        later = {one.address: Tried(one.right, one.place, Situation.found) for one in DOWN}
        for address, one in later.items():
            ended = await office.ended(one, numbers[address])
            assert ended.journal[0] == "hold_opened system_unreachable"
            assert ended.journal[1:] == expected(one).journal
            assert ended.outcome == expected(one).outcome


async def test_what_a_system_cannot_do_a_colleague_does(tmp_path: Path) -> None:
    """A task by mail, never "done" by a program, and told when the colleague says so."""
    async with open_matrix_office(tmp_path, write=False) as office:
        for one in BY_HAND:
            office.put(one.place, one.address)
        before = [office.stored(one.place) for one in BY_HAND]
        await went(office, BY_HAND, await office.try_out(BY_HAND, done))
        assert [office.stored(one.place) for one in BY_HAND] == before


async def test_what_a_duty_keeps_stays_with_its_last_day(tmp_path: Path) -> None:
    """A part, the whole, or nothing where no duty is; each with provision and day."""
    async with open_matrix_office(tmp_path, kept=True) as office:
        for one in KEPT:
            office.put(one.place, one.address)
        await went(office, KEPT, await office.try_out(KEPT))
        kept = {row[1:5] for row in office.stored(PLACE["S10"])}
        assert kept == {("Ala Nowak", None, None, None)}
        assert len(office.stored(PLACE["S7"])) == 1


async def test_what_only_a_colleague_reaches_goes_as_the_matrix_says(tmp_path: Path) -> None:
    """Asked by mail, answered by mail; the person is known from another place."""
    known = PLACE["S6"]
    places = [known, PLACE["S1"], PLACE["S14"], PLACE["S15"]]
    async with open_matrix_office(tmp_path, places) as office:
        office.put(known, *(one.address for one in BY_COLLEAGUE))
        numbers = await office.try_out(BY_COLLEAGUE, done)
        seen = {one.address: await office.ended(one, numbers[one.address]) for one in BY_COLLEAGUE}
        assert seen == {one.address: expected(one) for one in BY_COLLEAGUE}


async def test_a_colleague_who_never_answers_is_no_yes(tmp_path: Path) -> None:
    """An approver is told; the erasure is told as partly open, and no copy goes without it."""
    known = PLACE["S6"]
    async with open_matrix_office(tmp_path, [known, PLACE["S14"]]) as office:
        office.put(known, *(one.address for one in UNANSWERED))
        numbers = await office.try_out(UNANSWERED)
        await office.on(date(2026, 11, 11))
        seen = {one.address: await office.ended(one, numbers[one.address]) for one in UNANSWERED}
        assert seen == {one.address: expected(one) for one in UNANSWERED}


class Liar(SqlConnector):
    """Counts every record as dealt with, touches none, and finds nothing left."""

    async def erase(self, orders: Sequence[Order], *, now: datetime) -> list[Receipt]:
        """Say that all is removed."""
        return [Receipt(one.case_number, now, removed=_records(one)) for one in orders]

    async def verify(self, expected: Sequence[Expected]) -> list[Residue]:
        """Say what is wanted."""
        del expected
        return []


def _records(order: Order) -> int:
    return sum(len(change.records) for change in order.changes)


async def test_a_system_that_lies_is_a_hold_and_nobody_is_told_erased(tmp_path: Path) -> None:
    """The same cells, but for the proof: `left_over` in the place of `verified`, and no letter."""
    cells = tried(Situation.found, "erasure S2", "consent_withdrawal S4", "objection S8")
    async with open_matrix_office(tmp_path) as office:
        for one in cells:
            office.put(one.place, one.address)
        office.replaced(Liar, *(one.place for one in cells))
        numbers = await office.try_out(cells)
        for one in cells:
            ended = await office.ended(one, numbers[one.address])
            honest = expected(one)
            proof = ("hold_opened data_mismatch", "left_over")
            assert ended.journal == (*honest.journal[:-1], *proof)
            assert (ended.outcome, ended.letters) == (None, ())
            assert ended.plan == honest.plan
            assert HoldKind.data_mismatch in await office.holds(numbers[one.address])


async def test_recipients_are_told_as_the_matrix_says(tmp_path: Path) -> None:
    """A client is notified and a processor instructed, of what was done and of nothing else."""
    held, told_on = PLACE["S4"], [PLACE["S12"], PLACE["S13"]]
    rights = ("access", "erasure", "restriction", "rectification", "marketing_objection")
    cells = tried(Situation.found, *(f"{right} S4" for right in rights))
    async with open_matrix_office(tmp_path, [held], recipients=told_on) as office:
        office.put(held, *(one.address for one in cells))
        numbers = await office.try_out(cells)
        for one in cells:
            case = await office.case(numbers[one.address])
            mails = [mail for mail in await office.letters() if mail.case_id == case.id]
            kinds = sorted(m.kind for m in mails if m.audience is Audience.recipient)
            there = [Tried(one.right, place, Situation.found).cell for place in told_on]
            assert kinds == sorted(of.letter for of in there if of.letter), one.right
            queued = [row for row in await office.events("notice_queued") if row.case_id == case.id]
            assert len(queued) == sum("notice_queued" in of.journal for of in there)


@pytest.mark.parametrize("place", PROGRAMS, ids=lambda place: place.row)
@pytest.mark.parametrize("situation", [Situation.found, Situation.partly_kept])
def test_a_map_means_to_the_law_what_its_row_says(
    place: Place, situation: Situation, tmp_path: Path
) -> None:
    """What runs end to end and what the page is made from are the same facts."""
    made = map_of(place, tmp_path, kept=situation is Situation.partly_kept)
    of = facts_of(place, situation).of
    assert collection_facts(SystemMap.model_validate(made), "records", of.can) == of


def test_the_cells_tried_out_are_of_every_right_and_situation() -> None:
    """About forty of them, in program places of every ground."""
    cells = [*FOUND, *NOTHING, *DOWN, *BY_HAND, *KEPT, *BY_COLLEAGUE, *UNANSWERED]
    assert {one.right for one in cells} == set(AskedRight)
    assert {one.situation for one in cells} == set(Situation)
    with_data = {place.row for place in PLACE.values() if place.reached is not Reached.never}
    assert {one.place.row for one in cells} >= with_data - {"S12", "S13"}
    assert len(cells) >= 30
