"""The export of Article 20: what the person gave, for other programs; what stays out and why."""

import hashlib
import json
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from rightsflow.copy.findings import FindingsWriter
from rightsflow.copy.job import PORTABLE_ITEM, PortableJob, PortableMade
from rightsflow.copy.others import left_out
from rightsflow.copy.pool import CopyPool
from rightsflow.copy.portable import export
from rightsflow.copy.vault import Vault
from rightsflow.errors import Damaged, NeedsPerson
from rightsflow.law.action import Action
from rightsflow.law.portability import Excluded
from tests.rightsflow.copy.company import CASE, KEY, PASSPHRASE, PDF_CONTENT, finding
from tests.rightsflow.copy.conftest import Keep
from tests.rightsflow.copy.giver import RECORDS, actions_for, giver_map, of_giver, portable_job
from tests.rightsflow.copy.measured import peak_of
from tests.rightsflow.copy.opened import portable, portable_zip, rows
from tests.rightsflow.copy.test_package import status_of

FILES = [
    "data/crm/people.json",
    "data/crm/people.csv",
    "data/crm/jobs.json",
    "data/crm/jobs.csv",
    "data/crm/papers.json",
    "data/crm/papers.csv",
    "data/crm/logins.json",
    "data/crm/logins.csv",
    "files/0001.pdf",
    "contact.vcf",
    "resume.json",
    "README.txt",
    "manifest.json",
]
NOT_COVERED = {
    "ratings": Excluded.derived,
    "references": Excluded.obtained,
    "invoices": Excluded.other_ground,
    "scores": Excluded.other_ground,
    "courses": Excluded.shared,
}


def manifest(files: dict[str, bytes]) -> dict[str, Any]:
    """Return the manifest of an export."""
    content: dict[str, Any] = json.loads(files["manifest.json"])
    return content


@pytest.fixture
async def made(vault: Vault, keep: Keep) -> PortableMade:
    """Return the export of one person, in Polish."""
    await keep(of_giver())
    return export(portable_job(vault))


async def test_the_export_has_the_files_that_its_page_names(
    made: PortableMade, vault: Vault
) -> None:
    """Data by system and collection, documents, card, resume, readme, manifest."""
    assert list(portable(vault)) == FILES
    assert made.schema == "rightsflow.portable/1"
    assert made.records == {"crm.people": 1, "crm.jobs": 2, "crm.papers": 1, "crm.logins": 1}
    assert made.documents == 1


async def test_the_manifest_lists_exactly_the_other_files_with_their_checksums(
    made: PortableMade, vault: Vault
) -> None:
    """Whoever receives the export can prove it whole; the hash of the whole is known, too."""
    content = portable_zip(vault)
    assert (made.contents.bytes, made.contents.sha256) == (len(content), _sha256(content))
    sealed = vault.get(KEY, CASE, PORTABLE_ITEM)
    assert (made.archive.bytes, made.archive.sha256) == (len(sealed), _sha256(sealed))
    files = portable(vault)
    listed = {one["file"]: (one["sha256"], one["bytes"]) for one in manifest(files)["files"]}
    assert len(manifest(files)["files"]) == len(listed)
    del files["manifest.json"]
    assert listed == {name: (_sha256(content), len(content)) for name, content in files.items()}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def test_values_are_exported_as_they_were_found(made: PortableMade, vault: Vault) -> None:
    """JSON and CSV have the same records and columns; the manifest documents each of them."""
    assert made.documents == 1
    files = portable(vault)
    found = {one.record: one.values for one in of_giver()}
    for about in manifest(files)["collections"]:
        columns = [field["column"] for field in about["fields"]]
        records = json.loads(files[about["json"]])["records"]
        table = rows(files[about["csv"]], ",")
        assert len(records) == about["records"] == len(table) - 1
        assert table[0] == columns
        for record in records:
            assert list(record["values"]) == columns
            assert record["values"] == {c: found[record["record"]][c] for c in columns}
    about = manifest(files)["collections"][0]
    assert about["purpose"] == "Talent pool (pl)"
    assert (about["ground"], about["article"], about["given"]) == ("consent", "6(1)(a)", "provided")
    assert about["fields"][1] == {
        "column": "given", "title": "Given name", "category": "contact",
        "standard": "vcard:n.given",
    }  # fmt: skip


