"""What was done in a case, as Markdown: systems, words, counts and moments; nobody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

_COUNTED: Final = ("removed", "anonymised", "changed", "gone", "retained", "unreachable")
_WORDS: Final = {
    "removed": "removed",
    "anonymised": "emptied of the person",
    "changed": "changed",
    "gone": "gone already",
    "retained": "kept by the system",
    "unreachable": "not reached",
}
_STEPS: Final = {
    "stop": "stopped at once",
    "mark": "restricted",
    "gather": "gathered for the copy",
    "assemble": "copy made",
    "act": "carried out",
    "verify": "asked again: as it should be",
    "lift": "restriction lifted",
}
STEPS: Final = tuple(_STEPS)
"""The steps that a page shows."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """What a step did for a right in a system; `done_at` where the controller is.

    `system` is empty where the step was in no system.
    """

    right: str
    system: str
    step: str
    counts: Mapping[str, int]
    done_at: datetime


def receipts_markdown(number: str, rows: Sequence[ReceiptRow]) -> str:
    """Return the receipts of a case as a page, in the order in which it was done.

    Of counts the closed words are told; what a connector calls something itself is only counted.
    """
    head = ["| done at | right | system | what was done | records |", "|---|---|---|---|---|"]
    told = sorted(rows, key=lambda row: (row.done_at, row.system))
    table = "\n".join([*head, *map(_row, told)])
    said = f"The letters and what waits: `rightsflow case show {number}`."
    return f"# Receipts of {number}\n\n{table}\n\n{said}\n"


def _row(row: ReceiptRow) -> str:
    cells = (
        f"{row.done_at:%Y-%m-%d %H:%M}",
        row.right.replace("_", " "),
        row.system or "-",
        _STEPS[row.step],
        _counts(row),
    )
    return f"| {' | '.join(cells)} |"


def _counts(row: ReceiptRow) -> str:
    if row.step in {"gather", "assemble"}:
        return str(sum(row.counts.values())) if row.step == "gather" else "-"
    found: Counter[str] = Counter()
    for name, count in row.counts.items():
        # erase_removed, object_changed, erase_retained_by_law ...
        found[next((word for word in _COUNTED if f"_{word}" in name), "changed")] += count
    return ", ".join(f"{found[word]} {_WORDS[word]}" for word in _COUNTED if found[word]) or "-"
