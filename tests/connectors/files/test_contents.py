"""Documents that no record refers to, found by what stands in them; and what cannot be searched."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.files import CONNECTOR
from connectors.files.connector import FilesConnector
from rightsflow.conformance.asking import gathered, located, wanted_of
from rightsflow.conformance.ordering import NOW
from rightsflow.conformance.people import person
from rightsflow.connector import Incomplete, Subject
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Change, Expected, Order
from rightsflow.errors import Misconfigured, NeedsPerson
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind
from tests.connectors.files.staging import FIELD, MAP, TITLE, FilesStage, files_stage
from tests.rightsflow.texts.making import docx, pdf

ANN = person(1, "ann@example.com")
IDENTIFIERS = (
    Identifier(IdentifierKind.email, ANN.email),
    Identifier(IdentifierKind.phone, "+48600111222"),
)
PAPERS = {
    "title": TITLE,
    "identity": [{"column": "text", "kind": "email"}],
    "purpose": "hiring",
    "document": "path",
    "document_may_name_others": True,
    "fields": {"path": FIELD, "size_bytes": FIELD, "modified_at": FIELD},
}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[FilesStage]:
    """Give a folder with Ann's document, to which the index refers."""
    made = await files_stage(tmp_path)
    await made.plant([ANN])
    (made.root / "1.pdf").write_bytes(pdf(f"CV of {ANN.email}"))
    yield made
    await made.close()


def opened(stage: FilesStage, papers: dict[str, Any] | None = None) -> FilesConnector:
    """Open the folder of the stage so that loose documents are found."""
    section = {
        "root": str(stage.root),
        "index": stage.at.writing | {"url": f"sqlite:///{stage.at.file}"},
        "loose": "papers",
        "search_content": True,
    }
    collections: Any = {**MAP["collections"], "papers": papers or PAPERS}  # type: ignore[dict-item]
    system = SystemMap.model_validate({**MAP, "collections": collections, "connection": section})
    return CONNECTOR.open(system, CONNECTOR.connection.model_validate(section))


def asked(number: str = "case1") -> Subject:
    """Return the question after Ann."""
    return Subject(number, IDENTIFIERS)


async def loose(connector: FilesConnector) -> list[str]:
    """Return the records of loose documents that are located."""
    found = [one.match for one in await located(connector, [asked()])]
    return [one.record for one in found if one.record.startswith("papers:")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", pdf("To ann@example.com")),
        ("notes/cv.docx", docx("Ann, +48 600 111 222")),
        ("scan of ann@example.com.jpg", b"\xff\xd8"),
    ],
)
async def test_a_loose_document_that_names_somebody_is_a_candidate(
    stage: FilesStage, name: str, content: bytes
) -> None:
    """Whatever stands in it: only a reader knows whose it is. What the index leads to is none."""
    (stage.root / name).parent.mkdir(exist_ok=True)
    (stage.root / name).write_bytes(content)
    (stage.root / "other.pdf").write_bytes(pdf("To joann@example.com, 60011122277"))
    async with opened(stage) as connector:
        found = [one.match for one in await located(connector, [asked()])]
        told = await gathered(connector, wanted_of(await located(connector, [asked()])))
    exact, candidates = (
        [one.record for one in found if one.certainty is certainty]
        for certainty in (Certainty.exact, Certainty.candidate)
    )
    (paper,) = [one for one in told if one.collection == "papers"]
    assert paper.document is not None

    assert (exact, len(candidates)) == (["people:1"], 1)
    assert (paper.record, paper.values["path"]) == (candidates[0], name)
    assert paper.values["size_bytes"] == len(content)
    assert b"".join([piece async for piece in paper.document.content()]) == content
    assert not any(part in candidates[0] for part in ("ann", name))


