"""Asking a folder what is left of documents that were deleted, and of whom they were about."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from connectors.files.contents import ReadText, names
from connectors.files.erasing import takes_document
from connectors.files.notes import Note
from connectors.files.place import NoteBook, Place, Whereabouts
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Expected, Residue
from rightsflow.needles import Needle, needle


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in one case."""

    case_number: str
    notes: dict[str, Note]
    needles: tuple[Needle, ...]
    kept: frozenset[PurePath]


def sought(
    system: SystemMap,
    notes: NoteBook,
    expected: Sequence[Expected],
    kept: dict[str, frozenset[PurePath]],
) -> list[Sought]:
    """Return what is looked for; `kept`: by case the documents of records that are kept."""
    return [
        Sought(
            case_number=one.case_number,
            notes=dict(_noted(system, notes, one)),
            needles=tuple(filter(None, map(needle, one.identifiers))) if one.everywhere else (),
            kept=kept.get(one.case_number, frozenset()),
        )
        for one in expected
    ]


def left(folder: Place, wanted: Sequence[Sought], read: ReadText) -> list[Residue]:
    """Return what the folder still holds: by path, by content, by name and by text.

    `read` returns what can be searched of a file.
    Raises `OSError` if the folder cannot be read.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for one in wanted:
        for record, note in one.notes.items():
            if folder.whereabouts(note.path) is not Whereabouts.gone:
                counts[one.case_number, record.partition(":")[0]] += 1
    if any(one.notes or one.needles for one in wanted):
        for path, held in folder.files():
            for case_number in _cases(folder, (path, held.size), wanted, read):
                counts[case_number, f"*{path.suffix.lower()}"] += 1
    return [Residue(*where, count) for where, count in sorted(counts.items())]


def _noted(system: SystemMap, notes: NoteBook, one: Expected) -> Iterator[tuple[str, Note]]:
    for order in one.orders:
        for change in order.changes:
            if change.collection in system.collections and takes_document(system, change):
                for record in change.records:
                    if note := notes.read(record):
                        yield record, note


def _cases(
    folder: Place, file: tuple[PurePath, int], wanted: Sequence[Sought], read: ReadText
) -> Iterator[str]:
    """Yield the cases of which a file (path, size) holds something that should be gone."""
    path, size = file
    name = folder.relative(path)
    own: tuple[int, str] | None = None
    text: str | None = None
    for one in wanted:
        if path in one.kept:
            continue
        if size and any(note.size == size for note in one.notes.values()):
            own = own or folder.digest(path)
            if own in {(note.size, note.digest) for note in one.notes.values()}:
                yield one.case_number
                continue
        if one.needles and text is None:
            text = read(path)
        # Without its suffix, too: `ann@example.com.pdf` looks like a longer address.
        if names(one.needles, name, name.removesuffix(path.suffix), text or ""):
            yield one.case_number
