"""A fee: for the same again within a year, or instead of refusing; told before any work."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.register.tables import fee
from tasks.notaccepted import Why
from tests.acceptance.people import ZANETA
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office, open_office, refused
from tests.tasks.written import ACCESS, DAY, ERASURE, EVIDENCE, FEE

REPEATED = HoldKind.repeated
EXCESSIVE: dict[str, Any] = {"ground": RefusalGround.excessive, "rights": (AskedRight.erasure,)}
ELEMENTS = {
    TextKind.objective: "The same was asked for on each of thirty days in a row.",
    TextKind.subjective: "The letters say that it will stop once a discount is given.",
    TextKind.evidence: EVIDENCE,
}


@pytest.fixture
async def priced(tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office with a tariff, in which a first copy was given five days ago."""
    async with open_office(tmp_path, fee=FEE) as opened:
        await opened.ask(ZANETA, ACCESS)
        opened.clock.move(5 * DAY)
        yield opened


def _new_record(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "data" / "crm.sqlite")) as crm, crm:
        crm.execute(
            "INSERT INTO documents (email, original_name, stored_as, received_on)"
            " SELECT email, original_name, stored_as, received_on FROM documents WHERE email = ?",
            (ZANETA.email,),
        )


async def test_a_repetition_is_shown_and_not_charged_by_itself(priced: Office) -> None:
    """Recognised by a keyed index of person and scope; a person decides (Article 15(3))."""
    await priced.ask(ZANETA, ACCESS)
    assert list(await priced.holds()) == [REPEATED]
    assert await priced.letters(Letter.fee_quote) == []
    assert len(await priced.letters(Letter.access_reply)) == 1


async def test_the_amount_is_told_before_any_work(priced: Office) -> None:
    """Sum, what it covers, how to pay, and that the first copy was free."""
    await priced.ask(ZANETA, ACCESS)
    await priced.decide(Decision.quote_fee, REPEATED)
    told = await priced.letter(Letter.fee_quote)
    assert (told.recipient, told.state, told.with_data) == (ZANETA.email, "sent", False)
    for words in ("12.50", "By transfer to our account.", "2 November 2026"):
        assert words in told.text
    assert list(await priced.holds()) == [HoldKind.fee_reply]
    assert [request.outcome for request in await priced.requests()] == [Outcome.fee_asked]
    assert len(await priced.events("gathered")) == 2
    (row,) = await rows_of(priced.desk.register, fee)
    assert (row.calculation["total"], row.records, row.answer) == ("12.50", 2, None)


async def test_a_new_record_makes_the_copy_free(priced: Office, tmp_path: Path) -> None:
    """Another scope is no repetition (EDPB Guidelines 01/2022, paragraph 28)."""
    _new_record(tmp_path)
    await priced.ask(ZANETA, ACCESS)
    assert await priced.holds() == {}
    first, second = await priced.letters(Letter.access_reply)
    assert first.case_id != second.case_id


async def test_whether_it_repeats_is_judged_when_it_is_decided(priced: Office) -> None:
    """The earlier answer ends by itself a year later, and nothing can be charged for it."""
    await priced.ask(ZANETA, ACCESS)
    priced.clock.move(timedelta(days=365))
    with refused(Why.copy_is_free):
        await priced.decide(Decision.quote_fee, REPEATED)


async def test_after_a_year_it_is_free_again(priced: Office) -> None:
    """Whatever its scope (paragraph 185)."""
    priced.clock.move(timedelta(days=361))
    await priced.ask(ZANETA, ACCESS)
    assert await priced.holds() == {}
    assert len(await priced.letters(Letter.access_reply)) == 2


async def test_a_day_before_the_year_is_over_it_is_a_repetition(priced: Office) -> None:
    """The other side of the same day."""
    priced.clock.move(timedelta(days=359))
    await priced.ask(ZANETA, ACCESS)
    assert list(await priced.holds()) == [REPEATED]


