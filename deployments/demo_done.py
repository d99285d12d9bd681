"""What the demo's closing table says was done in the systems, from the journals of the cases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.register.tables import journal

_WORDS: Mapping[str, str] = {
    "object_changed": "stopped",
    "restrict_changed": "restricted",
    "rectify_changed": "corrected",
    "erase_removed": "erased",
    "object_removed": "stopped",
    "erase_anonymised": "emptied",
    "release_changed": "released",
}
"""Counts of records, as a case's journal names them."""

_DEEDS = ("stopped", "done")
_COPY, _NOTICE = "copy_made", "notice_queued"


async def done_in(connection: AsyncConnection, case_ids: Sequence[int]) -> dict[int, str]:
    """Return by case what was done, in a line: records by deed, a copy, recipients told."""
    wanted = (*_DEEDS, _COPY, _NOTICE)
    query = select(journal.c.case_id, journal.c.event, journal.c.detail)
    query = query.where(journal.c.case_id.in_(case_ids), journal.c.event.in_(wanted))
    counts: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    told: dict[int, int] = defaultdict(int)
    copied = set()
    for case_id, event, detail in (await connection.execute(query)).all():
        if event == _COPY:
            copied.add(case_id)
        elif event == _NOTICE:
            told[case_id] += 1
        for name in _WORDS.keys() & detail.keys():
            # What was stopped at once is found stopped when the plan is carried out.
            key = (name, detail["system"])
            counts[case_id][key] = max(counts[case_id].get(key, 0), detail[name])
    return {one: _line(counts[one], told[one], copied=one in copied) for one in case_ids}


def _line(counts: Mapping[tuple[str, str], int], told: int, *, copied: bool) -> str:
    totals: dict[str, int] = defaultdict(int)
    for (name, _), count in counts.items():
        totals[_WORDS[name]] += count
    parts = ["copied"] if copied else []
    parts += [f"{totals[word]} {word}" for word in dict.fromkeys(_WORDS.values()) if totals[word]]
    if told:
        parts.append("1 recipient told" if told == 1 else f"{told} recipients told")
    return ", ".join(parts) or "-"