async def test_no_cell_of_a_table_is_a_formula(made: PortableMade, vault: Vault) -> None:
    """In the CSV an apostrophe stands before it; the JSON has the value itself."""
    assert made.records["crm.jobs"] == 2
    files = portable(vault)
    assert rows(files["data/crm/jobs.csv"], ",")[1][1] == "'=Firma, S.A."
    assert rows(files["data/crm/people.csv"], ",")[1][4] == "'+48 600 111 222"
    records = json.loads(files["data/crm/jobs.json"])["records"]
    assert records[0]["values"]["firm"] == "=Firma, S.A."


async def test_documents_are_whole_and_named_in_the_data(made: PortableMade, vault: Vault) -> None:
    """A document that the person provided goes along, byte for byte, with its title."""
    assert made.documents == 1
    files = portable(vault)
    assert files["files/0001.pdf"] == PDF_CONTENT
    assert json.loads(files["data/crm/papers.json"])["records"][0]["document"] == "files/0001.pdf"
    titles = {one["file"]: one.get("title") for one in manifest(files)["files"]}
    assert titles["files/0001.pdf"] == "CV.pdf"


@pytest.mark.parametrize("language", ["pl", "en"])
async def test_what_the_right_does_not_cover_is_named_with_its_reason(
    vault: Vault, keep: Keep, language: str
) -> None:
    """Another ground, derived, obtained, shared: excluded, said in words, and in no file."""
    await keep(of_giver())
    made = export(portable_job(vault, language=language))
    files = portable(vault)
    told = {one["collection"]: one for one in manifest(files)["excluded"]}
    assert {name: one["reason"] for name, one in told.items()} == NOT_COVERED
    for name, one in told.items():
        assert len(one["text"]) > 20
        assert one["article"] == ("4(1)" if name == "courses" else one["article"])
    texts = {one["text"] for one in told.values()}
    words = "prawo" if language == "pl" else "right"
    assert [text for text in texts if words in text]
    whole = {part.place: part.reason for part in made.excluded if part.place.count(".") == 1}
    assert whole == {f"crm.{name}": reason for name, reason in NOT_COVERED.items()}
    for text in (b"REFERENCE", b"FV/1", b"Excel", b":77"):
        assert [name for name, content in files.items() if text in content] == []


async def test_no_column_of_a_third_person_is_anywhere(made: PortableMade, vault: Vault) -> None:
    """Not its value, not in a head, not among the fields: only that and why it is left out."""
    files = portable(vault)
    about = manifest(files)["collections"][0]
    left = {
        one["column"]: (one["reason"], one["article"], one["count"]) for one in about["left_out"]
    }
    assert left == {
        "friend": ("third_party", "20(4)", 1),
        "secret": ("not_described", "20(4)", 1),
    }
    for name, content in files.items():
        assert b"FRIEND" not in content, name
        assert b"UNMAPPED" not in content, name
        if name != "manifest.json":
            assert b"friend" not in content, name
    assert "crm.people.friend" in {part.place for part in made.excluded}


async def test_what_may_name_others_waits_for_a_release(vault: Vault, keep: Keep) -> None:
    """Held back, it is in no file; released, it is; with a passage blacked out, without that."""
    await keep(of_giver())
    left = left_out({"crm": giver_map()})
    assert left.held_back == {"crm.people.letter"}
    made = export(portable_job(vault, held_back=left.held_back, withheld=left.withheld))
    assert all(b"LETTER" not in content for content in portable(vault).values())
    assert Excluded.held_back in {part.reason for part in made.excluded}
    export(portable_job(vault))
    assert b"LETTER about Jan" in portable(vault)["data/crm/people.json"]
    export(portable_job(vault, redactions={"crm.people.letter": ("Jan",)}))
    files = portable(vault)
    assert "LETTER about █████".encode() in files["data/crm/people.json"]
    assert all(b"Jan" not in content for content in files.values())


