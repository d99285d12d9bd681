"""Sealed files: whole or not at all, and readable in their place alone."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rightsflow.copy.stream import CHUNK_BYTES
from rightsflow.copy.vault import Vault
from rightsflow.errors import Damaged, Misconfigured
from tests.rightsflow.copy.shelved import folder_of

KEY = bytes(range(32))
SCOPE = "RF-2026-000123"
SECRET = b"Nguyen Thi Huong, huong@example.org, 600111222; "


@pytest.fixture(scope="module")
def shelf() -> Iterator[Vault]:
    """Return one vault for many examples: each writes what it reads."""
    with TemporaryDirectory() as folder:
        yield Vault(Path(folder) / "vault", durable=False)


def stored(vault: Vault, item: str = "found/crm") -> Path:
    """Return the file of an item."""
    return folder_of(vault) / SCOPE / item.replace("/", "+")


def contents() -> st.SearchStrategy[bytes]:
    """Contents around the borders of chunks."""
    sizes = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 150_001]
    return st.sampled_from(sizes).map(lambda size: (SECRET * (size // len(SECRET) + 1))[:size])


@settings(max_examples=30, deadline=None)
@given(contents())
def test_what_was_written_is_read_back(shelf: Vault, content: bytes) -> None:
    """Content comes back byte for byte, and its size is known without opening it."""
    shelf.put(KEY, SCOPE, "raw", content)
    assert shelf.get(KEY, SCOPE, "raw") == content
    assert shelf.size(SCOPE, "raw") == len(content)


@settings(max_examples=30, deadline=None)
@given(contents(), st.lists(st.integers(1, 100_000), max_size=5))
def test_pieces_do_not_matter(shelf: Vault, content: bytes, cuts: list[int]) -> None:
    """However a content is cut into writes, it is one content."""
    left = content
    with shelf.writer(KEY, SCOPE, "raw") as sink:
        for cut in cuts:
            sink.write(left[:cut])
            left = left[cut:]
        sink.write(left)
    assert shelf.get(KEY, SCOPE, "raw") == content


@settings(max_examples=60, deadline=None)
@given(contents(), st.data())
def test_a_cut_file_does_not_open(shelf: Vault, content: bytes, data: st.DataObject) -> None:
    """A file shortened anywhere, also between two chunks, is damaged."""
    shelf.put(KEY, SCOPE, "found/crm", content)
    sealed = stored(shelf).read_bytes()
    borders = [20 + n * (CHUNK_BYTES + 16) for n in range(3)]
    cut = data.draw(st.integers(0, len(sealed) - 1) | st.sampled_from(borders))
    stored(shelf).write_bytes(sealed[: min(cut, len(sealed) - 1)])
    with pytest.raises(Damaged):
        shelf.get(KEY, SCOPE, "found/crm")


@settings(max_examples=60, deadline=None)
@given(contents(), st.data())
def test_a_changed_bit_is_noticed(shelf: Vault, content: bytes, data: st.DataObject) -> None:
    """One bit changed anywhere in the file is damage, and nothing of that chunk is given out."""
    shelf.put(KEY, SCOPE, "found/crm", content)
    sealed = bytearray(stored(shelf).read_bytes())
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    stored(shelf).write_bytes(sealed)
    chunks: list[bytes] = []
    with pytest.raises(Damaged):
        chunks.extend(shelf.read(KEY, SCOPE, "found/crm"))
    assert content.startswith(b"".join(chunks))


def test_an_appended_file_does_not_open(vault: Vault) -> None:
    """What was added at the end makes the whole damaged."""
    vault.put(KEY, SCOPE, "found/crm", SECRET)
    with stored(vault).open("ab") as file:
        file.write(b"x")
    with pytest.raises(Damaged):
        vault.get(KEY, SCOPE, "found/crm")


def test_chunks_in_another_order_do_not_open(vault: Vault) -> None:
    """Two whole chunks that changed places are damage."""
    vault.put(KEY, SCOPE, "found/crm", os.urandom(3 * CHUNK_BYTES))
    sealed, size = stored(vault).read_bytes(), CHUNK_BYTES + 16
    head, first, second, rest = (
        sealed[:20],
        sealed[20:][:size],
        sealed[20 + size :][:size],
        2 * size,
    )
    stored(vault).write_bytes(head + second + first + sealed[20 + rest :])
    with pytest.raises(Damaged):
        vault.get(KEY, SCOPE, "found/crm")


def test_two_files_cannot_change_places(vault: Vault) -> None:
    """A file opens only as the item of the case it was written for, with its key."""
    vault.put(KEY, SCOPE, "found/crm", SECRET)
    vault.put(KEY, SCOPE, "found/shop", SECRET)
    vault.put(KEY, "RF-2026-000124", "found/crm", SECRET)
    other = folder_of(vault) / "RF-2026-000124" / "found+crm"
    for moved in (stored(vault, "found/shop"), other):
        moved.write_bytes(stored(vault).read_bytes())
    for scope, item in ((SCOPE, "found/shop"), ("RF-2026-000124", "found/crm")):
        with pytest.raises(Damaged):
            vault.get(KEY, scope, item)
    with pytest.raises(Damaged):
        vault.get(bytes(32), SCOPE, "found/crm")
    assert vault.get(KEY, SCOPE, "found/crm") == SECRET


def test_nothing_lies_in_clear(vault: Vault) -> None:
    """No file of the vault, and no name in it, has a piece of the content."""
    vault.put(KEY, SCOPE, "found/crm", SECRET * 5000)
    for file in folder_of(vault).rglob("*"):
        assert b"huong" not in (file.read_bytes() if file.is_file() else b"") + bytes(file)


def test_the_same_content_looks_different_each_time(vault: Vault) -> None:
    """Each writing draws a salt of its own: equal contents cannot be told."""
    vault.put(KEY, SCOPE, "raw", SECRET)
    once = stored(vault, "raw").read_bytes()
    vault.put(KEY, SCOPE, "raw", SECRET)
    assert stored(vault, "raw").read_bytes() != once


def test_an_interrupted_writing_leaves_nothing(vault: Vault) -> None:
    """An exception while writing leaves what was there before, and no other file."""
    vault.put(KEY, SCOPE, "raw", b"before")

    def write_half() -> None:
        with vault.writer(KEY, SCOPE, "raw") as sink:
            sink.write(SECRET * 5000)
            problem = "the connector died"
            raise RuntimeError(problem)

    with pytest.raises(RuntimeError):
        write_half()
    assert vault.get(KEY, SCOPE, "raw") == b"before"
    assert [file.name for file in (folder_of(vault) / SCOPE).iterdir()] == ["raw"]


def test_nothing_shows_before_it_is_whole(vault: Vault) -> None:
    """A file in the making is no item, and old ones of dead writers are swept."""
    sink = vault.sink(KEY, SCOPE, "raw")
    sink.write(SECRET * 5000)
    assert not vault.exists(SCOPE, "raw")
    assert vault.items(SCOPE) == []
    assert vault.sweep(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert vault.sweep(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert list((folder_of(vault) / SCOPE).iterdir()) == []


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    """Folders are 0700, files 0600, also on a disk that is waited for."""
    vault = Vault(tmp_path / "deep" / "vault")
    vault.put(KEY, SCOPE, "raw", SECRET)
    modes = [path.stat().st_mode & 0o777 for path in (folder_of(vault), folder_of(vault) / SCOPE)]
    assert modes == [0o700, 0o700]
    assert stored(vault, "raw").stat().st_mode & 0o777 == 0o600


def test_items_are_listed_discarded_and_deleted(vault: Vault) -> None:
    """A case's items are listed by name; one goes alone, or all with the case."""
    for item in ("raw", "document/crm/0001", "copy/report.pdf"):
        vault.put(KEY, SCOPE, item, b"x")
    assert vault.items(SCOPE) == ["copy/report.pdf", "document/crm/0001", "raw"]
    vault.discard(SCOPE, "raw")
    vault.discard(SCOPE, "raw")
    assert not vault.exists(SCOPE, "raw")
    vault.delete(SCOPE)
    vault.delete(SCOPE)
    assert vault.items(SCOPE) == []
    with pytest.raises(Damaged):
        vault.get(KEY, SCOPE, "copy/report.pdf")


