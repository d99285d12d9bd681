"""Documents go with their records: not before the index agrees, not after it forgets them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from connectors.files.erasing import deleted
from connectors.files.notes import FOLDER
from rightsflow.conformance.people import person
from rightsflow.deeds import Change, Expected, Order, Receipt, Residue
from rightsflow.errors import NeedsPerson, TryAgain
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.connectors.files.staging import FilesStage, files_stage
from tests.connectors.sql.deeds import NOW, ordered, whole

ANN, BOB = person(1, "ann@example.com"), person(2, "bob@example.com")
ALL_OF_ANN = ordered("people:1", "files:1", "files:2", "files:3")
EMAIL = (Identifier(IdentifierKind.email, "ann@example.com"),)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[FilesStage]:
    """Give a folder with the documents of two people: 1.pdf is Ann's, 2.pdf Bob's."""
    made = await files_stage(tmp_path)
    await made.plant([ANN, BOB])
    yield made
    await made.close()


async def erased(stage: FilesStage, *orders: Order) -> list[Receipt]:
    """Erase, and close."""
    async with stage.connector() as connector:
        return await connector.erase(orders, now=NOW)


async def left(
    stage: FilesStage, *orders: Order, kept: frozenset[str] = frozenset()
) -> list[Residue]:
    """Return what is left of Ann, looking everywhere."""
    async with stage.connector() as connector:
        return await connector.verify([Expected("case1", EMAIL, orders, kept, everywhere=True)])


def files_of(stage: FilesStage) -> list[str]:
    """Return the names of all documents."""
    return sorted(
        str(path.relative_to(stage.root))
        for path in stage.root.rglob("*")
        if path.is_file() and FOLDER not in path.parts
    )


async def test_a_document_goes_with_its_record(stage: FilesStage) -> None:
    """Both are gone, the neighbour's are there, and once verified the note is gone, too."""
    (receipt,) = await erased(stage, ALL_OF_ANN)

    assert (receipt.removed, receipt.counted) == (4, 4)
    assert files_of(stage) == ["2.pdf"]
    assert {row[0] for row in (await whole(stage.at))["people"]} == {2}
    assert (stage.root / FOLDER).is_dir()
    assert await left(stage, ALL_OF_ANN) == []
    assert not (stage.root / FOLDER).exists()