async def test_a_document_that_is_held_back_stays_out(vault: Vault, keep: Keep) -> None:
    """The record stays, without its document; the manifest says so."""
    await keep(of_giver())
    made = export(portable_job(vault, held_back=frozenset({"crm.papers.@document"})))
    files = portable(vault)
    assert made.documents == 0
    assert [name for name in files if name.startswith("files/")] == []
    assert "document" not in json.loads(files["data/crm/papers.json"])["records"][0]
    about = next(one for one in manifest(files)["collections"] if one["collection"] == "papers")
    assert [(one["column"], one["reason"]) for one in about["left_out"]] == [
        ("@document", "held_back")
    ]


async def test_the_card_is_a_vcard(made: PortableMade, vault: Vault) -> None:
    """From the marked columns alone, escaped as RFC 6350 wants it."""
    assert made.documents == 1
    assert portable(vault)["contact.vcf"].decode().split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "PRODID:-//Rightsflow//Portable 1//EN",
        "FN:Żaneta Ćwik\\; Nowak",
        "N:Ćwik\\; Nowak;Żaneta;;;",
        "ADR:;;;Łódź;;;",
        "EMAIL:z@example.org",
        "TEL:+48 600 111 222",
        "BDAY:19900203",
        "REV:20260520T120000Z",
        "END:VCARD",
        "",
    ]


async def test_the_resume_is_a_json_resume(made: PortableMade, vault: Vault) -> None:
    """One entry for each record; what is no date is left out, so that the file stays valid."""
    assert made.documents == 1
    content = json.loads(portable(vault)["resume.json"])
    assert content["work"] == [
        {"name": "=Firma, S.A.", "position": "Trener", "startDate": "2019-05"},
        {"name": "Druga"},
    ]
    assert content["$schema"].endswith("/v1.0.0/schema.json")
    assert content["meta"] == {"version": "v1.0.0", "lastModified": "2026-05-20T12:00:00"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("pl", ("art. 20 RODO", "20 maja 2026", "wizytówka", "życiorys", "dlaczego")),
     ("en", ("Article 20", "20 May 2026", "address book", "curriculum vitae", "and why"))],
)  # fmt: skip
async def test_the_readme_says_what_the_files_are(
    vault: Vault, keep: Keep, language: str, words: tuple[str, ...]
) -> None:
    """In the language of the case, and of no file that is not there."""
    await keep(of_giver())
    export(portable_job(vault, language=language))
    text = " ".join(portable(vault)["README.txt"].decode().split())
    assert [
        word for word in (*words, CASE, "contact.vcf", "manifest.json") if word not in text
    ] == []
    await keep([finding("logins", 1, at="2026-01-01T10:00:00")])
    export(portable_job(vault, 1, language=language))
    assert list(portable(vault)) == [
        "data/crm/logins.json", "data/crm/logins.csv", "README.txt", "manifest.json"
    ]  # fmt: skip
    text = portable(vault)["README.txt"].decode()
    assert not {"contact.vcf", "resume.json", "files"} & set(text.split())


async def test_nothing_held_is_an_export_without_data(vault: Vault) -> None:
    """The readme says so; the manifest names the systems that were asked."""
    made = export(portable_job(vault, 0, language="en"))
    files = portable(vault)
    assert list(files) == ["README.txt", "manifest.json"]
    assert "no data about you" in files["README.txt"].decode().replace("\n", " ")
    assert manifest(files)["systems"][0]["answer"] == "nothing"
    assert made.records == {}


async def test_only_what_was_asked_for_is_exported(vault: Vault, keep: Keep) -> None:
    """What no action of the plan exports stays out, and is named."""
    await keep(of_giver())
    made = export(
        portable_job(vault, actions=actions_for({"people": 1, "logins": 1}, "crm.training"))
    )
    assert made.records == {"crm.logins": 1}
    reasons = {part.place: part.reason for part in made.excluded}
    assert reasons["crm.people"] is Excluded.not_asked


async def test_a_map_that_changed_after_the_plan_exports_nothing_more(
    vault: Vault, keep: Keep
) -> None:
    """The plan says export, the map of today says another ground: it stays out."""
    await keep(of_giver())
    job = portable_job(vault, actions=(*actions_for({"people": 1}), _exporting("invoices")))
    assert "crm.invoices" not in export(job).records


def _exporting(collection: str) -> Action:
    return replace(actions_for({"people": 1})[0], collection=collection)


