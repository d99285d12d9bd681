"""`rightsflow read`: what the intake makes of messages."""

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.table import Table

from deployments.terminal import OUT, Counting
from rightsflow.errors import Misconfigured
from rightsflow.mail.reading.model import Reading
from rightsflow.mail.reading.pool import ReadingPool

_BATCH = 50
_PROCESSES = 2


def read_files(files: Sequence[Path], *, as_json: bool) -> None:
    """Read mail files and print a line for each, in the order given."""
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        problem = f"No such file: {', '.join(missing)}"
        raise Misconfigured(problem)
    with Counting("Reading", len(files)) as shown:
        readings = asyncio.run(read_raw([one.read_bytes for one in files], progress=shown.count))
    if as_json:
        for file, reading in zip(files, readings, strict=True):
            line = {"file": file.name, **reading.public()}
            OUT.print(json.dumps(line, ensure_ascii=False), markup=False, soft_wrap=True)
        return
    OUT.print(_table(files, readings))


async def read_raw(
    messages: Sequence[Callable[[], bytes]], *, progress: Callable[[str, int], None]
) -> list[Reading]:
    """Return the readings of raw messages, each fetched when its turn comes."""
    readings: list[Reading] = []
    async with ReadingPool(_PROCESSES) as pool:
        for start in range(0, len(messages), _BATCH):
            batch = [message() for message in messages[start : start + _BATCH]]
            readings += await pool.read_many(batch)
            progress("messages", len(batch))
    return readings


def _table(files: Sequence[Path], readings: Sequence[Reading]) -> Table:
    table = Table("file", "kind", "language", "rights", "answer by machine", "for a person")
    for file, reading in zip(files, readings, strict=True):
        table.add_row(
            file.name,
            reading.kind,
            reading.language,
            ", ".join(reading.rights) or "none",
            "yes" if reading.may_auto_answer else ", ".join(reading.why_not_auto) or "no",
            ", ".join(reading.needs_person) or "no",
        )
    return table
