"""Findings, plans and receipts: asked again replaces, planned again adds, done once stays."""

from datetime import timedelta

from rightsflow.register import results
from rightsflow.register.database import Database
from rightsflow.register.results import Done, Found
from rightsflow.register.tables import finding, receipt
from rightsflow.register.types import Step
from tests.rightsflow.register.rows import NOW, asked, new_case, opened, rows_of


async def test_nothing_found_is_recorded_like_a_finding(register: Database) -> None:
    """That a system was asked and holds nothing is part of the proof."""
    (case,) = await opened(register)
    (request,) = await asked(register, [case])
    async with register.write() as connection:
        empty = Found(case.id, request.id, "crm", 0, 0, None)
        await results.record_found(connection, [empty], NOW)
        await results.record_found(connection, [], NOW)
        found = await results.found_for(connection, [request.id])
    (row,) = found[request.id]
    assert (row.system, row.exact, row.candidates, row.sealed_matches) == ("crm", 0, 0, None)


async def test_a_system_asked_again_replaces_its_own_answer_alone(register: Database) -> None:
    """The newest answer counts; other systems and other requests keep theirs."""
    one, other = await opened(register, new_case(), new_case())
    first, second = await asked(register, [one, other])
    later = NOW + timedelta(days=1)
    async with register.write() as connection:
        old = [
            Found(of.case_id, of.id, system, 1, 0, b"old")
            for of in (first, second)
            for system in ("crm", "ats")
        ]
        await results.record_found(connection, old, NOW)
        new = Found(one.id, first.id, "crm", 2, 3, b"new")
        await results.record_found(connection, [new], later)
        found = await results.found_for(connection, [first.id, second.id])
    assert [(row.system, row.sealed_matches) for row in found[first.id]] == [
        ("ats", b"old"),
        ("crm", b"new"),
    ]
    assert [row.sealed_matches for row in found[second.id]] == [b"old", b"old"]
    assert len(await rows_of(register, finding)) == 4


async def test_a_request_that_nobody_was_asked_about_has_no_findings(register: Database) -> None:
    """An empty list, not a missing entry."""
    (case,) = await opened(register)
    (request,) = await asked(register, [case])
    async with register.read() as connection:
        assert await results.found_for(connection, [request.id]) == {request.id: []}


async def test_a_plan_changed_is_a_new_version_with_another_digest(register: Database) -> None:
    """An approval names a digest: it can never cover another plan than the one shown."""
    one, other = await opened(register, new_case(), new_case())
    async with register.write() as connection:
        bodies = {one.id: (b"plan", b"sealed 1"), other.id: (b"plan", b"sealed 2")}
        first = await results.add_plans(connection, bodies, NOW)
        second = await results.add_plans(connection, {one.id: (b"plan 2", b"sealed 3")}, NOW)
        newest = await results.newest_plans(connection, [one.id, other.id])
    assert first[one.id] == first[other.id] == results.digest_of(b"plan")
    assert second[one.id] != first[one.id]
    assert (newest[one.id].version, newest[one.id].sealed_body) == (2, b"sealed 3")
    assert (newest[other.id].version, newest[other.id].digest) == (1, first[other.id])


async def test_the_newest_plan_is_the_newest_of_many(register: Database) -> None:
    """Versions count through, also beyond nine."""
    (case,) = await opened(register)
    async with register.write() as connection:
        for number in range(12):
            plan = {case.id: (b"plan", b"%d" % number)}
            await results.add_plans(connection, plan, NOW)
        newest = await results.newest_plans(connection, [case.id])
        assert await results.add_plans(connection, {}, NOW) == {}
    assert (newest[case.id].version, newest[case.id].sealed_body) == (12, b"11")


async def test_a_receipt_is_written_once(register: Database) -> None:
    """A deed done again finds the first one's receipt, and that stays."""
    (case,) = await opened(register)
    (request,) = await asked(register, [case])
    async with register.write() as connection:
        for records, at in ((5, NOW), (0, NOW + timedelta(days=1))):
            done = Done(case.id, request.id, "crm", Step.gather, {"contacts": records})
            await results.record_done(connection, [done], at)
        await results.record_done(connection, [], NOW)
        found = await results.receipts_of(connection, [case.id], Step.gather)
        assert await results.receipts_of(connection, [case.id], Step.locate) == {case.id: []}
    (row,) = found[case.id]
    assert (row.counts, row.done_at) == ({"contacts": 5}, NOW)
    assert len(await rows_of(register, receipt)) == 1
