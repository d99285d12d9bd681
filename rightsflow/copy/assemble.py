"""From what lies in the vault to the finished copy, sealed in the same vault.

Runs in a process of its own (`rightsflow.copy.pool`). Running it again makes the copy anew in
the place of the old one.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from rightsflow.copy.files import all_of, name_files
from rightsflow.copy.guard import guarded
from rightsflow.copy.job import ARCHIVE_ITEM, REPORT_ITEM, Answer, Asked, CopyJob, CopyMade, Part
from rightsflow.copy.package import write_package
from rightsflow.copy.pile import Pile
from rightsflow.copy.protect import encrypt_pdf
from rightsflow.copy.report import write_report
from rightsflow.copy.scan import Heap, redacted_in, scan

__all__ = ["ARCHIVE_ITEM", "REPORT_ITEM", "Answer", "Asked", "CopyJob", "CopyMade", "assemble"]


def assemble(job: CopyJob) -> CopyMade:
    """Make report and archive of one case.

    Raises `Damaged` if the vault does not hold what was found, `TryAgain` if the disk does not
    take the copy, `NeedsPerson` if it cannot be made; no text of an error holds personal data.
    """
    return guarded(job, _assemble)


def _assemble(job: CopyJob) -> CopyMade:
    vault = job.vault
    heaps = [scan(Pile(job, asked), job.policy.pdf_rows) for asked in job.asked]
    files = name_files(heaps)
    clear, pages = write_report(job, heaps, files)
    report = encrypt_pdf(clear, job.passphrase, job.made_at)
    vault.put(job.key, job.case_number, REPORT_ITEM, report)
    with vault.writer(job.key, job.case_number, ARCHIVE_ITEM) as sink:
        whole = write_package(job, heaps, files, sink)
    return CopyMade(
        report=Part(REPORT_ITEM, len(report), hashlib.sha256(report).hexdigest()),
        archive=Part(ARCHIVE_ITEM, whole.bytes, whole.sha256),
        pages=pages,
        records={f"{h.pile.system.system}.{one.name}": one.count for h, one in all_of(heaps)},
        documents=files.documents,
        third_party=_third_party(heaps),
        redactions=redacted_in(heaps),
    )


def _third_party(heaps: Sequence[Heap]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for heap, one in all_of(heaps):
        prefix = f"{heap.pile.system.system}.{one.name}."
        counts.update({prefix + column: count for column, count in one.third_party.items()})
    return dict(counts)
