"""Signs of life are the newest of their kind; the figures are those of the tables."""

from datetime import timedelta

from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.register import case_requests, signs, waiting, work
from rightsflow.register.database import Database
from rightsflow.register.figures import figures
from rightsflow.register.signs import Noted, Sign
from rightsflow.register.types import Step
from tests.rightsflow.register.rows import DUE, NOW, asked, held, letter, new_case, opened, queued

MINUTE = timedelta(minutes=1)


async def test_the_newest_sign_counts_whoever_is_last(register: Database) -> None:
    """A worker that was slow to say it does not put the clock back."""
    async with register.write() as connection:
        assert await signs.noted(connection, Sign.mailbox_read) is None
        await signs.note(connection, Sign.mailbox_read, NOW, 40)
        await signs.note(connection, Sign.mailbox_read, NOW + MINUTE, 41)
        await signs.note(connection, Sign.mailbox_read, NOW - MINUTE, 99)
        assert await signs.noted(connection, Sign.mailbox_read) == Noted(NOW + MINUTE, 41)
        assert await signs.noted(connection, Sign.sending_paused) is None
        assert await signs.forget(connection, Sign.mailbox_read)
        assert not await signs.forget(connection, Sign.mailbox_read)


async def test_a_new_register_has_no_figures_but_noughts(register: Database) -> None:
    """Nothing is guessed: the mailbox was never read, its quota is not known."""
    async with register.read() as connection:
        found = await figures(connection, NOW, DUE)
    assert found.letters == {"queued": 0, "sending": 0, "held": 0}
    assert (found.open_cases, found.holds, found.failing, found.tried) == ({}, {}, {}, {})
    assert (found.late_since, found.read_at, found.used, found.paused_at) == (None,) * 4


async def test_the_figures_count_what_is_open_by_days_kind_and_system(register: Database) -> None:
    """What is answered, released or sent is in none of them."""
    late, soon, answered = await opened(
        register, new_case(due_on=DUE - timedelta(days=1)), new_case(), new_case()
    )
    (of_late,) = await asked(register, [late], due_on=DUE - timedelta(days=1))
    await asked(register, [soon])
    (settled,) = await asked(register, [answered])
    await held(register, late, HoldKind.system_unreachable, system="crm")
    over = await held(register, soon, HoldKind.system_failed, system="ats")
    await queued(register, letter(late.id))
    async with register.write() as connection:
        await case_requests.settle_requests(connection, [settled.id], Outcome.nothing_held)
        await waiting.close(connection, over, by="iod", at=NOW)
        await work.add(connection, [(late.id, of_late.id, "crm")], Step.locate)
        taken = await work.claim(connection, Step.locate, "crm", limit=9, owner="one")
        await work.postpone(connection, taken)
        await signs.note(connection, Sign.mailbox_read, NOW, 93)
        await signs.note(connection, Sign.sending_paused, NOW)
        found = await figures(connection, NOW, DUE)
    assert found.open_cases == {"overdue": 1, "today": 1}
    assert found.holds == {"system_unreachable": 1}
    assert found.failing == {"crm": NOW}
    assert found.letters == {"queued": 1, "sending": 0, "held": 0}
    assert found.late_since == NOW
    assert found.tried == {"crm": 1}
    assert (found.read_at, found.used, found.paused_at) == (NOW, 0.93, NOW)
