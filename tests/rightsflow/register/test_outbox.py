"""The outbox: a letter is taken by one, sent once, and what is unclear waits for a person."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from rightsflow.errors import Misconfigured
from rightsflow.register import kept_letters, outbox, written
from rightsflow.register.database import Database, clock
from rightsflow.register.keyring import STAFF
from rightsflow.register.outbox import NewLetter, QueuedLetter
from rightsflow.register.tables import letter as table
from rightsflow.register.types import Audience, LetterState
from rightsflow.register.written import Known
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import (
    NOW,
    held,
    letter,
    new_case,
    opened,
    queued,
    rows_of,
)

HOUR = timedelta(hours=1)


async def take(register: Database, owner: str = "w", *, limit: int = 20) -> list[QueuedLetter]:
    """Take letters in a transaction of its own."""
    async with register.write() as connection:
        return await outbox.take(connection, limit=limit, owner=owner)


async def begin(register: Database, letter_id: int, owner: str = "w") -> bool:
    """Note in a transaction of its own that a letter is about to leave."""
    async with register.write() as connection:
        return await outbox.begin(connection, letter_id, owner)


async def row(register: Database) -> tuple[str, str | None, str | None]:
    """Return state, owner and reply of the only letter."""
    (one,) = await rows_of(register, table)
    return one.state, one.owner, one.server_reply


async def test_a_letter_that_is_taken_is_nobody_elses(register: Database) -> None:
    """It is leased, and not yet being sent."""
    (case,) = await opened(register)
    await queued(register, letter(case.id))
    (taken,) = await take(register, "w1")
    assert await row(register) == (LetterState.queued, "w1", None)
    assert (taken.case_id, taken.tries, taken.sealed_body) == (case.id, 1, b"sealed")
    assert await take(register, "w2") == []


async def test_a_letter_is_noted_as_being_sent_before_a_byte_leaves(register: Database) -> None:
    """`sending` is committed by the one who holds the lease, once, and by nobody else."""
    (case,) = await opened(register)
    await queued(register, letter(case.id))
    (taken,) = await take(register, "w1")
    assert not await begin(register, taken.id, "w2")
    assert await begin(register, taken.id, "w1")
    assert await row(register) == (LetterState.sending, "w1", None)
    assert not await begin(register, taken.id, "w1")
    assert await take(register, "w2") == []


async def test_senders_at_once_take_each_letter_once(home: Home, register: Database) -> None:
    """No letter leaves twice because two workers saw it."""
    (case,) = await opened(register)
    await queued(register, *(letter(case.id, seq) for seq in range(1, 31)))
    registers = [register, *(home.open() for _ in range(3))]

    async def drain(at: Database) -> list[int]:
        taken: list[int] = []
        while batch := await take(at, limit=4):
            assert len(batch) <= 4
            taken += [one.id for one in batch]
        return taken

    taken = [key for keys in await asyncio.gather(*map(drain, registers)) for key in keys]
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 30


async def test_the_oldest_letter_is_taken_first(register: Database) -> None:
    """Who was answered first gets the letter first."""
    (case,) = await opened(register)
    await queued(register, *(letter(case.id, seq) for seq in (1, 2, 3)))
    ids = [one.id for one in await take(register, limit=2)]
    assert ids == sorted(ids)
    assert [one.id for one in await take(register)] > ids


async def test_a_sent_letter_stays_sent(register: Database) -> None:
    """What the server accepted is not put back, held or sent again by anybody."""
    (case,) = await opened(register)
    await queued(register, letter(case.id))
    (one,) = await take(register)
    async with register.write() as connection:
        await outbox.mark_sent(connection, one.id, "250 OK" + "x" * 400, NOW)
        await outbox.put_back(connection, one.id, one.tries)
        await outbox.hold_back(connection, one.id, "unclear")
        await outbox.send_again(connection, one.id)
    state, owner, reply = await row(register)
    assert (state, owner) == (LetterState.sent, None)
    assert reply is not None
    assert reply.startswith("250 OK")
    assert await take(register) == []


async def test_a_letter_that_surely_did_not_leave_is_tried_later(register: Database) -> None:
    """The delay doubles up to an hour; until then it is not taken."""
    (case,) = await opened(register)
    await queued(register, letter(case.id))
    delays = []
    for _ in range(8):
        (one,) = await take(register)
        async with register.write() as connection:
            before = await clock(connection)
            await outbox.put_back(connection, one.id, one.tries)
        (stored,) = await rows_of(register, table)
        delays.append(round((stored.next_try_at - before) / timedelta(minutes=1)))
        assert (stored.state, stored.owner) == (LetterState.queued, None)
        assert await take(register) == []
        async with register.write() as connection:
            past = await clock(connection) - timedelta(milliseconds=2)
            await connection.execute(update(table).values(next_try_at=past))
    assert delays == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_a_held_letter_waits_for_a_person(register: Database) -> None:
    """Nothing takes it any more."""
    (case,) = await opened(register)
    await queued(register, letter(case.id, with_data=True))
    (one,) = await take(register)
    async with register.write() as connection:
        await outbox.hold_back(connection, one.id, "unclear")
    assert await row(register) == (LetterState.held, None, "unclear")
    assert await take(register) == []


async def test_what_a_dead_sender_left_is_inherited_once(register: Database) -> None:
    """What was being sent goes to the first heir; what was only taken goes to whoever asks."""
    (case,) = await opened(register)
    await queued(register, *(letter(case.id, seq) for seq in (1, 2, 3)))
    dead, living = await take(register, "dead", limit=2), await take(register, "living")
    assert await begin(register, dead[0].id, "dead")
    assert await begin(register, living[0].id, "living")
    async with register.write() as connection:
        assert sorted(await outbox.owners(connection)) == ["dead", "living"]
        assert await outbox.inherit(connection, "dead", "heir") == [dead[0]]
        assert await outbox.inherit(connection, "dead", "late") == []
        assert sorted(await outbox.owners(connection)) == ["heir", "living"]
    assert [one.id for one in await take(register, "next")] == [dead[1].id]
    async with register.write() as connection:
        await outbox.send_again(connection, dead[0].id)
    assert [one.id for one in await take(register, "next")] == [dead[0].id]


async def test_who_was_taken_for_lost_sends_nothing_that_was_given_back(register: Database) -> None:
    """What it had taken and not begun is another's; what others have taken stays theirs."""
    (case,) = await opened(register)
    await queued(register, *(letter(case.id, seq) for seq in (1, 2)))
    far, other = await take(register, "far", limit=1), await take(register, "other")
    async with register.write() as connection:
        assert await outbox.inherit(connection, "far", "heir") == []
    assert [one.id for one in await take(register, "heir")] == [far[0].id]
    assert not await begin(register, far[0].id, "far")
    assert await begin(register, other[0].id, "other")


