"""The suppression lists: who is on them is recognised, and nobody can be read from them."""

import hashlib
import hmac
import secrets
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from rightsflow.canonical import canonical_email, canonical_phone
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import EVERYTHING, Entry, SuppressionList, all_but, forbids
from rightsflow.register import suppression
from rightsflow.register.database import Database
from rightsflow.register.deed_tables import suppression as table
from rightsflow.register.keyring import Keyring
from tests.rightsflow.register.rows import rows_of

TODAY = date(2026, 3, 4)
MARKETING, RECREATE = SuppressionList.no_marketing, SuppressionList.do_not_recreate
ANNA = Identifier(IdentifierKind.email, "anna@example.org")
PHONE = Identifier(IdentifierKind.phone, "+48600111222")
BERTA = Identifier(IdentifierKind.email, "berta@example.org")
NAME = Identifier(IdentifierKind.name, "anna wymyslona")
NEWS, EVENTS = "mailing.news", "mailing.events"


async def listed(
    register: Database,
    keyring: Keyring,
    *who: Identifier,
    to: SuppressionList = MARKETING,
    until_on: date | None = None,
    **more: Any,  # noqa: ANN401 - scopes
) -> None:
    """Enter a person."""
    async with register.write() as connection:
        await suppression.add(
            connection, keyring, who, to, today_on=TODAY, until_on=until_on, **more
        )


async def found(
    register: Database, keyring: Keyring, *who: Identifier, today_on: date = TODAY
) -> dict[Identifier, tuple[Entry, ...]]:
    """Look people up."""
    async with register.read() as connection:
        return await suppression.find(connection, keyring, who, today_on)


async def test_each_address_and_phone_is_recognised(register: Database, keyring: Keyring) -> None:
    """By any of them, and nobody else by it; a name is nobody's own."""
    await listed(register, keyring, ANNA, PHONE, NAME)

    assert await found(register, keyring, ANNA, PHONE, BERTA, NAME) == {
        ANNA: (Entry(MARKETING, EVERYTHING),),
        PHONE: (Entry(MARKETING, EVERYTHING),),
    }
    assert len(await rows_of(register, table)) == 2


async def test_a_row_holds_nothing_that_can_be_guessed(
    register: Database, keyring: Keyring
) -> None:
    """Neither the address nor a hash that whoever has a list of addresses could make."""
    await listed(register, keyring, ANNA)

    (row,) = await rows_of(register, table)
    guesses = {
        make(text.encode()).hexdigest()
        for make in (hashlib.sha256, hashlib.sha1, hashlib.md5)
        for text in (ANNA.value, f"email|{ANNA.value}")
    } | {hmac.new(b"", f"email|{ANNA.value}".encode(), hashlib.sha256).hexdigest()}
    assert row.digest not in guesses
    assert "anna" not in str(row)
    assert row.key_id not in row.digest


async def test_another_master_key_recognises_nobody(register: Database, keyring: Keyring) -> None:
    """Whoever has the database alone cannot ask it about anybody."""
    await listed(register, keyring, ANNA)
    stranger = Keyring(secrets.token_bytes(32), register)

    assert await found(register, stranger, ANNA) == {}


async def test_an_entry_of_an_earlier_key_is_found_until_it_ends(register: Database) -> None:
    """It cannot be made anew: nobody knows of whom it is."""
    before, after = secrets.token_bytes(32), secrets.token_bytes(32)
    earlier, later = Keyring(before, register), Keyring(after, register, [before])
    await listed(register, earlier, ANNA, until_on=TODAY + timedelta(days=1))
    await listed(register, later, BERTA)

    assert set(await found(register, later, ANNA, BERTA)) == {ANNA, BERTA}
    assert len({row.key_id for row in await rows_of(register, table)}) == 2
    async with register.write() as connection:
        assert await suppression.lift(connection, later, [ANNA], MARKETING) == 1


