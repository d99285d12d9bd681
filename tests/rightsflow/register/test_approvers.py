"""Approvers: who may decide, proved by a code that counts once."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from rightsflow.errors import Damaged
from rightsflow.law.decision import Decision
from rightsflow.register import approvers, decisions
from rightsflow.register.approvers import (
    MOST_FAILURES,
    STEP_S,
    AlreadyThere,
    Approver,
    CodeVerdict,
    code_at,
)
from rightsflow.register.database import Database
from rightsflow.register.decisions import Content, DecisionState
from rightsflow.register.keyring import Keyring
from rightsflow.register.tables import approver
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import NOW, held, opened, rows_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTHER = "KRUGKIDROVUWG2ZAKRUGKIDROVUWG2ZA"
ADDRESS = "iod@example.com"
STEP = timedelta(seconds=STEP_S)
WRONG = "000000"
"""No code of this secret at any moment of these tests."""


async def join(
    register: Database,
    keyring: Keyring,
    handle: str = "iod",
    address: str = ADDRESS,
    secret: str = SECRET,
    *,
    is_officer: bool = True,
) -> None:
    """Add an approver in a transaction of its own."""
    person = Approver(handle, is_officer, address, NOW)
    async with register.write() as connection:
        await approvers.add(connection, keyring, person, secret)


async def judged(
    register: Database, keyring: Keyring, code: str, at: datetime = NOW, handle: str = "iod"
) -> CodeVerdict:
    """Judge a code in a transaction of its own."""
    async with register.write() as connection:
        return await approvers.check_code(connection, keyring, handle, code, at)


async def wrong(register: Database, keyring: Keyring, times: int) -> list[CodeVerdict]:
    """Give a wrong code so many times."""
    return [await judged(register, keyring, WRONG) for _ in range(times)]


def test_a_code_is_that_of_the_standard() -> None:
    """RFC 6238, appendix B: at 59 seconds 94287082, of which the last six digits are shown."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert code_at(secret, datetime.fromisoformat("1970-01-01T00:00:59Z")) == "287082"


def test_a_secret_is_long_enough_and_new() -> None:
    """RFC 4226, section 4: 160 bits, which are 32 letters of base32."""
    one, other = approvers.new_secret(), approvers.new_secret()
    assert re.fullmatch("[A-Z2-7]{32}", one)
    assert one != other


def test_the_code_of_an_authenticator_carries_name_issuer_and_secret() -> None:
    """What the QR code holds; the step of 30 seconds is what every program assumes."""
    uri = approvers.uri_of("iod", SECRET, "We Support")
    assert uri.startswith("otpauth://totp/We%20Support:iod?")
    assert f"secret={SECRET}" in uri
    assert "issuer=We%20Support" in uri
    assert STEP_S == 30


async def test_a_code_is_accepted_once(register: Database, keyring: Keyring) -> None:
    """Who looks over somebody's shoulder decides nothing with what they saw."""
    await join(register, keyring)
    code = code_at(SECRET, NOW)
    assert await judged(register, keyring, f" {code} ") is CodeVerdict.accepted
    assert await judged(register, keyring, code) is CodeVerdict.used
    assert await judged(register, keyring, code, NOW + STEP) is CodeVerdict.used


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (-2, CodeVerdict.wrong),
        (-1, CodeVerdict.accepted),
        (0, CodeVerdict.accepted),
        (1, CodeVerdict.accepted),
        (2, CodeVerdict.wrong),
    ],
)
async def test_the_half_minutes_beside_count_and_no_others(
    register: Database, keyring: Keyring, steps: int, expected: CodeVerdict
) -> None:
    """RFC 6238, section 5.2: clocks differ, and people type slowly."""
    await join(register, keyring)
    assert await judged(register, keyring, code_at(SECRET, NOW + steps * STEP)) is expected


async def test_after_a_code_no_earlier_one_counts(register: Database, keyring: Keyring) -> None:
    """One that was seen and not used before the next was is dead too; the next one lives."""
    await join(register, keyring)
    assert await judged(register, keyring, code_at(SECRET, NOW)) is CodeVerdict.accepted
    assert await judged(register, keyring, code_at(SECRET, NOW - STEP)) is CodeVerdict.used
    assert await judged(register, keyring, code_at(SECRET, NOW + STEP)) is CodeVerdict.accepted


@pytest.mark.parametrize("code", ["", "12345", "1234567", "абвгде", "١٢٣٤٥٦", "0" * 5000])
async def test_what_is_no_code_is_a_wrong_one(
    register: Database, keyring: Keyring, code: str
) -> None:
    """Whatever is typed is judged, and nothing of it is an error of ours."""
    await join(register, keyring)
    assert await judged(register, keyring, code) is CodeVerdict.wrong


