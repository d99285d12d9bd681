"""After a restored backup: whom we recognise is erased again, and nobody else is touched."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest

from rightsflow.deeds import Capability, Change, Order
from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import SuppressionList
from rightsflow.register import cases, erasures, suppression
from rightsflow.register.deed_tables import erasure
from rightsflow.register.erasures import Erased, digests_of
from rightsflow.register.tables import journal
from tasks.replay import Replay, Replayed
from tests.rightsflow.register.rows import opened, rows_of
from tests.tasks.deciding_kit import Office
from tests.tasks.shelf import Shelf

ANNA, BERTA = "anna@example.org", "berta@example.org"
PHONE = "+48600111222"
RECREATE, MARKETING = SuppressionList.do_not_recreate, SuppressionList.no_marketing
ERASE, OBJECT = Capability.erase, Capability.object


@dataclass
class Scene:
    """An office, a system, and what was done in it."""

    office: Office
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def now(self) -> datetime:
        """Return the time of the office."""
        return self.office.clock()

    @property
    def today(self) -> date:
        """Return the day."""
        return self.office.desk.today()

    async def suppress(self, *addresses: str, to: SuppressionList = RECREATE) -> None:
        """Put somebody on a list."""
        at = self.office.desk
        async with at.register.write() as connection:
            await suppression.add(
                connection, at.keyring, who(*addresses), to, today_on=self.today, until_on=None
            )

    async def lift(self, address: str, of: SuppressionList = RECREATE) -> None:
        """Take somebody off a list."""
        at = self.office.desk
        async with at.register.write() as connection:
            await suppression.lift(connection, at.keyring, who(address), of)

    async def carry_out(
        self,
        number: str,
        *changes: Change,
        by: Capability = ERASE,
        person: Sequence[str] = (),
        addresses: Sequence[str] = (ANNA,),
    ) -> Erased:
        """Do something for a case, and enter it into the ledger."""
        at, order = self.office.desk, Order(number, changes)
        deed = self.shelf.erase if by is ERASE else self.shelf.object
        await deed([order], now=self.now)
        done = Erased(
            case_number=number,
            system="shelf",
            capability=by,
            order=order,
            done_at=self.now,
            until_on=self.today + timedelta(days=400),
            persons=tuple(person),
            digests=digests_of(at.keyring, who(*addresses)),
        )
        async with at.register.write() as connection:
            await erasures.record(connection, at.keyring, [done])
        return done

    async def replay(
        self, *, trial: bool = False, since_at: datetime | None = None
    ) -> list[Replayed]:
        """Replay everything."""
        at = self.office.desk
        run = Replay(at.register, at.keyring, self.shelf, self.today, self.now)
        since = since_at or self.now - timedelta(days=1)
        return [one async for one in run.run(since, trial=trial)]

    async def events(self) -> list[tuple[str, str, dict[str, object]]]:
        """Return what the journals say of it."""
        rows = await rows_of(self.office.desk.register, journal)
        return [
            (row.event, row.actor, row.detail) for row in rows if row.event.startswith("replay")
        ]


def who(*values: str) -> list[Identifier]:
    """Return identifiers."""
    kinds = {True: IdentifierKind.email, False: IdentifierKind.phone}
    return [Identifier(kinds["@" in value], value) for value in values]


@pytest.fixture
async def scene(office: Office) -> Scene:
    """Give an office and a system with two contacts and their notes."""
    scene = Scene(office)
    scene.shelf.contact(1, "Anna@Example.org", phone=PHONE)
    scene.shelf.contact(2, BERTA)
    scene.shelf.note(7, 1)
    scene.shelf.note(8, 2)
    return scene


@pytest.fixture
async def number(scene: Scene) -> str:
    """Give a case that is still there."""
    (case,) = await opened(scene.office.desk.register)
    return case.number


def whole(*, note: str = "notes:7", contact: str = "contacts:1") -> tuple[Change, ...]:
    """Return what erasing Anna means."""
    return Change("notes", (note,)), Change("contacts", (contact,))


async def test_who_is_back_is_erased_again_and_noted(scene: Scene, number: str) -> None:
    """Contact and notes of Anna; Berta is left as she is."""
    backup = scene.shelf.saved()
    scene.shelf.origin = "shelf (shelf 1.0)"
    await scene.suppress(ANNA)
    await scene.carry_out(number, *whole())
    scene.shelf.restore(backup)

    outcome = await scene.replay()

    assert outcome == [Replayed(number, ERASE, back=2, done=2, left=0)]
    assert set(scene.shelf.records) == {"contacts:2", "notes:8"}
    what = {"system": "shelf", "connector": "shelf (shelf 1.0)", "kind": "erase"}
    assert await scene.events() == [
        ("replay_begun", "operator", what),
        ("replayed", "operator", {**what, "records": 2, "left": 0}),
    ]
    (row,) = await rows_of(scene.office.desk.register, erasure)
    assert row.replayed_at == scene.now


async def test_replaying_twice_does_nothing_more(scene: Scene, number: str) -> None:
    """Nor does a replay without a restore."""
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    await scene.carry_out(number, *whole())
    assert await scene.replay() == []
    scene.shelf.restore(backup)
    await scene.replay()
    done, told = scene.shelf.deeds, await scene.events()

    assert await scene.replay() == []
    assert scene.shelf.deeds == done
    assert await scene.events() == told


async def test_a_trial_changes_nothing(scene: Scene, number: str) -> None:
    """Neither the system nor the register."""
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    await scene.carry_out(number, *whole())
    scene.shelf.restore(backup)

    assert await scene.replay(trial=True) == [Replayed(number, ERASE, back=2, done=2, left=0)]
    assert scene.shelf.records == backup
    assert await scene.events() == []
    (row,) = await rows_of(scene.office.desk.register, erasure)
    assert row.replayed_at is None


async def test_a_number_that_somebody_else_has_now_is_left(scene: Scene, number: str) -> None:
    """After a restore a database counts on from where it was: Cezary got Anna's number."""
    await scene.suppress(ANNA)
    await scene.carry_out(number, *whole())
    scene.shelf.contact(1, "cezary@example.org")
    scene.shelf.note(7, 1)
    before = scene.shelf.saved()

    assert await scene.replay() == [Replayed(number, ERASE, back=2, done=0, left=2)]
    assert scene.shelf.records == before
    assert [event for event, _, _ in await scene.events()] == ["replayed"]


