"""The archive: everything that was found, for programs, opened with the passphrase alone."""

import asyncio
import hashlib
import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest
import pyzipper  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.copy.archive import Archive
from rightsflow.copy.assemble import ARCHIVE_ITEM, CopyMade, assemble
from rightsflow.copy.findings import Found
from rightsflow.copy.redaction import WITHHELD
from rightsflow.copy.tables import csv_chunks, harmless
from rightsflow.copy.vault import Vault
from rightsflow.errors import Damaged
from tests.rightsflow.copy.company import (
    CASE,
    KEY,
    OTHER_CASE,
    PASSPHRASE,
    PDF_CONTENT,
    curriculum,
    finding,
    job_for,
    of_nguyen,
)
from tests.rightsflow.copy.conftest import Keep
from tests.rightsflow.copy.opened import archive, data, rows


@pytest.fixture
async def made(vault: Vault, keep: Keep) -> CopyMade:
    """Return the copy of one person, in Polish."""
    await keep([*of_nguyen(), finding("contacts", 9, OTHER_CASE, name="Somebody Else")])
    return assemble(job_for(vault, 5))


async def test_file_names_tell_nothing_about_the_person(made: CopyMade, vault: Vault) -> None:
    """Numbers stand in the names, and no date of making."""
    assert made.archive.bytes == vault.size(CASE, ARCHIVE_ITEM)
    with pyzipper.AESZipFile(BytesIO(vault.get(KEY, CASE, ARCHIVE_ITEM))) as files:
        assert files.namelist() == [
            "data.json",
            "tables/0001.csv",
            "tables/0002.csv",
            "tables/0003.csv",
            "tables/0004.csv",
            "documents/0001.pdf",
            "manifest.json",
        ]
        assert {info.date_time for info in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}


async def test_the_data_file_has_every_value_as_it_was_found(made: CopyMade, vault: Vault) -> None:
    """Records stand by system and collection, with titles, purpose, ground and source."""
    content = data(vault)
    assert content["schema"] == "rightsflow.copy/1"
    assert [(s["system"], s["answer"]) for s in content["systems"]] == [
        ("crm", "held"),
        ("shop", "nothing"),
    ]
    collections = content["systems"][0]["collections"]
    found = [record for one in collections for record in one["records"]]
    assert len(found) == sum(made.records.values())
    assert {r["record"]: r["values"] for r in found} == {f.record: f.values for f in of_nguyen()}
    assert collections[0]["purpose"] == "Obsługa klientów"
    assert collections[0]["ground"] == "contract"
    assert collections[0]["fields"]["email"] == {"title": "E-mail", "category": "contact"}
    assert content["information"]["purposes"][0]["kept"]["until_on"] == "2027-03-31"


async def test_documents_are_whole(made: CopyMade, vault: Vault) -> None:
    """Each document is in the archive byte for byte, and the data file says which it is."""
    assert made.documents == 1
    letters = data(vault)["systems"][0]["collections"][3]["records"]
    assert letters[0]["document"] == {
        "file": "documents/0001.pdf",
        "title": "CV.pdf",
        "bytes": len(PDF_CONTENT),
        "sha256": hashlib.sha256(PDF_CONTENT).hexdigest(),
    }
    assert archive(vault)["documents/0001.pdf"] == PDF_CONTENT


async def test_the_manifest_has_the_hash_of_every_file(made: CopyMade, vault: Vault) -> None:
    """Whoever receives the archive can prove it whole; the archive's own hash is known too."""
    files = archive(vault)
    manifest = json.loads(files.pop("manifest.json"))
    listed = {entry["file"]: (entry["sha256"], entry["bytes"]) for entry in manifest["files"]}
    assert listed == {n: (hashlib.sha256(c).hexdigest(), len(c)) for n, c in files.items()}
    notes = next(entry for entry in manifest["files"] if entry.get("collection") == "notes")
    assert (notes["system"], notes["collection"], notes["records"]) == ("crm", "notes", 2)
    sealed = vault.get(KEY, CASE, ARCHIVE_ITEM)
    assert made.archive.sha256 == hashlib.sha256(sealed).hexdigest()


async def test_tables_open_in_a_spreadsheet(made: CopyMade, vault: Vault) -> None:
    """A byte order mark, the separator of the country, plain titles, no formula."""
    assert made.records["crm.notes"] == 2
    table = archive(vault)["tables/0002.csv"]
    assert table.startswith(b"\xef\xbb\xbf")
    assert rows(table, ";") == [
        ["Note number", "Written on", "Text"],
        ["1", "2025-03-31", "Zażółć gęślą jaźń"],
        ["2", "2025-02-01", "'=HYPERLINK(1)"],
    ]


async def test_nobody_else_is_in_it(made: CopyMade, vault: Vault) -> None:
    """The data of the batch's other cases is in no file of this one."""
    assert made.records["crm.contacts"] == 1
    assert all(b"Somebody" not in content for content in archive(vault).values())


