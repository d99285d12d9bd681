"""The manifest of an export: every file with its hash, every field, and what stays out and why.

```
{"schema": "rightsflow.portable/1", "case_number", "language", "received_at", "made_at",
 "controller": {"name", "address", "email"},
 "csv": {"delimiter", "encoding"},
 "systems": [{"system", "title", "answer"}],
 "collections": [{"system", "collection", "title", "purpose", "ground", "article", "given",
   "records", "documents", "json", "csv",
   "fields": [{"column", "title", "category", "standard"}],
   "left_out": [{"column", "reason", "article", "text", "count"}]}],
 "excluded": [{"system", "collection", "title", "purpose", "ground", "given", "records",
   "reason", "article", "text"}],
 "files": [{"file", "bytes", "sha256", "title" of a document}]}
```

`files` has every file of the export but the manifest itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rightsflow.copy.job import PortableJob
from rightsflow.copy.phrases import Phrases
from rightsflow.copy.portable_choice import Exported, LeftOut, Stays
from rightsflow.copy.portable_files import DELIMITER, SCHEMA, documents_of, encoded
from rightsflow.copy.scan import Heap, Scanned
from rightsflow.law.portability import ARTICLE, Excluded
from rightsflow.law.right import GROUND_ARTICLE


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the export, as it was written."""

    file: str
    bytes: int
    sha256: str


def manifest_chunks(
    job: PortableJob,
    entries: Sequence[Entry],
    exported: Sequence[Exported],
    stays: Sequence[Stays],
    words: Phrases,
) -> Iterator[bytes]:
    """Yield the manifest in pieces, one file to a line."""
    controller = job.controller
    head = {
        "schema": SCHEMA,
        "case_number": job.case_number,
        "language": job.language,
        "received_at": job.received_at.isoformat(),
        "made_at": job.made_at.isoformat(),
        "controller": {
            "name": controller.name, "address": controller.address, "email": controller.email
        },
        "csv": {"delimiter": DELIMITER, "encoding": "utf-8-sig"},
        "systems": [
            {
                "system": asked.system.system,
                "title": words.of(asked.system.title),
                "answer": asked.answer,
            }
            for asked in job.asked
        ],
        "collections": [_collection(one, words) for one in exported],
        "excluded": [_stays(one, words) for one in stays],
    }  # fmt: skip
    yield encoded(head)[:-1] + b',"files":['
    for at, entry in enumerate(entries):
        line = {"file": entry.file, "bytes": entry.bytes, "sha256": entry.sha256}
        yield (b",\n" if at else b"\n") + encoded(line)
    for stored, name in documents_of(exported):
        line = {"file": name, "bytes": stored.bytes, "sha256": stored.sha256}
        yield b",\n" + encoded({**line, "title": stored.title})
    yield b"\n]}\n"


def _collection(one: Exported, words: Phrases) -> dict[str, Any]:
    about = _about(one.heap, one.one, words)
    named = {column: one.one.map.fields[column] for column in one.columns}
    fields = [
        {
            "column": column,
            "title": words.of(field.title),
            "category": field.category,
            "standard": field.standard,
        }
        for column, field in named.items()
    ]
    return {
        **about,
        "article": GROUND_ARTICLE[one.heap.pile.system.purposes[one.one.map.purpose].ground],
        "documents": one.one.document_count,
        "json": f"{one.path}.json",
        "csv": f"{one.path}.csv",
        "fields": fields,
        "left_out": [_left_out(part, words) for part in one.left_out],
    }


def _stays(one: Stays, words: Phrases) -> dict[str, Any]:
    return {**_about(one.heap, one.one, words), **_reason(one.reason, words)}


def _left_out(part: LeftOut, words: Phrases) -> dict[str, Any]:
    return {"column": part.column, **_reason(part.reason, words), "count": part.count}


def _about(heap: Heap, one: Scanned, words: Phrases) -> dict[str, Any]:
    system = heap.pile.system
    purpose = system.purposes[one.map.purpose]
    return {
        "system": system.system,
        "collection": one.name,
        "title": words.of(one.map.title),
        "purpose": words.of(purpose.title),
        "ground": purpose.ground,
        "given": one.map.given,
        "records": one.count,
    }


def _reason(reason: Excluded, words: Phrases) -> dict[str, str]:
    return {"reason": reason, "article": ARTICLE[reason], "text": words(f"excluded_{reason}")}
