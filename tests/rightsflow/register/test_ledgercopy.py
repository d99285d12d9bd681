"""The copy of the ledger outside of the databases: every line whole, or told to be none."""

import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from rightsflow.errors import Damaged, TryAgain
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.suppression import SuppressionList
from rightsflow.register import suppression
from rightsflow.register.database import Database
from rightsflow.register.deed_tables import suppression as table
from rightsflow.register.forgetting import forget_again, is_over, since_backup
from rightsflow.register.keyring import Keyring
from rightsflow.register.ledgercopy import LedgerCopy, Line, Unreadable
from rightsflow.register.tables import case_key
from tests.rightsflow.register.rows import NOW, rows_of

TODAY = date(2026, 3, 4)
ANNA = Identifier(IdentifierKind.email, "anna.nowicka@example.com")
MARKETING = SuppressionList.no_marketing
_WRITER = """
import sys
from pathlib import Path
from rightsflow.register.ledgercopy import LedgerCopy
copy, number = LedgerCopy(Path(sys.argv[1])), 0
while True:
    copy.append(lambda plain: plain, [{"kind": "dropped", "scopes": [f"{sys.argv[2]}-{number}"]}])
    number += 1
"""


def plain(content: bytes) -> bytes:
    """Seal nothing: what is tested is the file."""
    return content


def scopes(copy: LedgerCopy) -> list[str]:
    """Return the scopes of the lines; all of them are readable."""
    return [line["scopes"][0] for line in copy.read(plain) if not isinstance(line, Unreadable)]


def test_several_writers_killed_at_any_moment_leave_whole_lines(tmp_path: Path) -> None:
    """Three processes, `kill -9`, and a trim meanwhile: each writer's lines are there in order."""
    copy = LedgerCopy(tmp_path / "ledger.copy")
    started = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(copy.file), name]) for name in "abc"
    ]
    deadline = time.monotonic() + 30
    while "a-3" not in scopes(copy) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert copy.trim(plain, lambda line: line["scopes"][0] == "a-1") == 1
    time.sleep(0.2)
    for process in started:
        process.send_signal(signal.SIGKILL)
        process.wait()
    copy.append(plain, [{"kind": "dropped", "scopes": ["last-0"]}])
    found = scopes(copy)
    assert [one for one in copy.read(plain) if isinstance(one, Unreadable)] == []
    for name in "bc":
        own = [one for one in found if one.startswith(f"{name}-")]
        assert own == [f"{name}-{number}" for number in range(len(own))]
    assert found[-1] == "last-0"
    assert "a-1" not in found
    assert "a-2" in found


def test_a_line_that_a_power_cut_left_half_written_is_told_and_spoils_no_other(
    tmp_path: Path,
) -> None:
    """The next one begins on a line of its own."""
    copy = LedgerCopy(tmp_path / "ledger.copy")
    for number in range(2):
        copy.append(plain, [{"kind": "dropped", "scopes": [f"M-{number}"]}])
    copy.file.write_bytes(copy.file.read_bytes()[:-9])
    copy.append(plain, [{"kind": "dropped", "scopes": ["M-2"]}])
    assert scopes(copy) == ["M-0", "M-2"]
    assert [one for one in copy.read(plain) if isinstance(one, Unreadable)] == [Unreadable(2)]
    copy.trim(plain, lambda line: line["scopes"] == ["M-0"])
    assert [one for one in copy.read(plain) if isinstance(one, Unreadable)] == [Unreadable(1)]


async def test_a_line_tells_nothing_to_who_has_not_the_key(
    keyring: Keyring, register: Database, tmp_path: Path
) -> None:
    """Neither the person nor the digest; the file is private."""
    keyring.copy = LedgerCopy(tmp_path / "ledger.copy")
    async with register.write() as connection:
        await suppression.add(connection, keyring, [ANNA], MARKETING, today_on=TODAY, until_on=None)
    content = keyring.copy.file.read_bytes()
    digest = next(iter(keyring.suppression_digests(ANNA.kind, ANNA.value).values()))
    assert b"anna" not in content
    assert digest.encode() not in content
    assert keyring.copy.file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Damaged):
        keyring.unseal_line(b"0" * 16 + content)


async def test_where_it_cannot_be_written_nothing_is_committed(
    keyring: Keyring, register: Database, tmp_path: Path
) -> None:
    """An entry that a restored backup would not know is tried again later."""
    keyring.copy = LedgerCopy(tmp_path / "gone" / "ledger.copy")

    async def enter() -> None:
        async with register.write() as connection:
            await suppression.add(
                connection, keyring, [ANNA], MARKETING, today_on=TODAY, until_on=None
            )

    with pytest.raises(TryAgain, match="copy of the ledger"):
        await enter()
    async with register.read() as connection:
        assert await suppression.find(connection, keyring, [ANNA], TODAY) == {}
    await keyring.make(["M-000001"], NOW)
    with pytest.raises(TryAgain):
        await keyring.drop(["M-000001"])
    assert await rows_of(keyring.store, case_key)


async def test_a_list_comes_back_as_it_was_left(
    keyring: Keyring, register: Database, tmp_path: Path
) -> None:
    """Entered and taken off again: the last word counts, however often it is replayed."""
    copy = keyring.copy = LedgerCopy(tmp_path / "ledger.copy")
    beata = Identifier(IdentifierKind.email, "beata@example.com")
    async with register.write() as connection:
        for one in (ANNA, beata):
            await suppression.add(
                connection, keyring, [one], MARKETING, today_on=TODAY, until_on=None
            )
        await suppression.lift(connection, keyring, [ANNA], MARKETING)
        await connection.execute(table.delete())
    for _ in range(2):
        async with register.read() as connection:
            there = await suppression.find(connection, keyring, [ANNA, beata], TODAY)
        since = await since_backup(register, keyring, [copy], TODAY)
        assert since.lists == (0 if there else 1)
        await forget_again(register, keyring, [copy], TODAY)
        async with register.read() as connection:
            assert set(await suppression.find(connection, keyring, [ANNA, beata], TODAY)) == {beata}


@pytest.mark.parametrize(
    ("over", "line"),
    [
        ("over", {"kind": "erased", "until_on": "2026-03-04"}),
        ("needed", {"kind": "erased", "until_on": "2026-03-05"}),
        ("needed", {"kind": "listed", "until_on": None}),
        ("needed", {"kind": "lifted", "at": "2020-01-01T00:00:00+00:00"}),
        ("over", {"kind": "dropped", "at": "2026-02-01T00:00:00+00:00"}),
        ("needed", {"kind": "dropped", "at": "2026-02-02T23:00:00+00:00"}),
    ],
)
def test_a_line_ends_when_no_backup_needs_it(over: str, line: Line) -> None:
    """Erasures and entries on their dates; a deleted key after the days of the key store (30)."""
    assert is_over(line, TODAY, 30) is (over == "over")


def test_a_file_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    """Nothing is made by looking."""
    copy = LedgerCopy(tmp_path / "ledger.copy")
    assert list(copy.read(plain)) == []
    assert copy.trim(plain, lambda _: True) == 0
    assert list(tmp_path.iterdir()) == []