async def test_a_number_that_another_erased_person_has_now_is_left(
    scene: Scene, number: str
) -> None:
    """Berta was erased, too, but not by this order: hers decides about her."""
    await scene.suppress(ANNA)
    await scene.suppress(BERTA)
    await scene.carry_out(number, *whole())
    scene.shelf.contact(1, BERTA)

    assert await scene.replay() == [Replayed(number, ERASE, back=1, done=0, left=1)]


async def test_who_was_let_in_again_is_left(scene: Scene, number: str) -> None:
    """Anna applied for a job after her erasure, and got the same number."""
    await scene.suppress(ANNA)
    await scene.carry_out(number, *whole())
    await scene.lift(ANNA)
    scene.shelf.contact(1, ANNA)

    assert await scene.replay() == [Replayed(number, ERASE, back=1, done=0, left=1)]


async def test_a_phone_alone_proves_nobody(scene: Scene, number: str) -> None:
    """Numbers are passed on."""
    await scene.suppress(ANNA, PHONE)
    await scene.carry_out(number, *whole(), addresses=(ANNA, PHONE))
    scene.shelf.contact(1, None, phone=PHONE)

    assert await scene.replay() == [Replayed(number, ERASE, back=1, done=0, left=1)]


async def test_a_note_goes_only_below_its_person(scene: Scene, number: str) -> None:
    """A note with the same number hangs on Berta now: it is hers."""
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    await scene.carry_out(number, *whole())
    scene.shelf.restore(backup)
    scene.shelf.note(7, 2)

    assert await scene.replay() == [Replayed(number, ERASE, back=2, done=1, left=1)]
    assert "contacts:1" not in scene.shelf.records
    assert "notes:7" in scene.shelf.records


async def test_notes_go_below_a_person_who_stayed(scene: Scene, number: str) -> None:
    """The contact was kept by law; the ledger knows below whom the note was."""
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    await scene.carry_out(number, Change("notes", ("notes:7",)), person=["contacts:1"])
    scene.shelf.restore(backup)

    assert await scene.replay() == [Replayed(number, ERASE, back=1, done=1, left=0)]
    assert set(scene.shelf.records) == {"contacts:1", "contacts:2", "notes:8"}


async def test_of_two_records_of_a_person_each_is_looked_at(scene: Scene, number: str) -> None:
    """What hangs below the one that is somebody else's now stays there."""
    scene.shelf.contact(3, ANNA)
    scene.shelf.note(9, 3)
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    both = Change("notes", ("notes:7", "notes:9")), Change("contacts", ("contacts:1", "contacts:3"))
    await scene.carry_out(number, *both)
    scene.shelf.restore(backup)
    scene.shelf.contact(3, "cezary@example.org")

    assert await scene.replay() == [Replayed(number, ERASE, back=4, done=2, left=2)]
    assert {"contacts:3", "notes:9"} <= set(scene.shelf.records)


async def test_without_anybody_to_recognise_nothing_is_touched(scene: Scene, number: str) -> None:
    """The list has no entry of Anna: she was not entered, or the entry has ended."""
    backup = scene.shelf.saved()
    await scene.carry_out(number, *whole())
    scene.shelf.restore(backup)

    assert await scene.replay() == [Replayed(number, ERASE, back=2, done=0, left=2)]
    assert scene.shelf.records == backup


async def test_columns_are_blanked_again(scene: Scene, number: str) -> None:
    """Where the record stays and its columns went."""
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    blank = {"email": None, "phone": None}
    await scene.carry_out(number, Change("contacts", ("contacts:1",), blank))
    scene.shelf.restore(backup)

    assert await scene.replay() == [Replayed(number, ERASE, back=1, done=1, left=0)]
    assert scene.shelf.records["contacts:1"]["email"] is None


