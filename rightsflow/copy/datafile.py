"""The data file: everything that was found, in JSON, with what its fields mean.

```
{"schema": "rightsflow.copy/1", "case_number", "language", "received_at", "made_at",
 "controller": {"name", "address", "email"},
 "information": {purposes, categories, recipients, sources, profiling, transfers},
 "systems": [{"system", "title", "answer": "held" | "nothing" | "unreachable" | "withheld",
   "collections": [{"collection", "title", "purpose", "ground", "source",
     "fields": {column: {"title", "category"}}, "withheld": [column], "held_back": [column],
     "records": [{"record", "values": {column: value},
                  "document": {"file", "title", "bytes", "sha256"} | {"left_out": why}}]}]}],
 "redactions": [{"system", "collection", "field", "why", "count", "article", "text"}]}
```

Values stand as the system gave them, but for what is left out for the sake of others:
`redactions` says where, how much and why; `field` is a column or `@document`. Dates are ISO 8601.
Written in pieces, record by record.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rightsflow.copy.files import Files
from rightsflow.copy.findings import Found
from rightsflow.copy.job import CopyJob
from rightsflow.copy.phrases import Phrases
from rightsflow.copy.scan import Heap, Scanned, redacted_in
from rightsflow.law.disclosure import Disclosure
from rightsflow.law.third_persons import DOCUMENT, WHYS

SCHEMA = "rightsflow.copy/1"
_FULL = 60_000


def data_chunks(
    job: CopyJob, heaps: Sequence[Heap], told: Disclosure, files: Files, words: Phrases
) -> Iterator[bytes]:
    """Yield the data file in chunks of about 64 KB."""
    pieces: list[str] = []
    size = 0
    for piece in _pieces(job, heaps, told, files, words):
        pieces.append(piece)
        size += len(piece)
        if size > _FULL:
            yield _encoded(pieces)
            size = 0
    yield _encoded(pieces)


def _pieces(
    job: CopyJob, heaps: Sequence[Heap], told: Disclosure, files: Files, words: Phrases
) -> Iterator[str]:
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
        "information": asdict(told),
    }  # fmt: skip
    yield _json(head)[:-1] + ',"systems":['
    for at, heap in enumerate(heaps):
        yield "," if at else ""
        yield from _system(job, heap, files, words)
    yield '],"redactions":['
    for at, entry in enumerate(redaction_log(heaps, words)):
        yield (",\n" if at else "\n") + _json(entry)
    yield "]}\n"


def redaction_log(heaps: Sequence[Heap], words: Phrases) -> Iterator[dict[str, Any]]:
    """Yield what was left out for others' sake: where, how much, why and by which provision."""
    articles = {row.why: row.access for row in WHYS}
    for one in redacted_in(heaps):
        system, collection, column = one.place.split(".", 2)
        yield {
            "system": system, "collection": collection, "field": column, "why": one.why,
            "count": one.count, "article": articles[one.why], "text": words(f"why_{one.why}"),
        }  # fmt: skip


def _system(job: CopyJob, heap: Heap, files: Files, words: Phrases) -> Iterator[str]:
    system, asked = heap.pile.system, heap.pile.asked
    head = {"system": system.system, "title": words.of(system.title), "answer": asked.answer}
    yield "\n" + _json(head)[:-1] + ',"collections":['
    for at, one in enumerate(heap.collections.values()):
        yield "," if at else ""
        yield "\n" + _json(_about(job, heap, one, words))[:-1] + ',"records":['
        found = files.named(system.system, one.name, heap.pile.of(one.name))
        for number, (finding, name) in enumerate(found):
            yield (",\n" if number else "\n") + _json(_record(finding, name))
        yield "]}"
    yield "]}"


def _about(job: CopyJob, heap: Heap, one: Scanned, words: Phrases) -> dict[str, Any]:
    purpose = heap.pile.system.purposes[one.map.purpose]
    prefix = f"{heap.pile.system.system}.{one.name}."
    return {
        "collection": one.name,
        "title": words.of(one.map.title),
        "purpose": words.of(purpose.title),
        "ground": purpose.ground,
        "source": words.of(one.map.source) if one.map.source else None,
        "fields": {
            column: {"title": words.of(about.title), "category": about.category}
            for column, about in one.map.fields.items()
        },
        "withheld": [column for column in one.map.fields if prefix + column in job.withheld],
        "held_back": [column for column in one.map.fields if prefix + column in job.held_back],
    }


def _record(found: Found, name: str) -> dict[str, Any]:
    record: dict[str, Any] = {"record": found.record, "values": found.values}
    if stored := found.document:
        record["document"] = {
            "file": name, "title": stored.title, "bytes": stored.bytes, "sha256": stored.sha256
        }  # fmt: skip
    elif DOCUMENT in found.redacted:
        record["document"] = {"left_out": found.redacted[DOCUMENT][0]}
    return record


def _encoded(pieces: list[str]) -> bytes:
    """Return the pieces in UTF-8 and forget them; half characters become escapes of JSON."""
    text = "".join(pieces)
    pieces.clear()
    return text.encode("utf-8", "backslashreplace")


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: date) -> str:
    return value.isoformat()
