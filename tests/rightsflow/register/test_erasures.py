"""The ledger of erasures: what is done again after a restored backup."""

import secrets
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from rightsflow.deeds import Capability, Change, Order
from rightsflow.errors import Damaged
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.register import erasures
from rightsflow.register.database import Database
from rightsflow.register.deed_tables import erasure
from rightsflow.register.erasures import Erased, digests_of
from rightsflow.register.keyring import Keyring
from tests.rightsflow.register.rows import NOW, rows_of

ANNA = Identifier(IdentifierKind.email, "anna@example.org")
UNTIL = date(2027, 4, 1)
ORDER = Order(
    "RF-2026-000001",
    (
        Change("notes", ("notes:7", "notes:8")),
        Change("contacts", ("contacts:1",), {"email": None, "name": "wymyślona"}),
    ),
)


def erased(keyring: Keyring, number: int = 1, days: int = 0) -> Erased:
    """Return what was done in a case, some days from now."""
    case = f"RF-2026-{number:06d}"
    return Erased(
        case_number=case,
        system="crm",
        capability=Capability.erase,
        order=replace(ORDER, case_number=case),
        done_at=NOW + timedelta(days=days),
        until_on=UNTIL,
        persons=("contacts:1",),
        digests=digests_of(keyring, [ANNA]),
    )


async def kept(register: Database, keyring: Keyring, *new: Erased) -> None:
    """Enter what was done."""
    async with register.write() as connection:
        await erasures.record(connection, keyring, new)


async def test_what_was_entered_comes_back_whole(register: Database, keyring: Keyring) -> None:
    """The order as it was carried out: records, columns, values."""
    one = erased(keyring)
    await kept(register, keyring, one)

    async with register.read() as connection:
        (back,) = await erasures.since(connection, keyring, "crm", NOW, limit=5)

    assert replace(back, id=0) == one


async def test_only_this_system_and_only_since_then_page_by_page(
    register: Database, keyring: Keyring
) -> None:
    """In the order in which it was done; what was done at that very moment counts."""
    all_of_them = [erased(keyring, n, days=n) for n in range(5)]
    await kept(register, keyring, *all_of_them, replace(erased(keyring, 9, days=9), system="ats"))
    found: list[Erased] = []
    async with register.read() as connection:
        since_at = NOW + timedelta(days=2)
        while page := await erasures.since(
            connection, keyring, "crm", since_at, after=found[-1].id if found else 0, limit=2
        ):
            assert len(page) <= 2
            found += page

    assert [one.case_number for one in found] == [one.case_number for one in all_of_them[2:]]


async def test_entering_twice_is_harmless(register: Database, keyring: Keyring) -> None:
    """A step that died is run again."""
    await kept(register, keyring, erased(keyring))
    await kept(register, keyring, erased(keyring))

    assert len(await rows_of(register, erasure)) == 1


async def test_the_ledger_names_nobody(register: Database, keyring: Keyring) -> None:
    """Records and values are sealed; the person is a digest inside."""
    await kept(register, keyring, erased(keyring))

    (row,) = await rows_of(register, erasure)
    for planted in (b"contacts:1", "wymyślona".encode(), b"anna"):
        assert planted not in row.sealed_order


async def test_an_order_opens_in_its_own_place_alone(register: Database, keyring: Keyring) -> None:
    """Moved to another case it would erase the wrong records."""
    await kept(register, keyring, erased(keyring))
    async with register.write() as connection:
        await connection.execute(update(erasure).values(case_number="RF-2026-000002"))

    with pytest.raises(Damaged):
        async with register.read() as connection:
            await erasures.since(connection, keyring, "crm", NOW, limit=5)


async def test_the_key_of_the_ledger_outlives_the_next_one(register: Database) -> None:
    """An earlier master key still opens it; a stranger's does not, and says so."""
    before = secrets.token_bytes(32)
    await kept(register, Keyring(before, register), erased(Keyring(before, register)))
    later = Keyring(secrets.token_bytes(32), register, [before])
    stranger = Keyring(secrets.token_bytes(32), register)

    async with register.read() as connection:
        assert await erasures.since(connection, later, "crm", NOW, limit=5)
        with pytest.raises(Damaged, match="key that is not here"):
            await erasures.since(connection, stranger, "crm", NOW, limit=5)


async def test_what_was_replayed_is_dated_and_stays(register: Database, keyring: Keyring) -> None:
    """The next backup may bring it back again."""
    await kept(register, keyring, erased(keyring))
    (row,) = await rows_of(register, erasure)
    async with register.write() as connection:
        await erasures.replayed(connection, [row.id], NOW)

    (row,) = await rows_of(register, erasure)
    assert row.replayed_at == NOW
    async with register.read() as connection:
        assert await erasures.since(connection, keyring, "crm", NOW, limit=5)


async def test_the_ledger_ends_by_itself(register: Database, keyring: Keyring) -> None:
    """On its date, and in portions."""
    await kept(register, keyring, *(erased(keyring, n) for n in range(3)))

    async with register.write() as connection:
        assert await erasures.purge(connection, UNTIL - timedelta(days=1), limit=9) == 0
        assert await erasures.purge(connection, UNTIL, limit=2) == 2
        assert await erasures.purge(connection, UNTIL, limit=2) == 1


async def test_what_is_never_replayed_is_not_taken(register: Database, keyring: Keyring) -> None:
    """A correction that is repeated a year later would undo a newer one."""
    wrong = replace(erased(keyring), capability=Capability.rectify)

    with pytest.raises(ValueError, match="not done again"):
        await kept(register, keyring, wrong)