async def test_what_is_withheld_is_in_no_file(vault: Vault, keep: Keep) -> None:
    """A column left out for the sake of others is marked in the data file and in the table."""
    await keep(of_nguyen())
    assemble(job_for(vault, 5, withheld=frozenset({"crm.notes.text"})))
    files = archive(vault)
    assert all("Zażółć".encode() not in content for content in files.values())
    assert rows(files["tables/0002.csv"], ";")[1][2] == WITHHELD
    assert data(vault)["systems"][0]["collections"][1]["withheld"] == ["text"]


async def test_large_findings_are_read_again_and_come_out_alike(vault: Vault, keep: Keep) -> None:
    """Above half a megabyte nothing is kept in memory; the files are complete and in order."""
    texts = [f"{n} " + "Zażółć gęślą jaźń " * 10 for n in range(3000)]
    await keep([finding("notes", n, id=n, text=text) for n, text in enumerate(texts)])
    made = assemble(job_for(vault, 3000, withheld=frozenset({"crm.notes.id"})))
    notes = data(vault)["systems"][0]["collections"][0]["records"]
    assert [one["values"] for one in notes] == [{"id": WITHHELD, "text": text} for text in texts]
    table = rows(archive(vault)["tables/0001.csv"], ";")
    assert [row[2] for row in table[1:]] == texts
    assert made.records == {"crm.notes": 3000}


async def test_a_document_swapped_in_the_vault_is_noticed(vault: Vault, keep: Keep) -> None:
    """What is packed is what was found: another content under the same name is damage."""
    await keep([finding("letters", 1, document=curriculum())])
    vault.put(KEY, CASE, "document/crm/0001", b"something else")
    with pytest.raises(Damaged):
        assemble(job_for(vault, 1))
    assert not vault.exists(CASE, ARCHIVE_ITEM)


async def test_seven_zip_opens_it(made: CopyMade, vault: Vault, tmp_path: Path) -> None:
    """A second program agrees on every byte, and refuses a wrong passphrase."""
    seven_zip = shutil.which("7z") or shutil.which("7zz")
    if seven_zip is None:
        pytest.skip("7z is not installed")
    file = tmp_path / "data.zip"
    file.write_bytes(vault.get(KEY, CASE, ARCHIVE_ITEM))
    assert file.stat().st_size == made.archive.bytes
    command = [seven_zip, "x", "-y", f"-o{tmp_path / 'out'}", str(file)]
    assert await status_of(*command, "-pwrong") != 0
    assert await status_of(*command, f"-p{PASSPHRASE}") == 0
    for name, content in archive(vault).items():
        assert (tmp_path / "out" / name).read_bytes() == content


async def status_of(*command: str) -> int:
    """Run a program; return its exit status."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet)
    return await process.wait()


async def test_a_wrong_passphrase_opens_nothing(made: CopyMade, vault: Vault) -> None:
    """Every entry is encrypted; no content lies in the archive in clear."""
    assert made.documents == 1
    sealed = vault.get(KEY, CASE, ARCHIVE_ITEM)
    with pyzipper.AESZipFile(BytesIO(sealed)) as files:
        files.setpassword(b"wrong")
        for name in files.namelist():
            with pytest.raises(RuntimeError, match="Bad password"):
                files.read(name)
    assert b"curriculum" not in sealed


@given(st.lists(st.binary(max_size=100_000), max_size=4))
def test_any_content_survives_in_any_number_of_pieces(pieces: list[bytes]) -> None:
    """What goes in comes out, stored or compressed, to an output that cannot be sought in."""

    class Pipe:
        def __init__(self) -> None:
            self.content = bytearray()

        def write(self, content: bytes) -> int:
            self.content += content
            return len(content)

    pipe, whole = Pipe(), b"".join(pieces)
    with Archive(pipe, PASSPHRASE) as written:
        for name in ("a.json", "b.pdf"):
            tally = written.add(name, pieces, len(whole))
            assert (tally.bytes, tally.sha256) == (len(whole), hashlib.sha256(whole).hexdigest())
    assert written.whole.sha256 == hashlib.sha256(pipe.content).hexdigest()
    with pyzipper.AESZipFile(BytesIO(pipe.content)) as files:
        files.setpassword(PASSPHRASE.encode())
        assert [files.read(name) for name in ("a.json", "b.pdf")] == [whole, whole]


FORMULAS = ["=1+1", "+48600111222", "-5", "@SUM(A1)", "\tx", "\rx", "\n=x", "\uff1d1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    """A text that a spreadsheet may take for a formula begins with an apostrophe."""
    assert harmless(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "cell"), [(-5, "-5"), (1.5, "1.5"), (None, ""), (True, "true"), ("a=b", "a=b")]
)
def test_harmless_values_stay_as_they_are(value: str | float | None, cell: str) -> None:
    """A number is a number, also below zero."""
    assert harmless(value) == cell


@given(st.lists(st.text(), min_size=1, max_size=5), st.sampled_from(",;"))
def test_any_text_is_one_cell(texts: list[str], delimiter: str) -> None:
    """Separators, quotes and line ends in a value do not make another cell or line."""
    found = (Found("notes", "notes:1", {"text": text}) for text in texts)
    table = b"".join(csv_chunks({"text": "Text"}, found, delimiter))
    assert len(rows(table.replace(b"\0", b""), delimiter)) == len(texts) + 1
