"""A master key is rotated: every key opens before, meanwhile and after, and the old one is gone."""

import asyncio
import base64
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from rightsflow.errors import Damaged, Misconfigured, WrongKey
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import SuppressionList
from rightsflow.register import approvers, rotation, staffseals, suppression
from rightsflow.register.approvers import Approver
from rightsflow.register.database import Database
from rightsflow.register.keyring import STAFF, Keyring
from rightsflow.register.keyuses import Use
from rightsflow.register.masterkey import KeyFiles, id_of, read_master_key, write_master_key
from rightsflow.register.rotation import Rotation, forget_over, still_to_do
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.tables import case_key, kept_key, letter
from rightsflow.register.types import Audience
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import NOW, queued, rows_of
from tests.rightsflow.register.rows import letter as new_letter

TODAY = date(2026, 3, 4)
ANNA = Identifier(IdentifierKind.email, "anna.nowicka@example.com")
SCOPES = [f"M-{number:06d}" for number in range(1, 21)]


class Killed(BaseException):
    """The process ended here."""


@dataclass
class Place:
    """A register whose key is rotated; `ring` opens it as a process does that starts now."""

    home: Home
    files: KeyFiles
    register: Database

    async def ring(self) -> Keyring:
        """Start a process: its keyring is proved."""
        ring = Keyring(KeyFiles(self.files.file), self.home.open("keys"))
        await ring.prove(self.register, NOW)
        return ring

    async def rotation(self) -> Rotation:
        """Return the rotation as the command makes it."""
        return Rotation(
            self.files, await self.ring(), self.register, NOW, TODAY, ledger_days=400, case_days=30
        )

    async def rotate(self) -> int:
        """Rotate from begin to end."""
        rotation = await self.rotation()
        await rotation.prepare()
        return await rotation.carry_out(lambda _what, _count: None)


@pytest.fixture
async def place(home: Home, register: Database) -> Place:
    """Give a register with its key file."""
    await home.open("keys").upgrade()
    return Place(home, KeyFiles(home.key_file()), register)


async def test_every_key_opens_as_before_and_the_old_master_key_opens_none(
    place: Place, few: list[str]
) -> None:
    """In three batches; the case keys themselves stay what they were."""
    ring = await place.ring()
    await ring.make(few, NOW)
    before = await ring.keys(few)
    old = read_master_key(place.files.file)

    assert await place.rotate() == len(few)

    new = read_master_key(place.files.file)
    assert new != old
    assert not place.files.next.exists()
    assert place.files.file.stat().st_mode & 0o777 == 0o600
    assert await (await place.ring()).keys(few) == before
    with pytest.raises(WrongKey):
        await Keyring(old, place.home.open("keys")).prove(place.register, NOW)
    with pytest.raises(WrongKey):
        await Keyring(old, place.home.open("keys")).key(SCOPES[0])


async def test_a_process_that_runs_goes_on_through_two_rotations(place: Place) -> None:
    """It was started with the first key, and is never started again."""
    running = await place.ring()
    await running.make(["M-000001"], NOW)
    for number in (2, 3):
        await place.rotate()
        await running.make([f"M-{number:06d}"], NOW)
        running._open.clear()
        assert len(await running.keys([f"M-{one:06d}" for one in range(1, number + 1)])) == number
    rows = await rows_of(place.home.open("keys"), case_key)
    last = id_of(read_master_key(place.files.file))
    assert {row.scope: row.key_id == last for row in rows} == {
        "M-000001": True, "M-000002": True, "M-000003": True,
    }  # fmt: skip


async def test_a_key_of_the_time_before_keys_had_names_is_wrapped_anew(place: Place) -> None:
    """As the first version left them."""
    ring = await place.ring()
    await ring.make(["M-000001"], NOW)
    key = await ring.key("M-000001")
    store = place.home.open("keys")
    async with store.write() as connection:
        await connection.execute(case_key.update().values(key_id=""))
    assert await (await place.ring()).key("M-000001") == key
    await place.rotate()
    assert await (await place.ring()).key("M-000001") == key