async def test_the_code_of_another_is_a_wrong_one(register: Database, keyring: Keyring) -> None:
    """Each approver has a secret of their own."""
    await join(register, keyring)
    await join(register, keyring, "office", "office@example.com", OTHER, is_officer=False)
    assert await judged(register, keyring, code_at(OTHER, NOW)) is CodeVerdict.wrong
    code = code_at(OTHER, NOW)
    assert await judged(register, keyring, code, handle="office") is CodeVerdict.accepted


async def test_five_wrong_codes_lock(register: Database, keyring: Keyring) -> None:
    """Even the right code does not open any more: nobody can go on guessing."""
    await join(register, keyring)
    assert await wrong(register, keyring, MOST_FAILURES) == [CodeVerdict.wrong] * 5
    assert await judged(register, keyring, code_at(SECRET, NOW)) is CodeVerdict.locked
    later = NOW + timedelta(days=30)
    assert await judged(register, keyring, code_at(SECRET, later), later) is CodeVerdict.locked
    async with register.read() as connection:
        (one,) = await approvers.active(connection, keyring)
    assert one.locked_at == NOW


async def test_a_right_code_forgives_the_wrong_ones(register: Database, keyring: Keyring) -> None:
    """Only wrong ones in a row are a guesser's; a used one is neither right nor wrong."""
    await join(register, keyring)
    await wrong(register, keyring, MOST_FAILURES - 1)
    assert await judged(register, keyring, code_at(SECRET, NOW)) is CodeVerdict.accepted
    await wrong(register, keyring, MOST_FAILURES - 1)
    assert await judged(register, keyring, code_at(SECRET, NOW)) is CodeVerdict.used
    assert await judged(register, keyring, code_at(SECRET, NOW + STEP)) is CodeVerdict.accepted


async def test_an_unlocked_approver_decides_again(register: Database, keyring: Keyring) -> None:
    """The count begins anew; a code that had been used before stays used."""
    await join(register, keyring)
    await judged(register, keyring, code_at(SECRET, NOW))
    await wrong(register, keyring, MOST_FAILURES)
    async with register.write() as connection:
        assert await approvers.unlock_again(connection, "iod")
        assert not await approvers.unlock_again(connection, "nobody")
    assert await judged(register, keyring, code_at(SECRET, NOW)) is CodeVerdict.used
    await wrong(register, keyring, MOST_FAILURES - 1)
    assert await judged(register, keyring, code_at(SECRET, NOW + STEP)) is CodeVerdict.accepted


async def test_a_revoked_approver_decides_no_more(register: Database, keyring: Keyring) -> None:
    """Listed, so that old decisions can be explained; no longer among those who may."""
    await join(register, keyring)
    async with register.write() as connection:
        assert await approvers.revoke(connection, "iod", NOW)
        assert await approvers.revoke(connection, "iod", NOW + timedelta(days=1))
        assert not await approvers.revoke(connection, "nobody", NOW)
        await approvers.unlock_again(connection, "iod")
    assert await judged(register, keyring, code_at(SECRET, NOW)) is CodeVerdict.revoked
    async with register.read() as connection:
        assert await approvers.active(connection, keyring) == []
        (one,) = await approvers.listed(connection, keyring)
    assert (one.handle, one.revoked_at) == ("iod", NOW)


async def test_whoever_was_revoked_comes_back_with_a_new_secret_alone(
    register: Database, keyring: Keyring
) -> None:
    """A lost telephone decides nothing more, and what it approved first counts for nobody."""
    await join(register, keyring)
    (case,) = await opened(register)
    hold, content = await held(register, case), Content(Decision.refuse, None, {})
    waits = DecisionState.waits_for_second
    async with register.write() as connection:
        for by in ("iod", "office"):
            await decisions.record(connection, hold, content, approver=by, state=waits, at=NOW)
        await approvers.revoke(connection, "iod", NOW)
    with pytest.raises(AlreadyThere):
        await join(register, keyring, "iod", "other@example.com", OTHER)
    with pytest.raises(AlreadyThere):
        await join(register, keyring, "other", ADDRESS, OTHER)
    await join(register, keyring, secret=OTHER)
    assert await judged(register, keyring, code_at(SECRET, NOW)) is CodeVerdict.wrong
    assert await judged(register, keyring, code_at(OTHER, NOW)) is CodeVerdict.accepted
    async with register.read() as connection:
        (one,) = await approvers.active(connection, keyring)
        made = await decisions.of_case(connection, case.id)
    assert one == Approver("iod", True, ADDRESS, NOW)  # noqa: FBT003 - a field of the row
    assert [(d.approver, d.state) for d in made] == [
        ("iod", DecisionState.void), ("office", waits),
    ]  # fmt: skip