BAD_SCOPES = ["", "..", "RF-2026-1", "rf-2026-000123", "M-17", "RF-2026-000123/..", "M-000017\n"]
BAD_ITEMS = ["", ".", "..", "/etc", "a/../b", "a//b", "a/", "A", "a b", "a+b", "ą", ".new-x", "x\n"]


@pytest.mark.parametrize("scope", BAD_SCOPES)
def test_a_scope_leads_nowhere_else(vault: Vault, scope: str) -> None:
    """What is no case number and no message number is no folder."""
    with pytest.raises(ValueError, match="no scope"):
        vault.put(KEY, scope, "raw", b"x")


@pytest.mark.parametrize("item", BAD_ITEMS)
def test_an_item_leads_nowhere_else(vault: Vault, item: str) -> None:
    """What is not made of lower-case words is no file."""
    with pytest.raises(ValueError, match="no item"):
        vault.put(KEY, SCOPE, item, b"x")


def test_messages_have_their_own_scope(vault: Vault) -> None:
    """A message is kept before there is a case."""
    vault.put(KEY, "M-000017", "raw", SECRET)
    assert vault.get(KEY, "M-000017", "raw") == SECRET


def test_many_files_can_be_written_at_once(vault: Vault) -> None:
    """A file in the making holds no handle: there may be more of them than handles."""
    sinks = [vault.sink(KEY, f"RF-2026-{n:06}", "raw") for n in range(1200)]
    for sink in sinks:
        sink.write(SECRET)
    for sink in sinks:
        sink.commit()
    assert all(vault.get(KEY, f"RF-2026-{n:06}", "raw") == SECRET for n in range(0, 1200, 100))


def test_files_written_in_haste_are_put_on_the_disk_together(tmp_path: Path) -> None:
    """A batch waits for the disk once; what was secured is read as any other file."""
    vault, key = Vault(tmp_path, durable=False), bytes(32)
    items = [(f"RF-2026-{number:06d}", "copy/report.pdf") for number in range(1, 30)]
    for scope, item in items:
        vault.put(key, scope, item, scope.encode())

    vault.secure(items)

    assert [vault.get(key, *where) for where in items] == [scope.encode() for scope, _ in items]


def test_securing_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Nothing is recorded as done whose file was never written."""
    with pytest.raises(FileNotFoundError):
        Vault(tmp_path).secure([("RF-2026-000001", "copy/report.pdf")])


def test_check_tries_the_folder(tmp_path: Path) -> None:
    """It leaves nothing of its own; a place that is no folder is said with its remedy."""
    vault = Vault(tmp_path / "vault")
    vault.check()
    assert list((tmp_path / "vault").iterdir()) == []
    (tmp_path / "file").write_text("", encoding="ascii")
    with pytest.raises(Misconfigured, match=r"Correct register\.vault"):
        Vault(tmp_path / "file").check()