async def test_entering_twice_changes_nothing(register: Database, keyring: Keyring) -> None:
    """A step that died is run again."""
    await listed(register, keyring, ANNA, PHONE)
    await listed(register, keyring, ANNA, PHONE)

    assert len(await rows_of(register, table)) == 2


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (TODAY + timedelta(days=1), TODAY + timedelta(days=9), TODAY + timedelta(days=9)),
        (TODAY + timedelta(days=9), TODAY + timedelta(days=1), TODAY + timedelta(days=9)),
        (TODAY + timedelta(days=9), None, None),
        (None, TODAY + timedelta(days=9), None),
    ],
)
async def test_the_later_end_counts(
    register: Database,
    keyring: Keyring,
    first: date | None,
    second: date | None,
    expected: date | None,
) -> None:
    """A second objection never makes the first one shorter."""
    await listed(register, keyring, ANNA, until_on=first)
    await listed(register, keyring, ANNA, until_on=second)

    assert [row.until_on for row in await rows_of(register, table)] == [expected]


async def test_an_entry_that_has_ended_holds_nobody_back(
    register: Database, keyring: Keyring
) -> None:
    """Also before it is purged; the purge takes it and no other."""
    await listed(register, keyring, ANNA, until_on=TODAY + timedelta(days=5))
    await listed(register, keyring, BERTA)
    end = TODAY + timedelta(days=5)

    assert set(await found(register, keyring, ANNA, today_on=end - timedelta(days=1))) == {ANNA}
    assert await found(register, keyring, ANNA, today_on=end) == {}
    async with register.write() as connection:
        assert await suppression.purge(connection, end, limit=10) == 1
    assert set(await found(register, keyring, ANNA, BERTA)) == {BERTA}


async def test_a_later_opt_in_lifts_the_marketing_entry_alone(
    register: Database, keyring: Keyring
) -> None:
    """Of the person who gave it, and nothing of the other list."""
    await listed(register, keyring, ANNA, PHONE)
    await listed(register, keyring, ANNA, to=RECREATE)
    await listed(register, keyring, BERTA)

    async with register.write() as connection:
        assert await suppression.lift(connection, keyring, [ANNA, PHONE], MARKETING) == 2

    assert await found(register, keyring, ANNA, PHONE, BERTA) == {
        ANNA: (Entry(RECREATE, EVERYTHING),),
        BERTA: (Entry(MARKETING, EVERYTHING),),
    }


async def test_an_opt_in_to_one_purpose_leaves_the_objection_to_the_rest(
    register: Database, keyring: Keyring
) -> None:
    """Whoever objected to everything and wants the newsletter gets the newsletter."""
    await listed(register, keyring, ANNA)
    for _ in range(2):
        async with register.write() as connection:
            await suppression.lift(connection, keyring, [ANNA], MARKETING, NEWS)

    entries = (await found(register, keyring, ANNA))[ANNA]
    assert not forbids(entries, MARKETING, NEWS)
    assert forbids(entries, MARKETING, EVENTS)


@pytest.mark.parametrize("scope", [NEWS, EVERYTHING])
async def test_a_new_objection_outdoes_an_opt_in(
    register: Database, keyring: Keyring, scope: str
) -> None:
    """The last word counts."""
    await listed(register, keyring, ANNA)
    async with register.write() as connection:
        await suppression.lift(connection, keyring, [ANNA], MARKETING, NEWS)
    await listed(register, keyring, ANNA, scope=scope)

    assert forbids((await found(register, keyring, ANNA))[ANNA], MARKETING, NEWS)


async def test_an_opt_in_to_a_purpose_lifts_its_own_entry(
    register: Database, keyring: Keyring
) -> None:
    """And leaves that of another purpose."""
    await listed(register, keyring, ANNA, scope=NEWS)
    await listed(register, keyring, ANNA, scope=EVENTS)
    async with register.write() as connection:
        assert await suppression.lift(connection, keyring, [ANNA], MARKETING, NEWS) == 1

    assert await found(register, keyring, ANNA) == {ANNA: (Entry(MARKETING, EVENTS),)}


async def test_where_records_stay_by_law_nobody_counts_as_come_back(
    register: Database, keyring: Keyring
) -> None:
    """An invoice that has to be kept is no reappearance; an import is, all the same."""
    await listed(register, keyring, ANNA, to=RECREATE, but=("accounting",))

    entries = (await found(register, keyring, ANNA))[ANNA]
    assert set(entries) == {Entry(RECREATE, EVERYTHING), Entry(RECREATE, all_but("accounting"))}
    assert not forbids(entries, RECREATE, "accounting")
    assert forbids(entries, RECREATE)