async def test_an_objection_is_written_down_again(scene: Scene, number: str) -> None:
    """As long as nobody has opted in anew."""
    backup = scene.shelf.saved()
    await scene.suppress(ANNA, to=MARKETING)
    stop = Change("contacts", ("contacts:1",), {"wants_news": False})
    await scene.carry_out(number, stop, by=OBJECT)
    scene.shelf.restore(backup)

    assert await scene.replay() == [Replayed(number, OBJECT, back=1, done=1, left=0)]
    scene.shelf.restore(backup)
    await scene.lift(ANNA, MARKETING)
    assert await scene.replay() == [Replayed(number, OBJECT, back=1, done=0, left=1)]
    assert scene.shelf.records["contacts:1"]["wants_news"] is True


async def test_two_orders_of_one_case_are_told_apart(scene: Scene, number: str) -> None:
    """Marketing was stopped at once, the erasure came later."""
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    await scene.suppress(ANNA, to=MARKETING)
    stop = Change("contacts", ("contacts:1",), {"wants_news": False})
    await scene.carry_out(number, stop, by=OBJECT)
    await scene.carry_out(number, *whole())
    scene.shelf.restore(backup)

    assert await scene.replay() == [
        Replayed(number, OBJECT, back=1, done=1, left=0),
        Replayed(number, ERASE, back=2, done=2, left=0),
    ]
    assert set(scene.shelf.records) == {"contacts:2", "notes:8"}


async def test_what_was_erased_before_the_backup_is_not_asked_about(
    scene: Scene, number: str
) -> None:
    """The backup did not have it."""
    await scene.suppress(ANNA)
    await scene.carry_out(number, *whole())
    scene.shelf.contact(1, ANNA)

    assert await scene.replay(since_at=scene.now + timedelta(seconds=1)) == []
    assert "contacts:1" in scene.shelf.records


async def test_a_case_that_is_gone_is_replayed_all_the_same(scene: Scene) -> None:
    """The ledger outlives it; there is no journal to write into."""
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    await scene.carry_out("RF-2024-000001", *whole())
    scene.shelf.restore(backup)

    assert await scene.replay() == [Replayed("RF-2024-000001", ERASE, back=2, done=2, left=0)]
    assert await scene.events() == []


async def test_a_replay_that_dies_is_finished_by_the_next(
    scene: Scene, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal told that it began; what was erased is found gone."""
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    await scene.carry_out(number, *whole())
    scene.shelf.restore(backup)
    verify, asked = scene.shelf.verify, []

    async def away(expected: Sequence[object]) -> list[object]:
        asked.append(expected)
        if len(asked) == 2:
            raise TryAgain
        return await verify(expected)  # type: ignore[arg-type,return-value]

    monkeypatch.setattr(scene.shelf, "verify", away)
    with pytest.raises(TryAgain):
        await scene.replay()
    assert [event for event, _, _ in await scene.events()] == ["replay_begun"]

    assert await scene.replay() == []
    (row,) = await rows_of(scene.office.desk.register, erasure)
    assert row.replayed_at == scene.now


async def test_many_orders_go_page_by_page(scene: Scene) -> None:
    """Each is told of once, in the order in which it was done."""
    for n in range(100, 145):
        scene.shelf.contact(n, ANNA)
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    numbers = [f"RF-2024-{n:06d}" for n in range(100, 145)]
    for n, case in enumerate(numbers, start=100):
        await scene.carry_out(case, Change("contacts", (f"contacts:{n}",)))
    scene.shelf.restore(backup)

    assert [(one.case_number, one.done) for one in await scene.replay()] == [
        (case, 1) for case in numbers
    ]


async def test_a_system_that_no_program_verifies_is_for_a_person(scene: Scene) -> None:
    """Nothing is ever said to be gone that nobody has asked about."""

    class Mute(Shelf):
        verify = None  # type: ignore[assignment]

    at = scene.office.desk
    run = Replay(at.register, at.keyring, Mute(), scene.today, scene.now)
    with pytest.raises(Misconfigured, match="Whoever answers for it has to look"):
        assert [one async for one in run.run(scene.now, trial=False)]


async def test_the_case_of_another_number_is_never_written_into(scene: Scene, number: str) -> None:
    """Only the case of the order."""
    (other,) = await opened(scene.office.desk.register)
    backup = scene.shelf.saved()
    await scene.suppress(ANNA)
    await scene.carry_out(number, *whole())
    scene.shelf.restore(backup)
    await scene.replay()

    async with scene.office.desk.register.read() as connection:
        case = await cases.by_number(connection, number)
    rows = await rows_of(scene.office.desk.register, journal)
    assert case is not None
    assert {row.case_id for row in rows if row.event == "replayed"} == {case.id} != {other.id}


def test_an_outcome_shows_no_record() -> None:
    """It is printed."""
    shown = Replayed("RF-2026-000001", ERASE, back=1, done=1, left=0)

    assert "contacts" not in repr(replace(shown, left=1))
