"""Deleting by date: nothing before its day, everything on it, whatever the ending."""

import secrets
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from rightsflow.copy.vault import Vault
from rightsflow.errors import TryAgain
from rightsflow.law.hold import HoldKind
from rightsflow.law.retention import Dispute, Kept
from rightsflow.mail.boxes.maildir import MaildirShelf
from rightsflow.mail.sending.maildir import MaildirSender
from rightsflow.register import deleting, endings
from rightsflow.register.keyring import Keyring
from rightsflow.register.retention_tables import deletion, statistic
from rightsflow.register.tables import case as case_table
from rightsflow.register.tables import case_key
from tasks.purgeplan import purge_plan
from tests.acceptance.people import TUYET, ZANETA
from tests.acceptance.small_office import STRANGER
from tests.rightsflow.register.conftest import run
from tests.rightsflow.register.rows import rows_of
from tests.servers.databases import ADMIN, answers
from tests.tasks.deciding_kit import Office, open_office
from tests.tasks.purging_kit import ENDINGS, Ending, purge, traces
from tests.tasks.written import ACCESS, letter

DAY = timedelta(days=1)
OFFER = "Tomatoes are cheap this week. Our garden centre is open until six."
COPY, CASE = timedelta(days=30), timedelta(days=3 * 365)


async def test_a_copy_goes_after_its_days_and_the_case_after_its_own(office: Office) -> None:
    """Not a day before, and on that day; the journal says so while there is one."""
    number = await office.ask(ZANETA, ACCESS)
    closed_on, vault = office.clock().date(), office.desk.vault
    kept = vault.items(number)
    assert kept

    office.clock.move_to(closed_on + COPY)
    await purge(office)
    assert vault.items(number) == kept
    office.clock.move_to(closed_on + COPY + DAY)
    await purge(office)
    assert vault.items(number) == []
    assert [one.event for one in await office.events()][-2:] == ["closed", "copy_deleted"]

    office.clock.move_to(closed_on + CASE)
    await purge(office)
    assert (await office.case(number)).number == number
    office.clock.move_to(closed_on + CASE + DAY)
    assert (await purge(office))["delete cases"] == 1
    assert await rows_of(office.desk.register, case_table) == []
    assert vault.scopes() == {}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_however_it_ended_nothing_of_the_person_is_left(office: Office, ending: str) -> None:
    """Register, key store, vault, run, mailbox folders, sent letters: no row, key, file, word."""
    wrapped = await nothing_is_left_after(ENDINGS[ending], office)
    stores = b"".join(path.read_bytes() for path in office.desk.folder.glob("keys.sqlite*"))
    assert [one for one in wrapped if one in stores] == []