async def test_a_message_id_is_used_once(register: Database) -> None:
    """Message-ID and number within the case are unique: a letter cannot be queued twice."""
    one, other = await opened(register, new_case(), new_case())
    await queued(register, letter(one.id))
    with pytest.raises(Misconfigured):
        await queued(register, letter(one.id))
    await queued(register, letter(other.id), letter(one.id, 2))
    assert len(await rows_of(register, table)) == 3


async def test_letters_of_a_case_are_counted_through(register: Database) -> None:
    """The next number follows the last one; a case without letters begins with 1."""
    one, other = await opened(register, new_case(), new_case())
    await queued(register, letter(one.id, 1), letter(one.id, 2))
    async with register.read() as connection:
        assert await outbox.next_seq(connection, [one.id, other.id]) == {one.id: 3, other.id: 1}


async def test_a_letter_of_ours_is_known_by_its_message_id(register: Database) -> None:
    """Whoever answers cites it; ids that are not ours lead nowhere."""
    (case,) = await opened(register)
    await queued(register, letter(case.id, to="somebody"))
    known = f"<{case.id}.1@example.com>"
    async with register.read() as connection:
        found = await written.by_message_id(connection, [known, "<x@example.org>"])
        assert await written.by_message_id(connection, []) == {}
    assert list(found) == [known]
    assert (found[known].case_id, found[known].recipient_index) == (case.id, "somebody")


