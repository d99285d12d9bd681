"""A copy or an export, finished: what was made, how large, and what is noted of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from rightsflow.copy.job import ARCHIVE_ITEM, PORTABLE_ITEM, REPORT_ITEM, CopyJob, PortableJob
from rightsflow.copy.pool import CopyPool


@dataclass(frozen=True, slots=True)
class Finished:
    """What was made for one request: its files in the vault, counts for the receipt, hashes.

    `described` says of an export what the letter names: its schema and the hash of its contents.
    """

    items: tuple[str, ...]
    bytes: int
    counts: Mapping[str, int]
    event: str
    hashes: Mapping[str, str]
    described: Mapping[str, str]


async def make(pool: CopyPool, job: CopyJob | PortableJob) -> Finished:
    """Make what a job asks for, in a process of its own; raises what the pool raises."""
    if isinstance(job, PortableJob):
        return await _exported(pool, job)
    made = await pool.assemble(job)
    return Finished(
        items=(REPORT_ITEM, ARCHIVE_ITEM),
        bytes=made.report.bytes + made.archive.bytes,
        counts={
            "report_bytes": made.report.bytes,
            "archive_bytes": made.archive.bytes,
            "withheld": made.withheld,
        },
        event="copy_made",
        hashes={"report_sha256": made.report.sha256, "archive_sha256": made.archive.sha256},
        described={},
    )


async def _exported(pool: CopyPool, job: PortableJob) -> Finished:
    made = await pool.export(job)
    return Finished(
        items=(PORTABLE_ITEM,),
        bytes=made.archive.bytes,
        counts={
            "archive_bytes": made.archive.bytes,
            "records": sum(made.records.values()),
            "excluded": sum(one.count for one in made.excluded),
        },
        event="export_made",
        hashes={"archive_sha256": made.archive.sha256, "contents_sha256": made.contents.sha256},
        described={"sha256": made.contents.sha256, "schema": made.schema},
    )