@pytest.mark.parametrize("after", [True, False])
async def test_what_ends_between_is_finished_by_repeating(
    stage: FilesStage, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    """Before or after the document went: the index still refers to it, so nothing is lost."""

    def killed(*arguments: object) -> None:
        if after:
            deleted(*arguments)  # type: ignore[arg-type]
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr("connectors.files.connector.deleted", killed)
        with pytest.raises(TryAgain):
            await erased(stage, ALL_OF_ANN)

    assert (stage.root / "1.pdf").exists() is not after
    assert len((await whole(stage.at))["people"]) == 2
    (receipt,) = await erased(stage, ALL_OF_ANN)
    assert receipt.removed == 4
    assert files_of(stage) == ["2.pdf"]
    assert await left(stage, ALL_OF_ANN) == []


async def test_no_document_goes_if_the_index_refuses(stage: FilesStage) -> None:
    """The index is asked first whether it can be done at all."""
    await stage.at.run(
        "CREATE TRIGGER no BEFORE DELETE ON people BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    with pytest.raises(NeedsPerson, match="a trigger that forbids the change"):
        await erased(stage, ALL_OF_ANN)

    assert files_of(stage) == ["1.pdf", "2.pdf"]
    assert len((await whole(stage.at))["people"]) == 2


@pytest.mark.parametrize("path", ["../outside.pdf", "/etc/hostname", "link.pdf", "sub", "a\0b"])
async def test_a_path_that_leads_elsewhere_is_for_a_person(stage: FilesStage, path: str) -> None:
    """Nothing outside the folder is ever deleted; nor is the reference to it."""
    (stage.root.parent / "outside.pdf").write_text("not ours")
    (stage.root / "link.pdf").symlink_to(stage.root.parent / "outside.pdf")
    (stage.root / "sub").mkdir()
    quoted = path.replace("\0", "' || char(0) || '")
    await stage.at.run(f"UPDATE files SET path = '{quoted}' WHERE id = 1")  # noqa: S608 - ours
    before = await whole(stage.at)
    with pytest.raises(NeedsPerson, match="is no file below root"):
        await erased(stage, ALL_OF_ANN)

    assert await whole(stage.at) == before
    assert (stage.root.parent / "outside.pdf").exists()


async def test_a_link_goes_with_what_it_leads_to(stage: FilesStage) -> None:
    """Inside the folder a link is followed, as it is for reading."""
    (stage.root / "latest.pdf").symlink_to("1.pdf")
    await stage.at.run("UPDATE files SET path = 'latest.pdf' WHERE id = 1")
    await erased(stage, ALL_OF_ANN)

    assert sorted(path.name for path in stage.root.glob("*.pdf")) == ["2.pdf"]


async def test_a_document_that_others_need_is_retained(stage: FilesStage) -> None:
    """With its record, and said so: verifying then finds it, and a person decides."""
    await stage.at.run("UPDATE files SET path = './1.pdf' WHERE id = 5")
    (receipt,) = await erased(stage, ordered("files:1", "files:2", "files:3"))

    assert (receipt.removed, dict(receipt.retained)) == (2, {"shared_document": 1})
    assert receipt.counted == 3
    assert files_of(stage) == ["1.pdf", "2.pdf"]
    order, kept = ordered("files:1", "files:2", "files:3"), frozenset({"people:1"})
    assert await left(stage, order, kept=kept) == [Residue("case1", "files.id", 1)]


async def test_a_document_shared_within_an_order_goes(stage: FilesStage) -> None:
    """Nobody else refers to it."""
    await stage.at.run("UPDATE files SET path = '1.pdf' WHERE id = 2")
    (receipt,) = await erased(stage, ALL_OF_ANN)

    assert receipt.removed == 4
    assert files_of(stage) == ["2.pdf"]


async def test_blanking_the_reference_deletes_the_document(stage: FilesStage) -> None:
    """The record stays for a duty; without its path nobody would find the document again."""
    order = Order("case1", (Change("files", ("files:1",), {"path": None, "note": "erased"}),))
    (receipt,) = await erased(stage, order)

    assert (receipt.anonymised, receipt.removed) == (1, 0)
    assert files_of(stage) == ["2.pdf"]
    async with stage.connector() as connector:
        assert await connector.verify([Expected("case1", (), (order,))]) == []


async def test_blanking_other_columns_leaves_the_document(stage: FilesStage) -> None:
    """It belongs to the record that is kept."""
    await erased(stage, Order("case1", (Change("files", ("files:1",), {"note": ""}),)))

    assert files_of(stage) == ["1.pdf", "2.pdf"]


async def test_an_empty_folder_is_one_that_is_not_mounted(stage: FilesStage) -> None:
    """References are not deleted while nobody can see their documents."""
    for path in stage.root.iterdir():
        path.unlink()
    before = await whole(stage.at)
    with pytest.raises(TryAgain, match="perhaps it is not mounted"):
        await erased(stage, ALL_OF_ANN)

    assert await whole(stage.at) == before


async def test_a_copy_of_the_same_content_is_found(stage: FilesStage) -> None:
    """Wherever it lies and whatever its name is; and asking again still finds it."""
    (stage.root / "old/backup").mkdir(parents=True)
    (stage.root / "old/backup/x.PDF").write_bytes(ANN.document)
    (stage.root / "same-size.pdf").write_bytes(ANN.document[::-1])
    await erased(stage, ALL_OF_ANN)

    assert await left(stage, ALL_OF_ANN) == [Residue("case1", "*.pdf", 1)]
    assert await left(stage, ALL_OF_ANN) == [Residue("case1", "*.pdf", 1)]
    (stage.root / "old/backup/x.PDF").unlink()
    assert await left(stage, ALL_OF_ANN) == []


async def test_a_document_that_is_there_again_is_found(stage: FilesStage) -> None:
    """Somebody put it back under its old name."""
    await erased(stage, ALL_OF_ANN)
    (stage.root / "1.pdf").write_bytes(b"another version")

    assert await left(stage, ALL_OF_ANN) == [Residue("case1", "files", 1)]


async def test_names_and_texts_with_the_address_are_found(stage: FilesStage) -> None:
    """A letter, a log, a name of a file; not what is somebody else's."""
    (stage.root / "cv ann@example.com.docx").write_bytes(b"PK")
    (stage.root / "mail.eml").write_text("From: Ann <ANN@example.com>\n\nHello")
    (stage.root / "other.txt").write_text("joann@example.com")
    (stage.root / "scan.png").write_bytes(b"ann@example.com")
    await erased(stage, ALL_OF_ANN)

    assert await left(stage, ALL_OF_ANN) == [
        Residue("case1", "*.docx", 1),
        Residue("case1", "*.eml", 1),
    ]


async def test_the_document_of_a_record_that_is_kept_is_no_residue(stage: FilesStage) -> None:
    """It may still be about the person."""
    (stage.root / "contract.txt").write_text("with ann@example.com")
    await stage.at.run("UPDATE files SET path = 'contract.txt' WHERE id = 2")
    kept = frozenset({"people:1", "files:2"})

    assert await left(stage, ordered("files:1"), kept=kept) == [Residue("case1", "files.id", 1)]
    await erased(stage, ordered("files:1"))
    assert await left(stage, ordered("files:1"), kept=kept) == []
    assert await left(stage, ordered("files:1"), kept=frozenset({"people:1"})) == [
        Residue("case1", "*.txt", 1)
    ]


async def test_a_folder_that_is_gone_is_asked_later(stage: FilesStage) -> None:
    """Neither erased nor verified: nobody saw it."""
    stage.root.rename(stage.root.with_name("elsewhere"))
    with pytest.raises(TryAgain):
        await erased(stage, ALL_OF_ANN)
    with pytest.raises(TryAgain):
        await left(stage, ALL_OF_ANN)


async def test_what_is_stopped_by_deleting_takes_its_documents(stage: FilesStage) -> None:
    """An objection may end in deleting, too; other deeds concern the index alone."""
    async with stage.connector() as connector:
        (receipt,) = await connector.object([ordered("files:1")], now=NOW)
        order = Order("case1", (Change("files", ("files:4",), {"path": "2.pdf"}),))
        await connector.rectify([order], now=NOW)

    assert receipt.removed == 1
    assert files_of(stage) == ["2.pdf"]
