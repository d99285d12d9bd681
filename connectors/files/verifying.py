"""Asking a folder what is left of documents that were deleted, and of whom they were about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.files.erasing import takes_document
from connectors.files.folder import Folder, Whereabouts, digest
from connectors.files.notes import Note, Notes
from connectors.sql.part import Needle, needle
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Expected, Residue

TEXTS = frozenset({".txt", ".eml", ".csv", ".json", ".md", ".html", ".htm", ".log", ".vcf", ".xml"})
"""Kinds of files whose content is read for addresses."""

LARGEST_BYTES = 2**20
"""Of a text that is read for addresses: a longer one is looked at so far."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in one case."""

    case_number: str
    notes: dict[str, Note]
    needles: tuple[Needle, ...]
    kept: frozenset[Path]


def sought(
    system: SystemMap, notes: Notes, expected: Sequence[Expected], kept: dict[str, frozenset[Path]]
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


def left(folder: Folder, wanted: Sequence[Sought]) -> list[Residue]:
    """Return what the folder still holds: by path, by content, by name and by text.

    Raises `OSError` if the folder cannot be read.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for one in wanted:
        for record, note in one.notes.items():
            if folder.whereabouts(note.path) is not Whereabouts.gone:
                counts[one.case_number, record.partition(":")[0]] += 1
    if any(one.notes or one.needles for one in wanted):
        root = folder.root.resolve(strict=True)
        for path, held in folder.files():
            for case_number in _cases(root, path, held.st_size, wanted):
                counts[case_number, f"*{path.suffix.lower()}"] += 1
    return [Residue(*where, count) for where, count in sorted(counts.items())]


def _noted(system: SystemMap, notes: Notes, one: Expected) -> Iterator[tuple[str, Note]]:
    for order in one.orders:
        for change in order.changes:
            if change.collection in system.collections and takes_document(system, change):
                for record in change.records:
                    if note := notes.read(record):
                        yield record, note


def _cases(root: Path, path: Path, size: int, wanted: Sequence[Sought]) -> Iterator[str]:
    """Yield the cases of which a file holds something that should be gone."""
    name = str(path.relative_to(root) if path.is_relative_to(root) else path.name)
    own: tuple[int, str] | None = None
    text: str | None = None
    for one in wanted:
        if path in one.kept:
            continue
        if size and any(note.size == size for note in one.notes.values()):
            own = own or digest(path)
            if own in {(note.size, note.digest) for note in one.notes.values()}:
                yield one.case_number
                continue
        if one.needles and path.suffix.lower() in TEXTS and text is None:
            text = _text(path)
        # Without its suffix, too: `ann@example.com.pdf` looks like a longer address.
        if _names(one.needles, (name, name.removesuffix(path.suffix), text or "")):
            yield one.case_number


def _names(needles: Iterable[Needle], texts: Sequence[str]) -> bool:
    return any(one.is_in(text) for one in needles for text in texts)


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(LARGEST_BYTES).decode("utf-8", "replace")
