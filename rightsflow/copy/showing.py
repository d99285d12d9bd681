"""The part of the report that shows the data: by system, purpose and collection."""

import re
from collections.abc import Sequence

from rightsflow.copy.files import Files, all_of
from rightsflow.copy.phrases import Phrases
from rightsflow.copy.redaction import BLACK, WITHHELD
from rightsflow.copy.scan import Heap, Scanned, redacted_in
from rightsflow.deeds import Value
from rightsflow.law.third_persons import DOCUMENT, Why
from rightsflow.pdf import Paper
from rightsflow.pdf.ink import NOTE, PURPOSE, SUBHEADING

_MOST_LINES = 7
"""A cell with more lines makes a bad table; its records become blocks."""

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00(?:\.0+)?)?(.*)")


def show_system(paper: Paper, heap: Heap, files: Files, words: Phrases) -> None:
    """Write everything a system holds, its collections grouped by purpose."""
    system = heap.pile.system
    paper.heading(words("data_of", system=words.of(system.title)))
    purposes = dict.fromkeys(one.map.purpose for one in heap.collections.values())
    for purpose in purposes:
        title = words.of(system.purposes[purpose].title)
        paper.heading(words("data_purpose", purpose=title), PURPOSE)
        for one in heap.collections.values():
            if one.map.purpose == purpose:
                _collection(paper, one, files.table(system.system, one.name), words)


def _collection(paper: Paper, one: Scanned, file: str, words: Phrases) -> None:
    paper.heading(words.of(one.map.title), SUBHEADING)
    columns = [name for name in _columns(one) if name in one.filled]
    titles = [_title(one, name, words) for name in columns]
    rows = [[_text(row.get(name), words) for name in columns] for row in one.shown]
    if one.count == 1 or not paper.table(titles, rows, _MOST_LINES):
        _blocks(paper, one, titles, rows, words)
    _remarks(paper, one, file, words)


def _blocks(
    paper: Paper, one: Scanned, titles: list[str], rows: list[list[str]], words: Phrases
) -> None:
    """Write one block for each record: a single record, or too many columns for a table."""
    for number, row in enumerate(rows, start=1):
        if one.count > 1:
            paper.heading(words("record_of", number=number, count=one.count), PURPOSE)
        paper.pairs(zip(titles, row, strict=True))


def _remarks(paper: Paper, one: Scanned, file: str, words: Phrases) -> None:
    """Say what is not shown above, and where it stands."""
    if empty := [_title(one, c, words) for c in one.map.fields if c not in one.filled]:
        paper.text(words("columns_empty", columns=", ".join(empty)), NOTE)
    if one.count > len(one.shown):
        shown = words("rows_shown", shown=len(one.shown), count=one.count, file=file)
        paper.text(shown, NOTE)
    if one.shortened:
        paper.text(words("values_shortened"), NOTE)
    if one.whys & {Why.third_party, Why.withheld}:
        paper.text(words("withheld_note", mark=WITHHELD), NOTE)
    if Why.held_back in one.whys:
        paper.text(words("held_back_note", mark=words("held_back_mark")), NOTE)
    if Why.blacked_out in one.whys:
        paper.text(words("blacked_out_note", mark=BLACK), NOTE)


def show_documents(paper: Paper, heaps: Sequence[Heap], files: Files, words: Phrases) -> None:
    """List the documents in the archive."""
    if not files.documents:
        return
    paper.heading(words("documents"))
    paper.text(words("documents_text"))
    names = ("document_file", "document_title_column", "document_system", "document_size")
    rows = []
    for heap, one in all_of(heaps):
        system = heap.pile.system
        for at, stored in enumerate(one.documents):
            name = files.document(system.system, one.name, at, stored.suffix)
            rows.append([name, stored.title, words.of(system.title), words.size(stored.bytes)])
    paper.table([words(name) for name in names], rows)
    if files.documents > len(rows):
        paper.text(words("documents_more", count=files.documents - len(rows)), NOTE)


def show_redactions(paper: Paper, heaps: Sequence[Heap], words: Phrases) -> None:
    """List what was left out for the sake of others: where, how much and why."""
    log = redacted_in(heaps)
    if not log:
        return
    paper.heading(words("left_out"))
    paper.text(words("left_out_text"))
    systems = {heap.pile.system.system: heap for heap in heaps}
    rows = []
    for one in log:
        system, collection, column = one.place.split(".", 2)
        heap = systems[system]
        about = heap.collections[collection]
        where = words.of(heap.pile.system.title), words.of(about.map.title)
        field = words("left_out_document") if column == DOCUMENT else _title(about, column, words)
        rows.append([*where, field, str(one.count), words(f"why_{one.why}")])
    names = ("system", "collection", "field", "count", "reason")
    paper.table([words(f"left_out_{name}") for name in names], rows)


def _columns(one: Scanned) -> dict[str, None]:
    """Return the columns in the order of the data map; what it does not name comes last."""
    return dict.fromkeys([*one.map.fields, *one.filled])


def _title(one: Scanned, column: str, words: Phrases) -> str:
    about = one.map.fields.get(column)
    return words.of(about.title) if about else column


def _text(value: Value, words: Phrases) -> str:
    if value is None or value == "":
        return words("empty")
    if isinstance(value, bool):
        return words("yes" if value else "no")
    text = str(value)
    moment = _MOMENT.fullmatch(text)
    return f"{moment[1]} {moment[2]}{moment[3]}" if moment else text
