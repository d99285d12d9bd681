"""Open holds as those see them who answer, chase or time them."""

from datetime import timedelta

import pytest

from rightsflow.law.hold import HoldKind
from rightsflow.register import holds, waiting
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.holds import Hold
from rightsflow.register.tables import hold, journal
from rightsflow.register.waiting import OpenHold
from tests.rightsflow.register.rows import DUE, NOW, held, new_case, opened, rows_of

DAY = timedelta(days=1)
PLAN, AWAY, REPEATED = HoldKind.plan_approval, HoldKind.system_unreachable, HoldKind.repeated


async def by_ref(register: Database, ref: str) -> OpenHold | None:
    """Look a hold up as a form names it."""
    async with register.write() as connection:
        return await waiting.by_ref(connection, ref)


async def of_case(register: Database, case: Case) -> list[OpenHold]:
    """Return the open holds of a case."""
    async with register.read() as connection:
        return await waiting.of_cases(connection, [case.id])


async def close(register: Database, one: OpenHold, by: str = "iod") -> bool:
    """Release a hold in a transaction of its own."""
    async with register.write() as connection:
        return await waiting.close(connection, one, by=by, at=NOW + DAY)


async def test_a_hold_is_named_with_its_version(register: Database) -> None:
    """What a form shows leads back to exactly what was shown."""
    (case,) = await opened(register)
    one = await held(register, case, AWAY, system="crm", reasons=("no_answer",))
    assert one == OpenHold(
        one.id, case.id, AWAY, "crm", ("no_answer",), DUE, 1, 0, NOW, None,
    )  # fmt: skip
    assert one.ref == f"H-{one.id}.1"
    assert await by_ref(register, one.ref) == one


@pytest.mark.parametrize(
    "ref", ["", "H-", "H-1", "H-1.", "h-1.1", "H-1.1.1", "H-1.x", " H-1.1", "H--1.1", "H-1.2",
            "H-2.1", "H-1234567890.1", "H-999999999.999999", "1.1"]
)  # fmt: skip
async def test_what_names_no_open_hold_leads_to_none(register: Database, ref: str) -> None:
    """Whatever was typed; another version is another question."""
    (case,) = await opened(register)
    assert (await held(register, case)).ref == "H-1.1"
    assert await by_ref(register, ref) is None


async def test_a_hold_that_has_changed_is_not_found_by_its_old_name(register: Database) -> None:
    """An answer to the old question does not fit the new one."""
    (case,) = await opened(register)
    one = await held(register, case, reasons=("access",))
    async with register.write() as connection:
        await waiting.renew(connection, [one.id])
        await waiting.narrow(connection, one.id, ["erasure"])
    assert await by_ref(register, one.ref) is None
    (now,) = await of_case(register, case)
    assert (now.version, now.reasons) == (3, ("erasure",))
    again = await held(register, case, reasons=("portability",))
    assert (again.version, again.reasons) == (4, ("erasure", "portability"))


async def test_a_released_hold_waits_for_nobody(register: Database) -> None:
    """It is released once, by one; whatever comes later does not change it."""
    (case,) = await opened(register)
    one, other = await held(register, case), await held(register, case, AWAY, system="crm")
    assert await close(register, one)
    assert not await close(register, one, by="office")
    async with register.write() as connection:
        await waiting.renew(connection, [one.id])
        await waiting.narrow(connection, one.id, ["x"])
        assert await waiting.by_id(connection, one.id) is None
        assert await waiting.by_id(connection, other.id) == other
        assert await waiting.by_kind(connection, [PLAN], limit=9) == []
        assert await waiting.unasked(connection, [PLAN], limit=9) == []
    assert await by_ref(register, one.ref) is None
    assert await of_case(register, case) == [other]
    row = (await rows_of(register, hold))[0]
    assert (row.released_by, row.version, row.reasons) == ("iod", 1, [])
    entries = [(e.event, e.actor) for e in await rows_of(register, journal)]
    assert entries[-1] == ("hold_released", "iod")
    assert [event for event, _ in entries].count("hold_released") == 1


async def test_approvers_are_told_of_each_version_once(register: Database) -> None:
    """What has changed since is told anew."""
    (case,) = await opened(register)
    one, other = await held(register, case), await held(register, case, REPEATED)
    await held(register, case, AWAY)

    async def unasked(limit: int = 9) -> list[int]:
        async with register.read() as connection:
            kinds = [PLAN, REPEATED]
            return [h.id for h in await waiting.unasked(connection, kinds, limit=limit)]

    assert await unasked() == [one.id, other.id]
    assert await unasked(1) == [one.id]
    async with register.write() as connection:
        await waiting.told(connection, [one.id, other.id])
    assert await unasked() == []
    async with register.write() as connection:
        await waiting.renew(connection, [other.id])
    assert await unasked() == [other.id]
    assert [(h.version, h.asked_version) for h in (await of_case(register, case))[:2]] == [
        (1, 1), (2, 1),
    ]  # fmt: skip


async def test_the_hold_that_is_wanted_first_is_at_the_head(register: Database) -> None:
    """By day, then by age; of the kinds asked for, and not more than asked for."""
    (case,) = await opened(register)
    late = await held(register, case, PLAN, DUE)
    soon = await held(register, case, REPEATED, DUE - DAY)
    same = await held(register, case, PLAN, DUE, system="crm")
    await held(register, case, AWAY, DUE - 2 * DAY)
    async with register.read() as connection:
        kinds = [PLAN, REPEATED]
        assert await waiting.by_kind(connection, kinds, limit=9) == [soon, late, same]
        assert await waiting.by_kind(connection, kinds, limit=2) == [soon, late]
        assert await waiting.by_kind(connection, [], limit=9) == []


async def test_whom_nobody_reminded_is_told_apart(register: Database) -> None:
    """A reminder goes out once, and silence is counted from it."""
    (case,) = await opened(register)
    one, other = await held(register, case), await held(register, case, system="crm")
    async with register.write() as connection:
        await waiting.reminded(connection, [one.id], NOW + DAY)
        found = {
            state: await waiting.by_kind(connection, [PLAN], limit=9, reminded=state)
            for state in (True, False, None)
        }
    assert [h.id for h in found[True]] == [one.id]
    assert found[True][0].reminded_at == NOW + DAY
    assert [h.id for h in found[False]] == [other.id]
    assert [h.id for h in found[None]] == [one.id, other.id]


async def test_holds_of_several_cases_come_oldest_first(register: Database) -> None:
    """Those of the cases asked for, and no others."""
    one, other, third = await opened(register, *[new_case()] * 3)
    async with register.write() as connection:
        new = [Hold(case.id, PLAN, DUE) for case in (other, third, one)]
        await holds.open_holds(connection, new, NOW)
        found = await waiting.of_cases(connection, [one.id, other.id])
    assert [h.case_id for h in found] == [other.id, one.id]
