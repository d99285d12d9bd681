"""A folder of documents: the contract, and what must never be read from it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from connectors.files import CONNECTOR as FILES
from connectors.files.folder import Folder
from connectors.sql import CONNECTOR as SQL
from rightsflow.conformance import ConnectorContract, Person, Stage
from rightsflow.conformance.asking import gathered, located, subjects, until_error, wanted_of
from rightsflow.conformance.people import person
from rightsflow.connector import Incomplete, Wanted
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain
from tests.connectors.files.staging import MAP, FilesStage, files_stage

ANN, BOB = person(1, "ann@example.com"), person(2, "bob@example.com")


class TestFiles(ConnectorContract):
    """A folder with its index."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty stage."""
        return await files_stage(folder)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[FilesStage]:
    """Give a folder with the documents of two people."""
    made = await files_stage(tmp_path)
    await made.plant([ANN, BOB])
    yield made
    await made.close()


async def wanted_for(stage: FilesStage, *people: Person) -> list[Wanted]:
    """Return the records that are located."""
    async with stage.connector() as connector:
        return wanted_of(await located(connector, subjects(people)))


async def test_a_document_shows_its_name_and_kind(stage: FilesStage) -> None:
    """The title is for reading, the suffix for opening."""
    await stage.at.run(
        "UPDATE files SET path = 'a/b/CV of Ann.PDF' WHERE person_id = 1 AND path > ''"
    )
    (stage.root / "a/b").mkdir(parents=True)
    (stage.root / "1.pdf").rename(stage.root / "a/b/CV of Ann.PDF")
    async with stage.connector() as connector:
        found = await gathered(connector, await wanted_for(stage, ANN))
    (document,) = [one.document for one in found if one.document]

    assert (document.title, document.suffix) == ("CV of Ann.PDF", ".pdf")


async def test_a_missing_document_is_said_after_all_others_were_given(stage: FilesStage) -> None:
    """The record comes with its values; its case is named, its path is not."""
    (stage.root / "1.pdf").unlink()
    async with stage.connector() as connector:
        found, error = await until_error(connector.gather(await wanted_for(stage, ANN, BOB)))
        health = await connector.check()

    assert isinstance(error, Incomplete)
    assert error.case_numbers == {ANN.case_number}
    assert str(error) == "System cvs lacks the document of files:1."
    assert len(found) == 2 * (1 + len(ANN.notes))
    assert sum(one.document is not None for one in found) == 1
    assert health.detail == "2 collections answer, 1 documents in files"
    assert health.problems == (
        (
            "1 documents that files refers to are not below root."
            " Restore them, or correct the references."
        ),
    )


async def test_a_lost_record_and_a_missing_document_are_both_said(stage: FilesStage) -> None:
    """One error names the cases of both."""
    wanted = await wanted_for(stage, ANN, BOB)
    (stage.root / "1.pdf").unlink()
    await stage.remove(BOB)
    async with stage.connector() as connector:
        _, error = await until_error(connector.gather(wanted))

    assert isinstance(error, Incomplete)
    assert error.case_numbers == {ANN.case_number, BOB.case_number}


async def test_a_folder_that_is_not_mounted_is_asked_later(stage: FilesStage) -> None:
    """All documents missing at once is no loss of documents."""
    wanted = await wanted_for(stage, ANN)
    stage.root.rename(stage.root.with_name("elsewhere"))
    async with stage.connector() as connector:
        health = await connector.check()
        with pytest.raises(TryAgain):
            await gathered(connector, wanted)

    assert health.problems == (
        "The folder of documents cannot be read. Correct root, or its permissions.",
    )


async def test_a_document_that_vanishes_while_it_is_read_is_for_a_person(
    stage: FilesStage,
) -> None:
    """Its content is never silently empty."""
    async with stage.connector() as connector:
        found = await gathered(connector, await wanted_for(stage, ANN))
    (document,) = [one.document for one in found if one.document]
    (stage.root / "1.pdf").unlink()
    with pytest.raises(NeedsPerson, match="a document cannot be read"):
        await anext(document.content())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Give a folder with everything beside and in it that must not be read."""
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "cv.pdf").write_text("inside")
    (tmp_path / "secret.pdf").write_text("outside")
    (tmp_path / "root-too").mkdir()
    (tmp_path / "root-too" / "cv.pdf").write_text("outside")
    (root / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (root / "up").symlink_to(tmp_path)
    (root / "loop").symlink_to(root / "loop")
    (root / "same.pdf").symlink_to(root / "cv.pdf")
    os.mkfifo(root / "pipe")
    return root


@pytest.mark.parametrize(
    "path",
    [
        "../secret.pdf",
        "sub/../../secret.pdf",
        "../root-too/cv.pdf",
        "link.pdf",
        "up/secret.pdf",
        "loop",
        "pipe",
        "sub",
        ".",
        "",
        "cv.pdf\0",
        "nothing.pdf",
        "x" * 5000,
        "\udcff",
    ],
)
def test_nothing_but_a_file_below_the_folder_is_a_document(tree: Path, path: str) -> None:
    """A path is what somebody wrote into a database: it leads nowhere else."""
    assert Folder(tree, "cvs").document(path) is None
    assert Folder(tree, "cvs").document(str(tree.parent / "secret.pdf")) is None


@pytest.mark.parametrize("path", ["cv.pdf", "./cv.pdf", "sub/../cv.pdf", "same.pdf"])
def test_a_file_below_the_folder_is_found(tree: Path, path: str) -> None:
    """A path that stays inside is followed, also through a link that stays inside."""
    assert Folder(tree, "cvs").find(path) == tree / "cv.pdf"


async def test_a_link_put_in_a_files_place_is_not_followed(tree: Path) -> None:
    """Between finding and reading somebody may exchange the file."""
    document = Folder(tree, "cvs").document("cv.pdf")
    assert document is not None
    (tree / "cv.pdf").unlink()
    (tree / "cv.pdf").symlink_to(tree.parent / "secret.pdf")
    with pytest.raises(NeedsPerson):
        await anext(document.content())


def test_documents_need_the_connector_that_reads_them() -> None:
    """A map with documents is refused by `sql`, one without by `files`."""
    system = SystemMap.model_validate(MAP)
    with pytest.raises(Misconfigured, match="use connector files"):
        SQL.open(system, SQL.connection.model_validate({"url": "sqlite:////tmp/x.db"}))
    bare = {**MAP, "collections": {"people": MAP["collections"]["people"]}}  # type: ignore[index]
    section = {"root": "/tmp", "index": {"url": "sqlite:////tmp/x.db"}}  # noqa: S108 - not opened
    with pytest.raises(Misconfigured, match="No collection of cvs"):
        FILES.open(SystemMap.model_validate(bare), FILES.connection.model_validate(section))
