"""A vault in a real S3 server: whole or not at all, sealed, and nothing grows in memory."""

import pickle
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rightsflow.copy.bucket import bucket
from rightsflow.copy.stream import CHUNK_BYTES
from rightsflow.copy.vault import Vault
from rightsflow.errors import Damaged, Misconfigured, TryAgain
from rightsflow.objectstore import StoreSettings
from tests.servers.certificates import ADDRESS, free_port
from tests.servers.s3 import Bucket, S3Server

pytestmark = pytest.mark.real("moto")

KEY = bytes(range(32))
SCOPE, OTHER = "RF-2026-000123", "RF-2026-000124"
SECRET = b"Nguyen Thi Huong, huong@example.org, 600111222; "
LARGE_BYTES = 40 * 2**20
DAY = timedelta(days=1)


@pytest.fixture
def there(s3_server: S3Server) -> Bucket:
    """Give an empty bucket that keeps versions."""
    return s3_server.bucket(versioned=True)


@pytest.fixture
def vault(there: Bucket, tmp_path: Path) -> Vault:
    """Give a vault in it."""
    key = tmp_path / "key"
    key.write_text("admin", encoding="utf-8")
    settings = StoreSettings.model_validate(
        {
            "access_key": {"file": str(key)},
            "secret_key": {"file": str(key)},
            "endpoint": there.endpoint,
            "region": "us-east-1",
        }
    )
    return Vault(bucket(f"s3://{there.name}/our/vault", settings, tmp_path / "spool"))


def aside(tmp_path: Path) -> list[str]:
    """Return what lies on this machine's disk."""
    return [path.name for path in (tmp_path / "spool").glob("*")]


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 300_001])
def test_what_was_written_is_read_back(vault: Vault, tmp_path: Path, size: int) -> None:
    """Byte for byte, its size known without opening it, and nothing is left on the disk."""
    content = (SECRET * (size // len(SECRET) + 1))[:size]
    vault.put(KEY, SCOPE, "found/crm", content)
    assert vault.get(KEY, SCOPE, "found/crm") == content
    assert vault.size(SCOPE, "found/crm") == size
    assert vault.exists(SCOPE, "found/crm")
    assert aside(tmp_path) == []


def test_nothing_lies_in_clear(vault: Vault, there: Bucket, tmp_path: Path) -> None:
    """Neither in the bucket, nor on the disk while it is written."""
    with vault.writer(KEY, SCOPE, "raw") as sink:
        sink.write(SECRET * 3000)
        (name,) = aside(tmp_path)
        assert SECRET not in (tmp_path / "spool" / name).read_bytes()
    (stored,) = there.names()
    assert stored == f"our/vault/{SCOPE}/raw"
    assert SECRET not in there.files.cat_file(f"{there.name}/{stored}")


def test_nothing_shows_before_it_is_whole(vault: Vault, there: Bucket, tmp_path: Path) -> None:
    """A writer that fails leaves nothing; what a dead one left on the disk is swept away."""

    def fail() -> None:
        with vault.writer(KEY, SCOPE, "raw") as sink:
            sink.write(SECRET * 3000)
            assert there.names() == []
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (there.names(), aside(tmp_path)) == ([], [])
    vault.sink(KEY, SCOPE, "raw").write(SECRET * 3000)
    assert vault.sweep(datetime.now(UTC) - DAY) == 0
    assert vault.sweep(datetime.now(UTC) + DAY) == 1


def test_a_cut_or_swapped_object_does_not_open(vault: Vault, there: Bucket) -> None:
    """Whoever may write to the bucket can damage, and never change unseen."""
    vault.put(KEY, SCOPE, "found/crm", SECRET * 3000)
    vault.put(KEY, OTHER, "found/crm", SECRET)
    names = there.names()
    first, second = (there.files.cat_file(f"{there.name}/{name}") for name in names)
    there.put(names[0], first[:70_000])
    there.put(names[1], first)
    for scope in (SCOPE, OTHER):
        with pytest.raises(Damaged):
            vault.get(KEY, scope, "found/crm")
    there.put(names[1], second)
    assert vault.get(KEY, OTHER, "found/crm") == SECRET
    with pytest.raises(Damaged):
        vault.get(KEY, SCOPE, "found/mailing")
    with pytest.raises(Damaged):
        vault.size(SCOPE, "found/mailing")


def test_what_is_deleted_is_deleted_with_its_versions(vault: Vault, there: Bucket) -> None:
    """A bucket that keeps versions would keep what was deleted."""
    for item in ("raw", "found/crm", "document/crm/0001"):
        vault.put(KEY, SCOPE, item, SECRET)
        vault.put(KEY, SCOPE, item, SECRET)
    vault.put(KEY, OTHER, "raw", SECRET)
    assert vault.items(SCOPE) == ["document/crm/0001", "found/crm", "raw"]
    vault.discard(SCOPE, "raw")
    vault.discard(SCOPE, "raw")
    assert vault.items(SCOPE) == ["document/crm/0001", "found/crm"]
    vault.delete(SCOPE)
    vault.delete(SCOPE)
    assert there.versions() == [f"our/vault/{OTHER}/raw"]


def test_a_large_file_needs_no_memory(vault: Vault) -> None:
    """It goes in parts, and comes back in chunks."""
    piece = bytes(CHUNK_BYTES)
    tracemalloc.start()
    with vault.writer(KEY, SCOPE, "raw") as sink:
        for _ in range(LARGE_BYTES // CHUNK_BYTES):
            sink.write(piece)
    assert sum(map(len, vault.read(KEY, SCOPE, "raw"))) == LARGE_BYTES
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < LARGE_BYTES


def test_another_process_opens_the_same_vault(vault: Vault) -> None:
    """It travels as its address, and without any key of the store."""
    vault.put(KEY, SCOPE, "raw", SECRET)
    travelling = pickle.dumps(vault.hasty())
    assert b"admin" not in travelling
    elsewhere = pickle.loads(travelling)  # noqa: S301 - our own
    assert elsewhere.get(KEY, SCOPE, "raw") == SECRET


def test_a_store_that_is_away_is_asked_later(tmp_path: Path) -> None:
    """It is no damage, and nothing missing; what was to be written is not lost either."""
    settings = StoreSettings(endpoint=f"http://{ADDRESS}:{free_port()}")
    away = Vault(bucket("s3://bucket-x/vault", settings, tmp_path / "spool"))
    with pytest.raises(TryAgain):
        away.put(KEY, SCOPE, "raw", SECRET)
    assert aside(tmp_path) == []
    for ask in (away.exists, away.size, lambda scope, item: away.get(KEY, scope, item)):
        with pytest.raises(TryAgain):
            ask(SCOPE, "raw")


def test_check_tries_the_bucket(vault: Vault, there: Bucket) -> None:
    """It leaves nothing; a bucket that is not there is said with its remedy."""
    vault.check()
    assert there.versions() == []
    there.files.call_s3("delete_bucket", Bucket=there.name)
    with pytest.raises(Misconfigured, match=r"correct register\.vault"):
        vault.check()
