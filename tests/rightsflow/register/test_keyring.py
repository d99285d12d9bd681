"""Keys: one for each case, wrapped by the master key, gone when deleted."""

import asyncio
import base64
import secrets
import stat
from pathlib import Path

import pytest
from sqlalchemy import select, update

from rightsflow.errors import Damaged, WrongKey
from rightsflow.register import keyring as module
from rightsflow.register.database import Database
from rightsflow.register.keyring import Keyring, read_master_key
from rightsflow.register.tables import case_key, instance
from tests.rightsflow.register.conftest import Home
from tests.rightsflow.register.rows import NOW, rows_of


def key_file(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    """Write a master key's file."""
    file = folder / "master.key"
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_a_master_key_is_read_from_its_file(tmp_path: Path) -> None:
    """32 bytes in base64, with or without a newline."""
    key = secrets.token_bytes(32)
    assert read_master_key(key_file(tmp_path, base64.b64encode(key) + b"\n")) == key


def test_a_missing_key_says_that_nothing_opens_without_it(tmp_path: Path) -> None:
    """A new key is never made in its place: it would open nothing."""
    with pytest.raises(WrongKey, match="missing"):
        read_master_key(tmp_path / "master.key")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o620, 0o602, 0o777])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    """Its content is not even looked at, and the remedy is told."""
    file = key_file(tmp_path, b"not looked at", mode)
    with pytest.raises(WrongKey, match=r"chmod 600 master\.key"):
        read_master_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"secret", b"\xff" * 32, base64.b64encode(b"k" * 31), base64.b64encode(b"k" * 33)],
)
def test_what_is_no_key_is_refused_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    """A cut, empty or other file is no key; its content is not repeated."""
    with pytest.raises(WrongKey, match="is not a master key") as raised:
        read_master_key(key_file(tmp_path, content))
    assert not content.strip() or repr(content.strip())[2:-1] not in str(raised.value)


async def test_another_key_is_refused(home: Home, register: Database, keyring: Keyring) -> None:
    """A register takes on its first key and opens with no other."""
    another = Keyring(read_master_key(home.key_file("another.key")), home.open("keys"))
    with pytest.raises(WrongKey, match="not the key of this register"):
        await another.prove(register, NOW)
    await keyring.prove(register, NOW)


async def test_of_two_that_start_at_once_with_two_keys_one_is_refused(
    home: Home, register: Database
) -> None:
    """An empty register takes on one key, even when several workers start it together."""
    await home.open("keys").upgrade()
    rings = [
        Keyring(read_master_key(home.key_file(name)), home.open("keys"))
        for name in ("one.key", "other.key")
    ]
    proofs = [ring.prove(home.open(), NOW) for ring in rings]
    ends = await asyncio.gather(*proofs, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "WrongKey"]
    assert len(await rows_of(register, instance)) == 1


async def test_the_master_key_is_stored_nowhere(
    home: Home, register: Database, keyring: Keyring
) -> None:
    """Neither the proof nor a wrapped key holds it, or a case's key, in clear."""
    await keyring.make(["M-000001"], NOW)
    master, key = read_master_key(home.key_file()), await keyring.key("M-000001")
    (proof,) = await rows_of(register, instance)
    (wrapped,) = await rows_of(home.open("keys"), case_key)
    for stored in (proof.proof, wrapped.wrapped):
        assert master not in stored
        assert key not in stored


async def test_making_a_key_again_keeps_the_first(keyring: Keyring, home: Home) -> None:
    """A step that runs twice does not lose what is sealed already."""
    await keyring.make(["M-000001", "M-000002"], NOW)
    first = await keyring.keys(["M-000001", "M-000002"])
    await keyring.make(["M-000002", "M-000003"], NOW)
    fresh = Keyring(read_master_key(home.key_file()), home.open("keys"))
    assert await fresh.keys(["M-000001", "M-000002"]) == first
    assert len(set((await fresh.keys([*first, "M-000003"])).values())) == 3


async def test_a_deleted_key_is_gone(keyring: Keyring) -> None:
    """Nothing opens what was sealed under it; the others stay."""
    await keyring.make(["M-000001", "M-000002"], NOW)
    await keyring.keys(["M-000001", "M-000002"])
    await keyring.drop(["M-000001"])
    with pytest.raises(Damaged, match="M-000001"):
        await keyring.key("M-000001")
    assert await keyring.key("M-000002")


async def test_a_key_moved_to_another_case_does_not_open(home: Home, keyring: Keyring) -> None:
    """Whoever swaps rows of the key store makes them unreadable, not readable elsewhere."""
    await keyring.make(["M-000001", "M-000002"], NOW)
    async with home.open("keys").write() as connection:
        one = select(case_key.c.wrapped).where(case_key.c.scope == "M-000001").scalar_subquery()
        other = update(case_key).where(case_key.c.scope == "M-000002")
        await connection.execute(other.values(wrapped=one))
    with pytest.raises(Damaged):
        await keyring.key("M-000002")


async def test_a_full_memory_loses_no_key(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More keys than are kept in memory are read again, never reported as deleted."""
    monkeypatch.setattr(module, "_CACHE_LIMIT", 3)
    scopes = [f"M-{number:06d}" for number in range(5)]
    await keyring.make(scopes, NOW)
    assert set(await keyring.keys(scopes[:3])) == set(scopes[:3])
    assert set(await keyring.keys(scopes[2:])) == set(scopes[2:])
    assert set(await keyring.keys(scopes)) == set(scopes)


async def test_an_index_knows_an_address_again_without_telling_it(
    home: Home, keyring: Keyring
) -> None:
    """The same address gives the same word under one master key, another under another."""
    another = Keyring(read_master_key(home.key_file("another.key")), home.open("keys"))
    index = keyring.index("anna@example.com")
    assert index == keyring.index("anna@example.com")
    assert index != keyring.index("anna@example.org")
    assert index != another.index("anna@example.com")
    assert "anna" not in index


async def test_a_step_keeps_its_keys_while_another_empties_the_cache(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full cache is emptied while others wait for theirs: no key counts as deleted for it."""
    one, two, *others = (f"M-{number:06d}" for number in range(5))
    await keyring.make([one, two, *others], NOW)
    monkeypatch.setattr(module, "_CACHE_LIMIT", 3)
    known = await keyring.key(one)
    mine, theirs = await asyncio.gather(keyring.keys([one, two]), keyring.keys(others))
    assert mine[one] == known
    assert (set(mine), set(theirs)) == ({one, two}, set(others))