async def test_without_the_map_saying_so_nothing_is_read(
    stage: FilesStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither locating nor verifying starts a reader."""
    (stage.root / "letter.pdf").write_bytes(pdf("To ann@example.com"))
    monkeypatch.setattr("rightsflow.texts.reader._CHILD", "no.such.module")
    async with stage.connector() as connector:
        found = await located(connector, [asked()])
        expected = Expected("case1", IDENTIFIERS, (Order("case1", ()),), everywhere=True)
        residues = await connector.verify([expected])

    assert [one.match.record for one in found] == ["people:1"]
    assert "*.pdf" not in {one.place for one in residues}


async def test_a_loose_document_is_deleted_and_stays_deleted(stage: FilesStage) -> None:
    """Counted once, gone the second time; a copy under another name is residue."""
    content = pdf("To ann@example.com")
    (stage.root / "letter.pdf").write_bytes(content)
    async with opened(stage) as connector:
        records = tuple(await loose(connector))
        order = Order("case1", (Change("papers", records),))
        (receipt,) = await connector.erase([order], now=NOW)
        (again,) = await connector.erase([order], now=NOW)
        (stage.root / "copy.bin").write_bytes(content)
        expected = Expected("case1", IDENTIFIERS, (order,))
        copied = await connector.verify([expected])
        (stage.root / "copy.bin").unlink()
        clean = await connector.verify([expected])

    assert (receipt.removed, again.removed, again.gone) == (1, 0, 1)
    assert [(one.place, one.records) for one in copied] == [("*.bin", 1)]
    assert clean == []
    assert (stage.root / "1.pdf").exists()


async def test_verifying_reads_what_stands_in_documents(stage: FilesStage) -> None:
    """A PDF and an office file that name Ann are residue; one that is kept is excused."""
    (stage.root / "letter.pdf").write_bytes(pdf("To ann@example.com"))
    (stage.root / "list.docx").write_bytes(docx("ann@example.com"))
    async with opened(stage) as connector:
        kept = {"people:1", "files:1", "files:2", "files:3"}
        first, _ = await loose(connector), None
        expected = Expected("case1", IDENTIFIERS, (), frozenset(kept), everywhere=True)
        residues = await connector.verify([expected])
        excused = Expected("case1", IDENTIFIERS, (), frozenset(kept | set(first)), everywhere=True)
        rest = await connector.verify([excused])

    assert [(one.place, one.records) for one in residues] == [("*.docx", 1), ("*.pdf", 1)]
    assert rest == []


async def test_what_cannot_be_searched_is_counted(stage: FilesStage) -> None:
    """A scan and a locked file: nobody is found in them, and check says how many they are."""
    for name, content in {
        "scan.pdf": pdf("", ""),
        "half.pdf": pdf("text", ""),
        "locked.pdf": pdf("text", password="hers"),
        "photo.jpg": b"\xff\xd8",
    }.items():
        (stage.root / name).write_bytes(content)
    async with opened(stage) as connector:
        health = await connector.check()

    counted = "4 documents read for what stands in them: 1 hold no text (scans), 1 hold some, 2"
    assert counted in health.detail
    assert health.problems == ()


async def test_a_loose_document_that_is_gone_is_said_to_be_gone(stage: FilesStage) -> None:
    """The case is named; what the index has is given."""
    (stage.root / "letter.pdf").write_bytes(pdf("To ann@example.com"))
    async with opened(stage) as connector:
        wanted = wanted_of(await located(connector, [asked()]))
        (stage.root / "letter.pdf").unlink()
        with pytest.raises(Incomplete) as caught:
            await gathered(connector, wanted)

    assert caught.value.case_numbers == {"case1"}


async def test_a_document_that_the_index_comes_to_know_is_loose_no_more(stage: FilesStage) -> None:
    """Between locating and deleting somebody filed it: it is not deleted."""
    (stage.root / "letter.pdf").write_bytes(pdf("To ann@example.com"))
    async with opened(stage) as connector:
        order = Order("case1", (Change("papers", tuple(await loose(connector))),))
        await stage.at.run("UPDATE files SET path = 'letter.pdf' WHERE id = 2")
        (receipt,) = await connector.erase([order], now=NOW)

    assert (receipt.removed, receipt.gone) == (0, 1)
    assert (stage.root / "letter.pdf").exists()


async def test_a_document_is_deleted_and_never_changed(stage: FilesStage) -> None:
    """Setting a field of a loose document is for a person."""
    (stage.root / "letter.pdf").write_bytes(pdf("To ann@example.com"))
    async with opened(stage) as connector:
        order = Order("case1", (Change("papers", tuple(await loose(connector)), {"path": None}),))
        for deed in (connector.erase, connector.rectify, connector.restrict):
            with pytest.raises(NeedsPerson, match="never changed"):
                await deed([order], now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda papers: papers.pop("document"),
        lambda papers: papers.update(document_may_name_others=False),
        lambda papers: papers["fields"].update(text=FIELD),
    ],
)
async def test_a_map_that_would_give_others_away_is_refused(
    stage: FilesStage, change: Callable[[dict[str, Any]], object]
) -> None:
    """What is found by its content names others more often than not."""
    papers = {**PAPERS, "fields": dict(PAPERS["fields"])}  # type: ignore[call-overload]
    change(papers)
    with pytest.raises(Misconfigured, match="papers"):
        opened(stage, papers)


@pytest.mark.parametrize("section", [{"loose": "papers"}, {"search_content": True}])
def test_searching_and_the_collection_go_together(section: dict[str, object]) -> None:
    """One without the other would find what cannot be told of, or nothing."""
    with pytest.raises(ValidationError, match="search_content"):
        CONNECTOR.connection.model_validate(
            {"root": "x", "index": {"url": "sqlite:///x"}, **section}
        )
