"""Fees that were quoted, and the first answer to each."""

from datetime import date, timedelta
from decimal import Decimal

from rightsflow.law.fee import FeeRule, Tariff, quote
from rightsflow.register import fees
from rightsflow.register.case_requests import Request
from rightsflow.register.database import Database
from rightsflow.register.fees import FeeAnswer, Quoted
from tests.rightsflow.register.rows import NOW, asked, new_case, opened

TARIFF = Tariff("PLN", Decimal("15.00"), Decimal("2.505"))
LATER = NOW + timedelta(days=1)


def quoted(request: Request, records: int = 1250, rule: FeeRule = FeeRule.further_copy) -> Quoted:
    """Return a fee for a request."""
    until_on = date(2026, 3, 18)
    return Quoted(request.case_id, request.id, rule, quote(TARIFF, records), records, until_on, NOW)


async def add(register: Database, new: Quoted) -> bool:
    """Store a quote in a transaction of its own."""
    async with register.write() as connection:
        return await fees.add(connection, new)


async def answer(register: Database, request: Request, given: FeeAnswer) -> None:
    """Note an answer in a transaction of its own."""
    async with register.write() as connection:
        await fees.answer(connection, request.id, given, LATER)


async def of_case(register: Database, case_id: int) -> list[Quoted]:
    """Return the quotes of a case."""
    async with register.read() as connection:
        return await fees.of_case(connection, case_id)


async def test_a_quote_comes_back_to_the_cent(register: Database) -> None:
    """Every line of the calculation as it was told, no binary fraction in between."""
    (request,) = await asked(register, await opened(register))
    new = quoted(request, rule=FeeRule.excessive)
    assert await add(register, new)
    (stored,) = await of_case(register, request.case_id)
    assert stored == new
    assert str(stored.quote.lines[1].each) == "2.505"
    assert str(stored.quote.total) == "45.06"


async def test_a_request_is_quoted_once(register: Database) -> None:
    """The amount that was told stays: no second one is put in its place."""
    one, other = await asked(register, await opened(register, new_case(), new_case()))
    assert await add(register, quoted(one))
    assert not await add(register, quoted(one, 90_000))
    assert await add(register, quoted(other, 10))
    assert [fee.records for fee in await of_case(register, one.case_id)] == [1250]
    assert [fee.records for fee in await of_case(register, other.case_id)] == [10]


async def test_the_first_answer_counts(register: Database) -> None:
    """A fee that was withdrawn from is not owed by a later yes, nor the other way round."""
    one, other = await asked(register, await opened(register, new_case(), new_case()))
    for request in (one, other):
        await add(register, quoted(request))
    await answer(register, one, FeeAnswer.withdrawn)
    await answer(register, one, FeeAnswer.accepted)
    (stored,) = await of_case(register, one.case_id)
    assert (stored.answer, stored.answered_at) == (FeeAnswer.withdrawn, LATER)
    (still_open,) = await of_case(register, other.case_id)
    assert (still_open.answer, still_open.answered_at) == (None, None)
