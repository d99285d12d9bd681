"""What people wrote for a decision: sealed, used once, and of two the later."""

import hashlib
from collections.abc import Mapping

import pytest
from sqlalchemy import update

from rightsflow import sealing
from rightsflow.errors import Damaged
from rightsflow.law.decision import Decision
from rightsflow.law.refusal import TextKind
from rightsflow.register import decisions, statements
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.decisions import Content, DecisionState
from rightsflow.register.statements import Statement
from rightsflow.register.tables import statement
from tests.rightsflow.register.rows import NOW, held, new_case, opened, rows_of

KEY = sealing.new_key()
REASON = "Żaneta asked the same of us eleven times, and said what for."
LATER = "She wrote to us twelve times."


async def write(
    register: Database, case: Case, texts: Mapping[TextKind, str], by: str = "iod"
) -> None:
    """Store texts in a transaction of its own."""
    async with register.write() as connection:
        await statements.add(connection, case, KEY, texts, by=by, at=NOW)


async def waiting(register: Database, case: Case) -> dict[TextKind, Statement]:
    """Return what waits to be used."""
    async with register.read() as connection:
        return await statements.waiting(connection, case, KEY)


async def use(register: Database, case: Case) -> None:
    """Let a decision of a case use what waits."""
    one = await held(register, case)
    content = Content(Decision.approve, None, {})
    async with register.write() as connection:
        made = await decisions.record(
            connection, one, content, approver="iod", state=DecisionState.stands, at=NOW
        )
        await statements.use(connection, case.id, made.id, list(TextKind))


async def test_a_statement_waits_with_who_wrote_it_and_its_digest(register: Database) -> None:
    """The digest is the SHA-256 of the text: the evidence hash of a decision."""
    (case,) = await opened(register)
    await write(register, case, {TextKind.reason: REASON, TextKind.evidence: "the letters"})
    found = await waiting(register, case)
    assert list(found) == [TextKind.reason, TextKind.evidence]
    one = found[TextKind.reason]
    assert (one.kind, one.text, one.given_by, one.given_at) == (
        TextKind.reason, REASON, "iod", NOW,
    )  # fmt: skip
    assert one.digest == hashlib.sha256(REASON.encode()).hexdigest()


async def test_of_two_that_wait_the_later_counts(register: Database) -> None:
    """Whoever wrote it: who corrects a text is not read with the old one."""
    (case,) = await opened(register)
    await write(register, case, {TextKind.reason: REASON, TextKind.objective: "o"})
    await write(register, case, {TextKind.reason: LATER}, by="office")
    found = await waiting(register, case)
    assert (found[TextKind.reason].text, found[TextKind.reason].given_by) == (LATER, "office")
    assert found[TextKind.objective].text == "o"


async def test_a_statement_is_used_once(register: Database) -> None:
    """The reason of one refusal stands in no other; an older one does not come up again."""
    (case,) = await opened(register)
    await write(register, case, {TextKind.reason: REASON})
    await write(register, case, {TextKind.reason: LATER, TextKind.evidence: "e"})
    await use(register, case)
    assert await waiting(register, case) == {}
    await write(register, case, {TextKind.evidence: "new"})
    assert list(await waiting(register, case)) == [TextKind.evidence]
    used = [row.decision_id for row in await rows_of(register, statement)]
    assert [key is None for key in used] == [False, False, False, True]


async def test_a_decision_uses_nothing_of_another_case(register: Database) -> None:
    """Each case has its own words."""
    one, other = await opened(register, new_case(), new_case(scope="M-000002"))
    await write(register, one, {TextKind.reason: REASON})
    await write(register, other, {TextKind.reason: LATER})
    await use(register, one)
    assert await waiting(register, one) == {}
    assert (await waiting(register, other))[TextKind.reason].text == LATER


async def test_the_digests_are_those_of_what_waits(register: Database) -> None:
    """They are told without the key of the case, and of the later one of two."""
    (case,) = await opened(register)
    await write(register, case, {TextKind.reason: REASON})
    await write(register, case, {TextKind.reason: LATER, TextKind.evidence: "e"})
    expected = {kind: one.digest for kind, one in (await waiting(register, case)).items()}
    async with register.read() as connection:
        assert await statements.digests(connection, case.id) == expected
    await use(register, case)
    async with register.read() as connection:
        assert await statements.digests(connection, case.id) == {}


async def test_no_word_of_a_statement_lies_in_clear(register: Database) -> None:
    """It speaks of a person: sealed, and not shown by accident."""
    (case,) = await opened(register)
    await write(register, case, {TextKind.reason: REASON})
    (row,) = await rows_of(register, statement)
    stored = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    for word in REASON.split()[:2]:
        assert word.encode() not in stored
        assert word.encode().hex().encode() not in stored
    assert REASON not in repr((await waiting(register, case))[TextKind.reason])


async def test_a_statement_moved_to_another_case_does_not_open(register: Database) -> None:
    """What was written about one person cannot be turned against another."""
    one, other = await opened(register, new_case(), new_case())
    await write(register, one, {TextKind.reason: REASON})
    async with register.write() as connection:
        await connection.execute(update(statement).values(case_id=other.id))
    with pytest.raises(Damaged):
        await waiting(register, other)


async def test_nothing_written_is_nothing(register: Database) -> None:
    """No text is no statement."""
    (case,) = await opened(register)
    await write(register, case, {})
    assert await rows_of(register, statement) == []