async def test_letters_to_one_recipient_are_counted_by_time(register: Database) -> None:
    """The limit per address looks at what was queued since, for that address alone."""
    (case,) = await opened(register)
    await queued(register, letter(case.id, 1, to="a"), at=NOW - 2 * HOUR)
    await queued(register, letter(case.id, 2, to="a"), letter(case.id, 3, to="b"))
    async with register.read() as connection:
        assert await written.recent_to(connection, ["a", "b", "c"], NOW - HOUR) == {"a": 1, "b": 1}
        assert await written.recent_to(connection, ["a"], NOW - 3 * HOUR) == {"a": 2}
        assert await written.recent_to(connection, [], NOW) == {}


async def test_the_brake_counts_what_has_left_or_may_have(register: Database) -> None:
    """Letters with data: sent within the hour, or being sent now however long they waited."""
    (case,) = await opened(register)
    seqs = iter(range(1, 10))

    async def one_taken(*, with_data: bool = True) -> int:
        new = letter(case.id, next(seqs), with_data=with_data)
        await queued(register, new, at=NOW - 5 * HOUR)
        return (await take(register))[0].id

    async def counted() -> int:
        async with register.read() as connection:
            return await written.sent_with_data_since(connection, NOW - HOUR)

    async def sent(key: int, ago: timedelta) -> None:
        async with register.write() as connection:
            await outbox.mark_sent(connection, key, "250", NOW - ago)

    assert await counted() == 0
    waiting = await one_taken()
    assert await counted() == 1
    await sent(waiting, timedelta(minutes=5))
    assert await counted() == 1
    await sent(await one_taken(), 2 * HOUR)
    await sent(await one_taken(with_data=False), timedelta(minutes=5))
    assert await counted() == 1


def to_staff(
    seq: int = 1,
    case_id: int | None = None,
    *,
    message_id: str = "<a@example.com>",
    to: str = "iod",
    hold_id: int | None = None,
    once: str | None = None,
) -> NewLetter:
    """Return a mail to our own people, which may belong to no case."""
    return replace(
        letter(0, seq, to=to),
        case_id=case_id,
        key_scope=STAFF,
        audience=Audience.staff,
        letter="digest",
        message_id=message_id,
        hold_id=hold_id,
        once=once,
    )


async def test_of_letters_with_one_word_only_the_first_is_queued(register: Database) -> None:
    """A step that runs twice tells somebody once, in one batch or in several."""
    (case,) = await opened(register)
    first = replace(letter(case.id, 1), once="wanted:H-1.1:iod")
    again = replace(letter(case.id, 2), once=first.once)
    await queued(register, first, again)
    await queued(register, again)
    await queued(register, replace(again, once="wanted:H-1.2:iod"))
    assert [(row.seq, row.once) for row in await rows_of(register, table)] == [
        (1, "wanted:H-1.1:iod"), (2, "wanted:H-1.2:iod"),
    ]  # fmt: skip
    async with register.read() as connection:
        assert await written.is_queued(connection, "wanted:H-1.1:iod")
        assert not await written.is_queued(connection, "wanted:H-1.3:iod")


async def test_letters_without_a_word_are_all_queued(register: Database) -> None:
    """No word is not the same word."""
    (case,) = await opened(register)
    await queued(register, letter(case.id, 1), letter(case.id, 2))
    assert [row.once for row in await rows_of(register, table)] == [None, None]


async def test_a_letter_queued_once_is_not_lost_for_another_reason(register: Database) -> None:
    """Its number or Message-ID being taken is a fault that is seen, not a letter less."""
    (case,) = await opened(register)
    await queued(register, letter(case.id))
    same_number = replace(letter(case.id), once="a", message_id="<other@example.com>")
    same_id = replace(letter(case.id, 2), once="b", message_id=letter(case.id).message_id)
    for clash in (same_number, same_id):
        with pytest.raises(Misconfigured):
            await queued(register, clash)
    assert len(await rows_of(register, table)) == 1