async def test_the_same_job_makes_the_same_export(vault: Vault, keep: Keep) -> None:
    """All but the encryption: the archive inside is equal byte for byte, the one outside never."""
    await keep(of_giver())
    job = portable_job(vault)
    first, inside = export(job), portable_zip(vault)
    second = export(job)
    assert portable_zip(vault) == inside
    assert first.contents == second.contents
    assert first.archive.sha256 != second.archive.sha256


async def test_names_that_stand_in_clear_tell_nothing(made: PortableMade, vault: Vault) -> None:
    """What can be read without the passphrase names no system, and no kind of record."""
    sealed = vault.get(KEY, CASE, PORTABLE_ITEM)
    assert len(sealed) == made.archive.bytes
    for told in (b"crm", b"logins", b"contact.vcf", "Żaneta".encode(), b"%PDF"):
        assert told not in sealed


async def test_seven_zip_opens_it(made: PortableMade, vault: Vault, tmp_path: Path) -> None:
    """A second program agrees on every byte, once with the passphrase, once without."""
    seven_zip = shutil.which("7z") or shutil.which("7zz")
    if seven_zip is None:
        pytest.skip("7z is not installed")
    file, out = tmp_path / "sent.zip", tmp_path / "out"
    file.write_bytes(vault.get(KEY, CASE, PORTABLE_ITEM))
    assert file.stat().st_size == made.archive.bytes
    assert await status_of(seven_zip, "x", "-y", f"-o{out}", str(file), "-pwrong") != 0
    assert await status_of(seven_zip, "x", "-y", f"-o{out}", str(file), f"-p{PASSPHRASE}") == 0
    assert await status_of(seven_zip, "x", "-y", f"-o{out}", str(out / "portable.zip")) == 0
    for name, content in portable(vault).items():
        assert (out / name).read_bytes() == content


@pytest.mark.parametrize("noted", [RECORDS - 1, RECORDS + 1])
async def test_a_wrong_number_of_findings_is_damage(vault: Vault, keep: Keep, noted: int) -> None:
    """No shorter export than what the register noted."""
    await keep(of_giver())
    with pytest.raises(Damaged):
        export(portable_job(vault, noted))
    assert not vault.exists(CASE, PORTABLE_ITEM)


async def test_a_document_swapped_in_the_vault_is_noticed(vault: Vault, keep: Keep) -> None:
    """What is exported is what was found."""
    await keep(of_giver())
    vault.put(KEY, CASE, "document/crm/0001", b"something else")
    with pytest.raises(Damaged):
        export(portable_job(vault))
    assert not vault.exists(CASE, PORTABLE_ITEM)


async def test_errors_never_quote_the_data(vault: Vault, keep: Keep) -> None:
    """Whatever goes wrong inside, its text stays inside."""
    await keep(of_giver())
    with pytest.raises(NeedsPerson) as caught:
        export(portable_job(vault, language="Żaneta"))
    assert "Żaneta" not in str(caught.value)


async def test_exports_are_made_in_other_processes(vault: Vault, keep: Keep) -> None:
    """The pool that makes copies makes exports, too; errors come back as what they are."""
    await keep(of_giver())
    async with CopyPool(1) as pool:
        made = await pool.export(portable_job(vault))
        with pytest.raises(Damaged):
            await pool.export(portable_job(vault, RECORDS + 1))
    assert list(portable(vault)) == FILES
    assert made.contents.sha256 == _sha256(portable_zip(vault))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
async def test_memory_does_not_grow_with_the_data(vault: Vault, keep: Keep) -> None:
    """A hundred thousand jobs, 18 MB of data, take less than 10 MB more than one does."""
    await keep([finding("jobs", 1, id=1, firm="x", role="y", since="2019")])
    few = in_a_fresh_process(portable_job(vault, 1))
    writer = FindingsWriter(vault, "crm", {CASE: KEY})
    for n in range(100_000):
        await writer.add(finding("jobs", n, id=n, firm="Zażółć " * 8, role="y", since="2019"))
    await writer.close()
    assert in_a_fresh_process(portable_job(vault, 100_000)) - few < 10_000_000
    assert len(json.loads(portable(vault)["resume.json"])["work"]) == 100_000


def in_a_fresh_process(job: PortableJob) -> int:
    """Return the most memory that a process of its own needs for an export, in bytes."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(peak_of, job).result()