async def test_a_first_copy_is_free(tmp_path: Path) -> None:
    """However much work it is (Article 12(5))."""
    async with open_office(tmp_path, fee=FEE, decisions={"approve_access": True}) as office:
        await office.ask(ZANETA, ACCESS)
        with refused(Why.copy_is_free):
            await office.decide(Decision.quote_fee, HoldKind.plan_approval)


async def test_a_copy_for_nothing_is_charged_nothing(tmp_path: Path) -> None:
    """A tariff of zero quotes no fee."""
    async with open_office(tmp_path, fee=FEE | {"copy": "0"}) as office:
        await office.ask(ZANETA, ACCESS)
        await office.ask(ZANETA, ACCESS)
        with refused(Why.nothing_to_charge):
            await office.decide(Decision.quote_fee, REPEATED)


async def test_without_a_tariff_nothing_is_charged(office: Office) -> None:
    """No tariff has a default: it is the controller's own cost."""
    await office.ask(ZANETA, ACCESS)
    await office.ask(ZANETA, ACCESS)
    with refused(Why.no_tariff):
        await office.decide(Decision.quote_fee, REPEATED)
    assert await office.decide(Decision.approve, REPEATED)
    assert len(await office.letters(Letter.access_reply)) == 2


async def test_a_further_copy_wants_no_ground_of_refusal(priced: Office) -> None:
    """Rights of others make no copy costlier."""
    await priced.ask(ZANETA, ACCESS)
    with refused(Why.no_ground):
        fields: dict[str, Any] = {"ground": RefusalGround.others_rights}
        await priced.decide(Decision.quote_fee, REPEATED, **fields)


@pytest.mark.parametrize("missing", ELEMENTS)
async def test_excessive_is_shown_by_both_elements(priced: Office, missing: TextKind) -> None:
    """C-526/24: an objective and a subjective one, with evidence; a number shows nothing."""
    await priced.ask(ZANETA, ERASURE)
    await priced.write({kind: text for kind, text in ELEMENTS.items() if kind is not missing})
    with refused(Why.text_missing):
        await priced.decide(Decision.quote_fee, HoldKind.right_by_person, **EXCESSIVE)


async def test_a_fee_instead_of_a_refusal_wants_the_people_of_a_refusal(priced: Office) -> None:
    """Article 12(5): the same evidence, the same two people, one of them the officer."""
    await priced.ask(ZANETA, ERASURE)
    await priced.write(ELEMENTS)
    await priced.both_decide(Decision.quote_fee, HoldKind.right_by_person, **EXCESSIVE)
    told = (await priced.letter(Letter.fee_quote)).text
    assert ELEMENTS[TextKind.objective] in told
    assert ELEMENTS[TextKind.subjective] in told
    assert EVIDENCE not in told
    assert list(await priced.holds()) == [HoldKind.fee_reply]


async def test_the_right_beside_the_one_that_costs_is_still_asked_about(priced: Office) -> None:
    """The hold goes on about what is left."""
    words = f"{ERASURE} Also under Article 16 of the GDPR please correct my name."
    await priced.ask(ZANETA, words)
    await priced.write(ELEMENTS)
    await priced.both_decide(Decision.quote_fee, HoldKind.right_by_person, **EXCESSIVE)
    holds = await priced.holds()
    assert holds[HoldKind.right_by_person].reasons == (Right.rectification,)
    assert HoldKind.fee_reply in holds


async def test_a_person_may_let_the_fee_go(priced: Office) -> None:
    """Waived: the copy is made, and says that it was free."""
    await priced.ask(ZANETA, ACCESS)
    await priced.decide(Decision.quote_fee, REPEATED)
    await priced.decide(Decision.approve, HoldKind.fee_reply)
    assert len(await priced.letters(Letter.access_reply)) == 2
    assert [request.outcome for request in await priced.requests()] == [Outcome.granted]
    (row,) = await rows_of(priced.desk.register, fee)
    assert row.answer == "waived"
    assert await priced.holds() == {}