async def test_nobody_decides_by_a_name_alone(register: Database, keyring: Keyring) -> None:
    """A name that is not there, and one that is written otherwise, are unknown."""
    await join(register, keyring)
    for handle in ("nobody", "IOD", "", "iod "):
        code = code_at(SECRET, NOW)
        assert await judged(register, keyring, code, handle=handle) is CodeVerdict.unknown


@pytest.mark.parametrize(
    ("handle", "address"), [("office", ADDRESS), ("iod", "office@example.com"), ("iod", ADDRESS)]
)
async def test_one_person_is_one_approver(
    register: Database, keyring: Keyring, handle: str, address: str
) -> None:
    """Two names with one mailbox would be two approvals by one person."""
    await join(register, keyring)
    with pytest.raises(AlreadyThere):
        await join(register, keyring, handle, address, OTHER)
    async with register.read() as connection:
        (one,) = await approvers.listed(connection, keyring)
    assert (one.handle, one.address, one.is_officer) == ("iod", ADDRESS, True)
    assert await judged(register, keyring, code_at(SECRET, NOW)) is CodeVerdict.accepted


async def test_approvers_are_listed_in_the_order_they_came(
    register: Database, keyring: Keyring
) -> None:
    """With all that is known of them."""
    await join(register, keyring)
    await join(register, keyring, "biuro", "biuro@example.com", OTHER, is_officer=False)
    async with register.read() as connection:
        assert await approvers.listed(connection, keyring) == [
            Approver("iod", True, ADDRESS, NOW),  # noqa: FBT003 - a field of the row
            Approver("biuro", False, "biuro@example.com", NOW),  # noqa: FBT003 - the same
        ]


async def test_address_and_secret_can_be_read_nowhere_in_the_row(
    register: Database, keyring: Keyring
) -> None:
    """Who has the register and not the master key can neither write to approvers nor be one."""
    await join(register, keyring)
    (row,) = await rows_of(register, approver)
    stored = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    for planted in (ADDRESS, SECRET):
        for form in (planted.encode(), planted.encode().hex().encode(), planted.lower().encode()):
            assert form not in stored
    assert b"iod" in stored
    assert ADDRESS not in repr(Approver("iod", True, ADDRESS, NOW))  # noqa: FBT003 - a field


async def test_a_secret_moved_to_another_name_does_not_open(
    register: Database, keyring: Keyring
) -> None:
    """Who can write into the register cannot lend an officer their own authenticator."""
    await join(register, keyring)
    await join(register, keyring, "biuro", "biuro@example.com", OTHER)
    async with register.write() as connection:
        theirs = select(approver.c.sealed_person).where(approver.c.handle == "biuro")
        sealed = await connection.scalar(theirs)
        await connection.execute(
            update(approver).where(approver.c.handle == "iod").values(sealed_person=sealed)
        )
    with pytest.raises(Damaged):
        await judged(register, keyring, code_at(OTHER, NOW))


async def test_a_moment_without_zone_is_refused(register: Database, keyring: Keyring) -> None:
    """A code belongs to a moment, and a clock face without a zone is none."""
    await join(register, keyring)
    with pytest.raises(ValueError, match="time zone"):
        await judged(register, keyring, code_at(SECRET, NOW), NOW.replace(tzinfo=None))


async def test_of_several_at_once_with_one_code_one_decides(
    home: Home, register: Database, keyring: Keyring
) -> None:
    """However close together: the code is used up by the first."""
    await join(register, keyring)
    code = code_at(SECRET, NOW)
    registers = [register, *(home.open() for _ in range(3))]
    verdicts = await asyncio.gather(*(judged(at, keyring, code) for at in registers))
    assert sorted(verdicts) == [CodeVerdict.accepted, *[CodeVerdict.used] * 3]


async def test_wrong_codes_at_once_are_all_counted(
    home: Home, register: Database, keyring: Keyring
) -> None:
    """Guessing from many sides at once does not buy more guesses."""
    await join(register, keyring)
    registers = [register, *(home.open() for _ in range(6))]
    verdicts = await asyncio.gather(*(judged(at, keyring, WRONG) for at in registers))
    expected = [*[CodeVerdict.locked] * 2, *[CodeVerdict.wrong] * MOST_FAILURES]
    assert sorted(verdicts) == expected
    (row,) = await rows_of(register, approver)
    assert (row.failures, row.locked_at) == (MOST_FAILURES, NOW)
