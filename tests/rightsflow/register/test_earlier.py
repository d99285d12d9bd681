"""Answers given before: recognised for a year, by a keyed index, and by nothing else."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.fee import free_again_on, is_repetition
from rightsflow.law.right import Right
from rightsflow.register import earlier
from rightsflow.register.database import Database
from rightsflow.register.earlier import Earlier, scope_of
from rightsflow.register.keyring import Keyring
from rightsflow.register.tables import earlier_answer
from tests.rightsflow.register.rows import rows_of

ON = date(2026, 3, 4)
DAY = timedelta(days=1)
SCOPE = scope_of({"crm": ["contact:1"], "ats": ["candidate:7", "note:2"]})
FIRST = Earlier("anna", Right.access, SCOPE, 3, ON, "RF-2026-000001")
SYSTEMS = st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from(["1", "2", "12"])))


async def remember(register: Database, *answers: Earlier) -> None:
    """Store answers in a transaction of its own."""
    async with register.write() as connection:
        await earlier.remember(connection, answers)


async def known(
    register: Database, today_on: date, *people: str, right: Right = Right.access
) -> dict[str, list[Earlier]]:
    """Return what is known of people on a day."""
    async with register.read() as connection:
        return await earlier.of_people(connection, people, right, today_on)


async def test_an_answer_is_remembered_for_a_year(register: Database) -> None:
    """As long as a request would be a repetition, and no day longer."""
    await remember(register, FIRST)
    last = free_again_on(ON) - DAY
    assert await known(register, ON, "anna") == {"anna": [FIRST]}
    assert await known(register, last, "anna") == {"anna": [FIRST]}
    assert is_repetition(ON, last, same_scope=True)
    assert await known(register, last + DAY, "anna") == {}
    assert not is_repetition(ON, last + DAY, same_scope=True)
    (row,) = await rows_of(register, earlier_answer)
    assert row.until_on == last + DAY


async def test_remembering_again_is_harmless(register: Database) -> None:
    """A step that runs twice after a kill has answered once."""
    await remember(register, FIRST)
    await remember(register, replace(FIRST, answered_on=ON + DAY), FIRST)
    await remember(register)
    assert await known(register, ON, "anna") == {"anna": [FIRST]}


async def test_the_newest_answer_comes_first(register: Database) -> None:
    """Of each person who was asked about, and of nobody else; for that right alone."""
    later = replace(FIRST, answered_on=ON + DAY, case_number="RF-2026-000002")
    theirs = replace(FIRST, person_index="beata", case_number="RF-2026-000003")
    erased = replace(FIRST, right=Right.erasure)
    await remember(register, FIRST, later, theirs, erased)
    assert await known(register, ON + DAY, "anna", "carl") == {"anna": [later, FIRST]}
    assert await known(register, ON, "anna", right=Right.erasure) == {"anna": [erased]}
    assert await known(register, ON) == {}


async def test_nobody_is_named_by_what_is_remembered(register: Database, keyring: Keyring) -> None:
    """It outlives the case: a keyed hash, under another key than that of mails' senders."""
    address = "anna.nowicka@example.com"
    (index,) = keyring.person_indexes(address)
    assert [index] == keyring.person_indexes(address)
    assert index != keyring.index(address)
    await remember(register, replace(FIRST, person_index=index))
    (row,) = await rows_of(register, earlier_answer)
    assert address not in " ".join(map(str, row))
    assert "contact" not in " ".join(map(str, row))


def test_scope_does_not_depend_on_order() -> None:
    """Systems and records in whatever order they were found."""
    assert scope_of({"ats": ["note:2", "candidate:7"], "crm": ["contact:1"]}) == SCOPE


@given(SYSTEMS, SYSTEMS)
def test_another_scope_has_another_digest(
    one: dict[str, list[str]], other: dict[str, list[str]]
) -> None:
    """EDPB Guidelines 01/2022, paragraph 28: a record more reopens the free copy."""
    as_set = [sorted((name, sorted(ids)) for name, ids in it.items()) for it in (one, other)]
    assert (scope_of(one) == scope_of(other)) is (as_set[0] == as_set[1])
