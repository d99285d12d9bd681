"""Documents in a real S3 server: the contract, versions, and names that are tricks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.files.connector import FilesConnector
from connectors.files.place import Whereabouts
from connectors.files.store import Store
from rightsflow.conformance import Person, Stage, Trouble
from rightsflow.conformance.asking import gathered, located, subjects, wanted_of
from rightsflow.conformance.doing import Does
from rightsflow.conformance.ordering import done, expected_of, left, order_for
from rightsflow.conformance.people import person
from rightsflow.deeds import Capability, Order
from rightsflow.errors import NeedsPerson, TryAgain
from rightsflow.objectstore import StoreSettings
from tests.connectors.files.staging import FilesStage, files_stage
from tests.servers.certificates import ADDRESS, free_port
from tests.servers.s3 import Bucket, S3Server

pytestmark = pytest.mark.real("moto")

ANN, BOB = person(1, "ann@example.com"), person(2, "bob@example.com")


class StoreStage(FilesStage):
    """The index of the other tests; the documents lie in a bucket."""

    bucket: Bucket

    async def plant(self, people: Sequence[Person]) -> None:
        """Plant, and move the documents into the bucket."""
        await super().plant(people)
        await self._move()

    async def leave_trace(self, person: Person) -> bool:
        """Put a letter into the bucket that no row refers to."""
        await super().leave_trace(person)
        await self._move()
        return True

    async def _move(self) -> None:
        for path in self.root.iterdir():
            content = await asyncio.to_thread(path.read_bytes)
            await asyncio.to_thread(self.bucket.put, f"cvs/{path.name}", content)
            path.unlink()

    def place(self) -> dict[str, object]:
        """Return the settings of bucket and server."""
        key = self.root.parent / "key"
        key.write_text("admin", encoding="utf-8")
        store = {
            "access_key": {"file": str(key)},
            "secret_key": {"file": str(key)},
            "endpoint": self.bucket.endpoint,
            "region": "us-east-1",
        }
        return {"root": f"s3://{self.bucket.name}/cvs", "store": store}

    def connector(self, trouble: Trouble = Trouble.none) -> FilesConnector:
        """Open it, connected: what the client knows of S3 takes 13 MB, however little is read."""
        opened = super().connector(trouble)
        opened.folder.is_readable()
        return opened


async def store_stage(folder: Path, bucket: Bucket) -> StoreStage:
    """Return an empty stage."""
    made = await files_stage(folder)
    stage = StoreStage(made.at, made.root, made.stack)
    stage.bucket = bucket
    return stage


class TestStore(Does):
    """A bucket that keeps versions, with its index: what touches documents.

    Finding people and naming what is gone are the index's, and its own contract's.
    """

    @pytest.fixture
    async def stage(self, s3_server: S3Server, tmp_path: Path) -> AsyncIterator[Stage]:
        """Give an empty stage."""
        made = await store_stage(tmp_path, s3_server.bucket(versioned=True))
        yield made
        await made.close()


@pytest.fixture(params=[True, False], ids=["versioned", "plain"])
async def stage(
    s3_server: S3Server, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[StoreStage]:
    """Give a bucket with the documents of two people."""
    made = await store_stage(tmp_path, s3_server.bucket(versioned=request.param))
    await made.plant([ANN, BOB])
    yield made
    await made.close()


async def erase_ann(stage: StoreStage) -> tuple[Order, int]:
    """Erase Ann; return the order and how many records were removed."""
    async with stage.connector() as connector:
        told = await gathered(connector, wanted_of(await located(connector, subjects([ANN]))))
        order = order_for(ANN.case_number, told)
        (receipt,) = await done(connector, Capability.erase, [order])
    return order, receipt.removed


async def test_a_deleted_document_leaves_no_version(stage: StoreStage) -> None:
    """Neither an older one nor a mark of deletion; notes go once verifying finds nothing."""
    stage.bucket.put("cvs/1.pdf", b"an older version is below this one")
    order, _ = await erase_ann(stage)
    async with stage.connector() as connector:
        residues = await left(connector, expected_of([ANN], [order], everywhere=True))

    assert residues == []
    assert stage.bucket.versions() == ["cvs/2.pdf"]


async def test_versions_that_may_not_be_deleted_are_residue(
    stage: StoreStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The object goes, older versions live on: verifying names them, and a later try ends it."""
    allowed = Store._ask

    def refused(store: Store, method: str, **arguments: object) -> object:
        if method == "delete_object" and "VersionId" in arguments:
            raise NeedsPerson
        return allowed(store, method, **arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "_ask", refused)
        order, removed = await erase_ann(stage)
    expected = expected_of([ANN], [order], everywhere=False)
    async with stage.connector() as connector:
        residues = await left(connector, expected)
    kept = "cvs/1.pdf" in stage.bucket.versions()

    assert removed
    assert "cvs/1.pdf" not in stage.bucket.names()
    assert [one.place for one in residues] == (["files"] if kept else [])


async def test_a_document_comes_as_it_is_stored(stage: StoreStage) -> None:
    """Byte for byte, in pieces, and only its owner's."""
    async with stage.connector() as connector:
        told = await gathered(connector, wanted_of(await located(connector, subjects([BOB]))))
        (document,) = [one.document for one in told if one.document]
        pieces = [piece async for piece in document.content()]

    assert (document.title, b"".join(pieces)) == ("2.pdf", BOB.document)


@pytest.mark.parametrize(
    "path", ["../other/1.pdf", "/cvs/1.pdf", "a//b", "./2.pdf", "2.pdf?versionId=1", "", "a\0b"]
)
def test_a_path_that_leads_out_means_no_document(path: str) -> None:
    """The index is written by others: what is no name below the prefix is not even asked for."""
    store = Store("s3://bucket/cvs", StoreSettings(endpoint="https://store.invalid"), "cvs", 1)

    assert (store.find(path), store.named(path), store.whereabouts(path)) == (
        None,
        None,
        Whereabouts.elsewhere,
    )


async def test_a_store_that_is_away_is_asked_later() -> None:
    """Neither "gone" nor "nothing there" comes from a store that does not answer."""
    settings = StoreSettings(endpoint=f"http://{ADDRESS}:{free_port()}")
    dead = Store("s3://bucket-x/cvs", settings, "cvs", 1)
    for ask in (
        dead.is_readable,
        dead.is_empty,
        lambda: dead.find("1.pdf"),
        lambda: list(dead.files()),
    ):
        with pytest.raises(TryAgain):
            await asyncio.to_thread(ask)


async def test_a_bucket_that_is_not_there_is_said_by_check(stage: StoreStage) -> None:
    """With the remedy."""
    stage.bucket.name = "bucket-that-is-not-there"
    async with stage.connector() as connector:
        health = await connector.check()

    problem = "The bucket cannot be listed. Correct root, or grant s3:ListBucket."
    assert health.problems == (problem,)


@pytest.mark.parametrize(
    "settings",
    [
        {"endpoint": "http://store.example.org"},
        {"endpoint": "ftp://store.example.org"},
        {"access_key": {"env": "KEY"}},
    ],
)
def test_settings_that_are_not_safe_are_refused(settings: dict[str, object]) -> None:
    """Documents never cross a network in clear, and half a pair of keys is none."""
    with pytest.raises(ValidationError):
        StoreSettings.model_validate(settings)