async def test_several_at_once_queue_one_letter_with_one_word(
    home: Home, register: Database
) -> None:
    """However many watches run at the same time, the morning mail comes once."""
    registers = [register, *(home.open() for _ in range(3))]
    mails = [to_staff(n, message_id=f"<{n}@example.com>", once="digest") for n in range(4)]
    pairs = zip(registers, mails, strict=True)
    await asyncio.gather(*(queued(at, mail) for at, mail in pairs))
    assert len(await rows_of(register, table)) == 1


async def test_a_mail_to_staff_goes_out_like_any_letter(register: Database) -> None:
    """It may belong to no case, and its key is that of the staff."""
    await queued(register, to_staff(), to_staff(2, message_id="<b@example.com>"))
    first, second = await take(register)
    assert (first.case_id, first.key_scope, first.audience) == (None, STAFF, Audience.staff)
    assert await begin(register, first.id)
    async with register.write() as connection:
        await outbox.mark_sent(connection, first.id, "250", NOW)
        await outbox.put_back(connection, second.id, second.tries)
    states = [row.state for row in await rows_of(register, table)]
    assert states == [LetterState.sent, LetterState.queued]


async def test_a_mail_to_staff_about_a_hold_is_known_with_it(register: Database) -> None:
    """Who answers it writes for that decision; one that belongs to no case leads to none."""
    (case,) = await opened(register)
    hold = await held(register, case)
    about = to_staff(1, case.id, hold_id=hold.id)
    await queued(register, about, to_staff(2, message_id="<digest@example.com>"))
    async with register.read() as connection:
        ids = [about.message_id, "<digest@example.com>"]
        found = await written.by_message_id(connection, ids)
    assert found == {about.message_id: Known(case.id, "digest", "iod", Audience.staff, hold.id)}


async def test_a_letter_says_until_when_it_may_leave(register: Database) -> None:
    """Article 12(3): a notice of extension is worth nothing after the first month."""
    (case,) = await opened(register)
    await queued(register, replace(letter(case.id), not_after_at=NOW + HOUR), letter(case.id, 2))
    assert [one.not_after_at for one in await take(register)] == [NOW + HOUR, None]


async def test_the_letters_of_a_case_go_on_together(register: Database) -> None:
    """A person has decided; what is sent stays sent, and other cases keep theirs."""
    one, other = await opened(register, new_case(), new_case())
    await queued(register, letter(one.id, 1), letter(one.id, 2), letter(other.id, 1))
    first, *rest = await take(register)
    async with register.write() as connection:
        await outbox.mark_sent(connection, first.id, "250", NOW)
        for kept in rest:
            await outbox.hold_back(connection, kept.id, "faulty")
        await kept_letters.go_on(connection, one.id)
    assert [row.state for row in await rows_of(register, table)] == [
        LetterState.sent, LetterState.queued, LetterState.held,
    ]  # fmt: skip
    assert [again.id for again in await take(register)] == [rest[0].id]


async def test_a_kept_letter_that_had_arrived_counts_as_sent(register: Database) -> None:
    """A person asked the receiving server; it is not sent again, and other cases keep theirs."""
    one, other = await opened(register, new_case(), new_case())
    await queued(register, letter(one.id), letter(other.id))
    async with register.write() as connection:
        for kept in await outbox.take(connection, limit=9, owner="w"):
            await outbox.hold_back(connection, kept.id, "unclear")
        await kept_letters.settle_held(connection, one.id, "seen by iod", NOW)
        await kept_letters.go_on(connection, one.id)
    first, second = await rows_of(register, table)
    assert (first.state, first.sent_at, first.server_reply) == (
        LetterState.sent, NOW, "seen by iod",
    )  # fmt: skip
    assert second.state == LetterState.held


async def test_the_newest_letter_of_a_kind_is_found(register: Database) -> None:
    """Of this case and kind; none is None."""
    one, other = await opened(register, new_case(), new_case())
    newest = replace(letter(one.id, 2), sealed_body=b"newest")
    await queued(register, letter(one.id), newest, letter(one.id, 3, with_data=True))
    await queued(register, replace(letter(other.id), sealed_body=b"other"))
    async with register.read() as connection:
        found = await written.newest_of(connection, one.id, "acknowledgement")
        assert await written.newest_of(connection, other.id, "answer") is None
    assert found is not None
    assert (found.sent_at, found.sealed_body) == (None, b"newest")