async def test_more_than_one_query_finds_all(register: Database, keyring: Keyring) -> None:
    """A batch has no largest size."""
    crowd = [Identifier(IdentifierKind.email, f"p{n}@example.org") for n in range(1203)]
    await listed(register, keyring, *crowd[::2])

    assert set(await found(register, keyring, *crowd)) == set(crowd[::2])


async def test_the_longest_scope_has_room(register: Database, keyring: Keyring) -> None:
    """A name of a map has 63 letters at most, on every database."""
    scope = f"{'s' * 63}.{'p' * 63}"
    await listed(register, keyring, ANNA)
    async with register.write() as connection:
        await suppression.lift(connection, keyring, [ANNA], MARKETING, scope)
        longest = await connection.scalar(select(func.max(func.length(table.c.scope))))

    assert longest == 128


async def test_a_digest_is_bound_to_its_kind(register: Database, keyring: Keyring) -> None:
    """A text that is an address and a text that is a phone are never the same person."""
    await listed(register, keyring, ANNA)
    as_phone = Identifier(IdentifierKind.phone, ANNA.value)

    assert await found(register, keyring, as_phone) == {}


async def test_nobody_is_found_where_nothing_is_asked(register: Database, keyring: Keyring) -> None:
    """Neither entering nor lifting nobody is a statement."""
    await listed(register, keyring, NAME)
    async with register.write() as connection:
        await connection.execute(update(table).values(scope=NEWS))
        assert await suppression.lift(connection, keyring, [NAME], MARKETING, NEWS) == 0

    assert await found(register, keyring) == {}


UNUSED = Database("sqlite+aiosqlite:///unused.sqlite", "keys", base=Path(), password=None)
KEYS = Keyring(secrets.token_bytes(32), UNUSED)

_LOCAL = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
_BLANK = st.sampled_from(["", " ", "\t", "\u00a0", "\n"])


@given(_LOCAL, st.data(), _BLANK, _BLANK)
def test_spellings_of_one_address_have_one_digest(
    local: str, data: st.DataObject, before: str, after: str
) -> None:
    """Whatever case and blanks an import has."""
    plain = f"{local}@żółw.example.org"
    flips = data.draw(st.lists(st.booleans(), min_size=len(plain), max_size=len(plain)))
    spelt = "".join(c.upper() if up else c for c, up in zip(plain, flips, strict=True))

    values = {canonical_email(text) for text in (plain, f"{before}{spelt}{after}")}

    assert None not in values
    assert len({*map(str, values)}) == 1
    assert len({tuple(KEYS.suppression_digests("email", str(v)).values()) for v in values}) == 1


@given(st.from_regex(r"6[0-9]{8}", fullmatch=True), st.sampled_from(["", " ", "-"]))
def test_spellings_of_one_phone_have_one_digest(number: str, gap: str) -> None:
    """With and without the country's code, in groups or not."""
    grouped = gap.join((number[:3], number[3:6], number[6:]))

    values = {canonical_phone(text) for text in (grouped, f"+48{grouped}", f"0048 {grouped}")}

    assert values == {f"+48{number}"}


@given(_LOCAL, _LOCAL)
def test_two_addresses_have_two_digests(one: str, other: str) -> None:
    """And the same one always the same."""
    same = KEYS.suppression_digests("email", one) == KEYS.suppression_digests("email", other)

    assert same is (one == other)


async def test_who_stands_where_is_told_with_the_latest_day(
    register: Database, keyring: Keyring
) -> None:
    """By any address; an entry without an end outlasts every day, one that is over is none."""
    soon, late = TODAY + timedelta(days=5), TODAY + timedelta(days=9)
    await listed(register, keyring, ANNA, to=RECREATE, until_on=soon)
    await listed(register, keyring, PHONE, to=RECREATE, until_on=late)
    await listed(register, keyring, PHONE, to=MARKETING, scope=NEWS)
    await listed(register, keyring, BERTA, to=RECREATE, until_on=TODAY)
    async with register.read() as connection:
        both = await suppression.standing(connection, keyring, [ANNA, PHONE, NAME], TODAY)
        over = await suppression.standing(connection, keyring, [BERTA], TODAY)
        none = await suppression.standing(connection, keyring, [NAME], TODAY)
    assert both == {RECREATE: late, MARKETING: None}
    assert (over, none) == ({}, {})
