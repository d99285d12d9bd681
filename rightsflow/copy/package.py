"""The archive of the copy: data file, one table for each collection, documents, manifest."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rightsflow.copy.archive import Archive, Output, Tally
from rightsflow.copy.datafile import data_chunks
from rightsflow.copy.facts import disclosure_of
from rightsflow.copy.files import DATA, MANIFEST, Files, all_of
from rightsflow.copy.findings import Stored, found_item
from rightsflow.copy.job import Answer, CopyJob, Job
from rightsflow.copy.phrases import Phrases, phrases
from rightsflow.copy.scan import Heap, Scanned
from rightsflow.copy.tables import csv_chunks
from rightsflow.errors import Damaged

SCHEMA = "rightsflow.manifest/1"
_LARGER = 8
"""The data file is at most so many times what lies in the vault."""


def write_package(job: CopyJob, heaps: Sequence[Heap], files: Files, output: Output) -> Tally:
    """Write the archive; returns its size and hash. Raises `Damaged`."""
    words = phrases(job.language)
    told = disclosure_of(heaps, words)
    expected = _LARGER * _found_bytes(job, heaps)
    archive = Archive(output, job.passphrase)
    with archive:
        entries = [
            _entry(DATA, archive.add(DATA, data_chunks(job, heaps, told, files, words), expected))
        ]
        for heap, one in all_of(heaps):
            name = files.table(heap.pile.system.system, one.name)
            columns = _columns(one, words)
            rows = csv_chunks(columns, heap.pile.of(one.name), words("csv_delimiter"))
            about = {"records": one.count, **_about(heap, one, words)}
            entries.append(_entry(name, archive.add(name, rows, expected)) | about)
        for _, stored, name in _documents(heaps, files, words):
            add_document(archive, job, stored, name)
        archive.add(MANIFEST, _manifest(job, heaps, files, entries, words), expected)
    return archive.whole


def _found_bytes(job: CopyJob, heaps: Sequence[Heap]) -> int:
    held = (h.pile.system.system for h in heaps if h.pile.asked.answer is Answer.held)
    return sum(job.vault.size(job.case_number, found_item(system)) for system in held)


def _columns(one: Scanned, words: Phrases) -> dict[str, str]:
    """Return the columns with their titles; what the data map does not name comes last."""
    titles = {column: words.of(about.title) for column, about in one.map.fields.items()}
    return titles | {column: column for column in one.filled if column not in titles}


def add_document(archive: Archive, job: Job, stored: Stored, name: str) -> None:
    """Add a document as it was found; raises `Damaged` if the vault has another."""
    content = job.vault.read(job.key, job.case_number, stored.item)
    if archive.add(name, content, stored.bytes).sha256 != stored.sha256:
        problem = "A document in the vault is not the one that was found."
        raise Damaged(problem)


def _documents(
    heaps: Sequence[Heap], files: Files, words: Phrases
) -> Iterator[tuple[dict[str, Any], Stored, str]]:
    for heap, one in all_of(heaps):
        if not one.document_count:
            continue
        system = heap.pile.system.system
        for found, name in files.named(system, one.name, heap.pile.of(one.name)):
            if found.document:
                yield _about(heap, one, words), found.document, name


def _about(heap: Heap, one: Scanned, words: Phrases) -> dict[str, Any]:
    system = heap.pile.system
    return {
        "system": system.system,
        "collection": one.name,
        "purpose": words.of(system.purposes[one.map.purpose].title),
        "source": words.of(one.map.source) if one.map.source else None,
    }


def _entry(name: str, tally: Tally) -> dict[str, Any]:
    return {"file": name, "sha256": tally.sha256, "bytes": tally.bytes}


def _manifest(
    job: CopyJob, heaps: Sequence[Heap], files: Files, entries: list[dict[str, Any]],
    words: Phrases,
) -> Iterator[bytes]:  # fmt: skip
    """Yield the list of every file, one to a line, with its hash and what it is about."""
    head = {"schema": SCHEMA, "case_number": job.case_number, "delimiter": words("csv_delimiter")}
    yield _json(head)[:-1] + b',"files":['
    for at, entry in enumerate(entries):
        yield (b",\n" if at else b"\n") + _json(entry)
    for about, stored, name in _documents(heaps, files, words):
        entry = {
            "file": name,
            "sha256": stored.sha256,
            "bytes": stored.bytes,
            "title": stored.title,
        }
        yield b",\n" + _json(entry | about)
    yield b"\n]}\n"


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace")