async def test_what_outlives_a_case_is_recognised_and_what_is_new_has_the_new_key(
    place: Place,
) -> None:
    """Lists, ledger, repetitions and our own Message-IDs, in a process started afterwards."""
    old = await place.ring()
    async with place.register.write() as connection:
        await suppression.add(
            connection, old, [ANNA], SuppressionList.no_marketing, today_on=TODAY, until_on=None
        )
    sealed = old.lock_ledger(b"order", "place")
    (before,), (cited,) = old.person_indexes("anna"), old.message_id_keys
    await place.rotate()
    new = await place.ring()
    async with place.register.read() as connection:
        assert ANNA in await suppression.find(connection, new, [ANNA], TODAY)
    assert new.unlock_ledger(sealed, "place") == b"order"
    assert new.person_indexes("anna")[1] == before
    assert new.person_indexes("anna")[0] != before
    assert new.message_id_keys[1] == cited
    assert new.message_id_keys == old.message_id_keys  # a running process has learnt of it, too
    assert new.index("anna") == old.index("anna")
    fresh = new.lock_ledger(b"order", "place")
    assert fresh[:16] != sealed[:16]


async def test_approvers_and_mails_to_staff_are_sealed_anew(place: Place) -> None:
    """Whoever has the old key and the new register reads no secret of an approver."""
    ring = await place.ring()
    old = ring.staff_keys[0]
    secret = approvers.new_secret()
    async with place.register.write() as connection:
        await approvers.add(
            connection,
            ring,
            Approver("iod", is_officer=True, address="iod@example.com", added_at=NOW),
            secret,
        )
    body = {"recipient": "iod@example.com"}
    mail = replace(
        new_letter(1, 1), case_id=None, key_scope=STAFF, audience=Audience.staff, once="digest",
        sealed_body=lock(old, "letter.body", STAFF, body),
    )  # fmt: skip
    await queued(place.register, mail)
    await place.rotate()
    new = await place.ring()
    (row,) = await rows_of(place.register, letter)
    assert unlock(new.staff_keys[0], "letter.body", STAFF, row.sealed_body) == body
    with pytest.raises(Damaged):
        unlock(old, "letter.body", STAFF, row.sealed_body)
    async with place.register.write() as connection:
        code = approvers.code_at(secret, NOW)
        assert await approvers.check_code(connection, new, "iod", code, NOW) == "accepted"


async def test_kept_keys_end_on_their_dates(place: Place) -> None:
    """Repetitions after a year, the ledger after its days; a list with its last entry."""
    await place.rotate()
    ring = await place.ring()
    until = {row.use: row.until_on for row in await rows_of(ring.store, kept_key)}
    assert until == {
        Use.person: date(2027, 3, 4), Use.ledger: TODAY + timedelta(days=400),
        Use.message_id: TODAY + timedelta(days=396), Use.suppression: None, Use.staff: None,
        Use.recognise: None,
    }  # fmt: skip
    later = NOW + timedelta(days=2)
    assert await forget_over(place.register, ring, NOW, TODAY) == 0
    assert await forget_over(place.register, ring, later, TODAY) == 2
    assert await forget_over(place.register, ring, later, date(2028, 1, 1)) == 3
    assert [row.use for row in await rows_of(ring.store, kept_key)] == [Use.recognise]