@pytest.fixture
async def on_postgresql(
    tmp_path: Path, require_server: Callable[[str, bool], None]
) -> AsyncIterator[Office]:
    """Give an office whose register and keys lie on a PostgreSQL server."""
    require_server("postgresql", answers("postgresql"))
    name, admin = f"rf_{secrets.token_hex(6)}", ADMIN["postgresql"]
    await run(admin, f"CREATE DATABASE {name}")
    url = make_url(admin).set(database=name).render_as_string()
    async with open_office(tmp_path, register={"url": url, "keys_url": url}) as opened:
        assert not opened.desk.register.is_sqlite
        yield opened
    await run(admin, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.real("postgresql")
async def test_nothing_is_left_on_postgresql_either(on_postgresql: Office) -> None:
    """The same for a register on a server."""
    await nothing_is_left_after(ENDINGS["refused"], on_postgresql)


async def nothing_is_left_after(ending: Ending, office: Office) -> list[bytes]:
    """Let a case end, wait its time, look into every place; return the wrapped keys it had."""
    await ending(office)
    assert await office.holds() == {}
    before = await traces(office)
    assert before.leaks
    wrapped = [row.wrapped for row in await rows_of(office.desk.keyring.store, case_key)]

    office.clock.move_to(office.clock().date() + CASE)
    await purge(office)
    assert "case" in (await traces(office)).rows
    office.clock.move(DAY)
    await purge(office)

    after = await traces(office)
    left = {name: number for name, number in after.rows.items() if name != "earlier_answer"}
    assert (left, after.keys, after.folders, after.leaks) == ({}, 0, [], {})
    return wrapped


async def test_an_open_case_is_never_deleted_and_is_told_of(office: Office) -> None:
    """A hold that nobody answers keeps it, for however long; the plan says what is open."""
    number = await office.ask(ZANETA, ACCESS, result="fail")
    assert HoldKind.identity in await office.holds()
    office.clock.move(20 * CASE)
    plan = await purge_plan(office.desk)
    await purge(office)

    ((told, what),) = plan.open
    assert told == number
    assert {"request", "hold"} <= set(what)
    assert (plan.due, plan.coming, plan.disputed) == ({}, {}, [])
    assert (await office.case()).number == number
    assert await office.desk.keyring.key((await office.case()).key_scope)


async def test_a_case_in_dispute_stays_whole_to_its_day(office: Office) -> None:
    """Copy, key and rows; on the day after all of it goes in one night."""
    number = await office.ask(ZANETA, ACCESS)
    until_on = office.clock().date() + 2 * CASE
    async with office.desk.register.write() as connection:
        await endings.keep(connection, number, until_on, Dispute.complaint, office.clock())
    kept = office.desk.vault.items(number)
    office.clock.move_to(until_on)
    plan = await purge_plan(office.desk)
    await purge(office)
    assert ([one.number for one in plan.disputed], plan.due) == ([number], {})
    assert office.desk.vault.items(number) == kept

    office.clock.move(DAY)
    await purge(office)
    assert (await traces(office)).keys == 0


async def test_the_plan_tells_what_the_purge_then_does(office: Office) -> None:
    """By kind and day, with numbers; and what goes next. It changes nothing."""
    number = await office.ask(ZANETA, ACCESS)
    closed_on = office.clock().date()
    office.clock.move(10 * DAY)
    await office.hear(letter(STRANGER, OFFER, subject="Tomatoes"))
    before = await traces(office)
    office.clock.move_to(closed_on + COPY)
    ((coming, one),) = (await purge_plan(office.desk)).coming.items()
    assert (coming.kept, coming.on, one) == (Kept.copy, closed_on + COPY + DAY, 1)

    office.clock.move_to(closed_on + CASE + 5 * DAY)
    plan = await purge_plan(office.desk)
    told = {due.kept: (due.on, numbers) for due, numbers in plan.due.items()}
    assert told == {
        Kept.copy: (closed_on + COPY + DAY, [number]),
        Kept.case: (closed_on + CASE + DAY, [number]),
    }
    assert plan.others[Kept.other_mail] == 1
    assert plan.others[Kept.earlier_answer] == 1
    assert await traces(office) == before
    done = await purge(office)
    assert (done["delete copies"], done["delete cases"]) == (1, 1)
    assert not (await purge_plan(office.desk)).goes


async def test_a_message_of_no_case_goes_after_its_own_time(office: Office) -> None:
    """With key, file and mail, and nothing is kept of it."""
    await office.hear(letter(STRANGER, OFFER, subject="Tomatoes"))
    office.clock.move_to(office.clock().date() + timedelta(days=90))
    await purge(office)
    assert (await traces(office)).keys == 1
    office.clock.move(DAY)
    await purge(office)
    left = await traces(office)
    assert (left.keys, left.folders, left.leaks) == (0, [], {})
    assert "message" not in left.rows
    assert await rows_of(office.desk.register, deletion) == []


class Killed(BaseException):
    """The process is gone."""


def dying(of: type, name: str, monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    """Let the process die before or after the first call of a method."""
    real = getattr(of, name)

    def called(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever the method takes
        if not after:
            raise Killed
        real(*arguments, **more)
        raise Killed

    async def awaited(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401 - the same
        if not after:
            raise Killed
        await real(*arguments, **more)
        raise Killed

    plain = (Vault,)
    monkeypatch.setattr(of, name, called if of in plain else awaited)


POINTS = [
    (Keyring, "drop"), (Vault, "delete"), (MaildirShelf, "delete"), (MaildirSender, "discard"),
    (Keyring, "wipe"),
]  # fmt: skip


async def test_killed_anywhere_the_next_run_finishes_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never half there and unknown: the order is there until all is gone, and is counted once."""
    await office.ask(ZANETA, ACCESS)
    office.clock.move_to(office.clock().date() + CASE + DAY)
    with monkeypatch.context() as patched:
        dying(Vault, "delete", patched, after=True)
        with pytest.raises(Killed):
            await purge(office)
    assert (await office.case()).number  # its copy is gone, and it does not say so yet
    for of, name in POINTS:
        for after in (False, True):
            with monkeypatch.context() as patched:
                dying(of, name, patched, after=after)
                if of is Vault:
                    patched.setattr(endings, "copies_deleted", _nothing)
                with pytest.raises(Killed):
                    await purge(office)
            if of is not Vault:
                assert (await purge_plan(office.desk)).unfinished
                (order,) = await rows_of(office.desk.register, deletion)
                assert order.done_at is None
    await purge(office)
    await purge(office)

    after_all = await traces(office)
    assert (after_all.keys, after_all.folders, after_all.leaks) == (0, [], {})
    (order,) = await rows_of(office.desk.register, deletion)
    assert (order.work, order.done_at) == ({}, office.clock())
    counts = {row.measure: row.number for row in await rows_of(office.desk.register, statistic)}
    assert counts["received"] == 1


async def _nothing(*_: object) -> None: ...


async def test_killed_before_the_rows_are_gone_nothing_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: neither counted nor ordered nor deleted."""
    await office.ask(ZANETA, ACCESS)
    office.clock.move_to(office.clock().date() + CASE + DAY)
    with monkeypatch.context() as patched:
        dying(deleting, "_delete_messages", patched, after=True)  # type: ignore[arg-type]
        with pytest.raises(Killed):
            await purge(office)
    assert await rows_of(office.desk.register, statistic) == []
    assert await rows_of(office.desk.register, deletion) == []
    assert await office.desk.keyring.key((await office.case()).key_scope)


async def test_a_mailbox_that_is_away_leaves_the_order_open(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Key and files are gone; it is not said to be done before the mails are."""
    await office.ask(ZANETA, ACCESS)
    office.clock.move_to(office.clock().date() + CASE + DAY)

    async def away(*_: object) -> None:
        raise TryAgain

    with monkeypatch.context() as patched:
        patched.setattr(MaildirShelf, "list", away)
        await purge(office)
    left = await traces(office)
    assert (left.keys, left.folders) == (0, [])
    assert left.leaks
    assert (await purge_plan(office.desk)).unfinished == ["RF-2026-000001"]
    await purge(office)
    assert (await traces(office)).leaks == {}
    assert (await purge_plan(office.desk)).unfinished == []


async def test_a_mail_of_another_that_came_in_the_same_second_stays(office: Office) -> None:
    """Two letters have one moment of receipt: the digest tells them apart."""
    await office.ask(ZANETA, ACCESS)
    await office.hear(letter(TUYET, ACCESS, result="fail"))
    assert HoldKind.identity in await office.holds("RF-2026-000002")
    office.clock.move_to(office.clock().date() + CASE + DAY)
    await purge(office)
    leaks = (await traces(office)).leaks
    ((_, found),) = [item for item in leaks.items() if item[0].startswith("inbox")]
    assert TUYET.email in found
    assert ZANETA.email not in found


async def test_what_belongs_to_nothing_is_deleted_after_a_day(office: Office) -> None:
    """A key and a folder that a killed run left; what is in use stays."""
    number = await office.ask(ZANETA, ACCESS)
    at = office.desk
    await at.keyring.make(["P-deadbeef"], office.clock() - 3 * DAY)
    key = await at.keyring.key("P-deadbeef")
    at.vault.put(key, "RF-2026-000000", "raw", b"left")
    assert (await purge(office))["delete leftovers"] == 1
    office.clock.move(date(2100, 1, 1) - office.clock().date())
    office.clock.move(-timedelta(days=26_600))
    plan = await purge_plan(at)
    assert plan.leftovers == 1
    assert (await purge(office))["delete leftovers"] == 1
    assert "RF-2026-000000" not in at.vault.scopes()
    assert await at.keyring.key((await office.case(number)).key_scope)