_POINTS = [
    "Rotation._switch", "Rotation._keep", "Rotation._proof", "Rotation._checked",
    "staffseals.seal_anew", "KeyFiles.take_on", "KeyFiles.make_next", "id_of",
]  # fmt: skip


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give keys of three batches, which are small here."""
    monkeypatch.setattr(rotation, "_AT_ONCE", 8)
    return SCOPES[:20]


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("point", _POINTS)
async def test_cut_off_anywhere_it_is_run_again(
    place: Place, few: list[str], monkeypatch: pytest.MonkeyPatch, point: str, when: str
) -> None:
    """Whatever is done stays, what is not is done then; meanwhile everything opens."""
    ring = await place.ring()
    await ring.make(few, NOW)
    before = await ring.keys(few)
    owner = {"Rotation": Rotation, "KeyFiles": KeyFiles, "staffseals": staffseals}.get(
        point.partition(".")[0], rotation
    )
    name = point.rpartition(".")[2]
    real = getattr(owner, name)

    def dies(*words: object, **more: object) -> object:
        if when == "before":
            raise Killed
        found = real(*words, **more)
        if not asyncio.iscoroutine(found):
            raise Killed

        async def awaited() -> None:
            await found
            raise Killed

        return awaited()

    with monkeypatch.context() as broken:
        broken.setattr(owner, name, dies)
        with pytest.raises(Killed):
            await place.rotate()
    assert await (await place.ring()).keys(few) == before
    ring._open.clear()
    assert await ring.keys(few) == before
    await place.rotate()
    assert not place.files.next.exists()
    assert await (await place.ring()).keys(few) == before
    assert await still_to_do(ring.store, id_of(read_master_key(place.files.file))) == 0


async def test_cut_off_between_two_batches_the_rest_is_done_by_the_next_run(
    place: Place, few: list[str]
) -> None:
    """What is wrapped anew is not touched twice."""
    ring = await place.ring()
    await ring.make(few, NOW)
    turned = []

    def dies(_what: str, count: int) -> None:
        turned.append(count)
        if len(turned) == 2:
            raise Killed

    first = await place.rotation()
    await first.prepare()
    with pytest.raises(Killed):
        await first.carry_out(dies)
    assert await still_to_do(ring.store, id_of(read_master_key(place.files.next))) == 4
    turned.clear()
    second = await place.rotation()
    await second.prepare()
    await second.carry_out(lambda _what, count: turned.append(count))
    assert turned == [4]


async def test_a_machine_without_the_next_key_says_so_and_goes_on_with_it(
    place: Place, tmp_path: Path
) -> None:
    """Another machine took the key on: what is sealed is not called damaged, or deleted."""
    elsewhere = tmp_path / "elsewhere" / "master.key"
    elsewhere.parent.mkdir()
    old = read_master_key(place.files.file)
    write_master_key(elsewhere, old)
    other = Keyring(KeyFiles(elsewhere), place.home.open("keys"))
    await other.prove(place.register, NOW)
    await other.make(["M-000001"], NOW)
    await place.rotate()
    for work in (other.make(["M-000002"], NOW), other.keys(["M-000009", "M-000001"])):
        other._open.clear()
        with pytest.raises(WrongKey, match="copy the key file from there"):
            await work
    next_file = KeyFiles(elsewhere).next
    write_master_key(next_file, read_master_key(place.files.file))
    await other.make(["M-000002"], NOW)
    other._open.clear()
    assert len(await other.keys(["M-000001", "M-000002"])) == 2


async def test_a_key_that_does_not_open_stops_the_rotation_and_nothing_is_lost(
    place: Place,
) -> None:
    """Both files stay; whoever looks into it loses no key of another case."""
    ring = await place.ring()
    await ring.make(SCOPES[:3], NOW)
    async with ring.store.write() as connection:
        broken = case_key.update().where(case_key.c.scope == SCOPES[1])
        await connection.execute(broken.values(wrapped=b"\x01" + bytes(60)))
    with pytest.raises(Damaged):
        await place.rotate()
    assert place.files.next.exists()
    assert len(await (await place.ring()).keys([SCOPES[0], SCOPES[2]])) == 2


async def test_a_key_file_of_another_register_is_not_rotated(place: Place) -> None:
    """Its key wraps nothing here."""
    ring = await place.ring()
    rotation = await place.rotation()
    place.files.file.write_bytes(base64.b64encode(bytes(range(32))))
    with pytest.raises(WrongKey):
        await rotation.prepare()
    assert not place.files.next.exists()
    async with ring.store.read() as connection:
        assert (await connection.execute(select(kept_key))).all() == []


async def test_two_machines_with_two_next_keys_do_not_both_rotate(
    place: Place, tmp_path: Path
) -> None:
    """The second is told that the key store is under another key."""
    elsewhere = tmp_path / "elsewhere" / "master.key"
    elsewhere.parent.mkdir()
    write_master_key(elsewhere, read_master_key(place.files.file))
    await place.ring()
    other = replace(await place.rotation(), files=KeyFiles(elsewhere))
    await other.prepare()
    await place.rotate()
    with pytest.raises(Misconfigured, match="another rotation"):
        await other.carry_out(lambda _what, _count: None)


async def test_under_load_every_key_that_was_made_opens_at_once_and_afterwards(
    place: Place, few: list[str]
) -> None:
    """Four processes make and open keys while the key is rotated three times; none fails."""
    over = asyncio.Event()
    made: dict[str, bytes] = {}

    async def works(number: int) -> None:
        ring, turns = await place.ring(), 0
        # A busy machine may give one no turn before the others are through.
        while turns == 0 or not over.is_set():
            scope = f"M-{number}{turns:05d}"
            await ring.make([scope, few[turns % len(few)]], NOW)
            made[scope] = await ring.key(scope)
            ring._open.clear()
            known = list(made)[-20:]
            assert await ring.keys(known) == {one: made[one] for one in known}
            turns += 1

    async def rotates() -> None:
        try:
            for _ in range(3):
                await place.rotate()
        finally:
            over.set()

    workers = range(4)
    await asyncio.gather(*(works(number) for number in workers), rotates())
    assert len(made) > len(workers)
    assert await (await place.ring()).keys(list(made)) == made
    name = id_of(read_master_key(place.files.file))
    assert await still_to_do(place.home.open("keys"), name) == 0
