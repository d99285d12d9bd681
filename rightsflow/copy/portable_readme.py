"""A few sentences about the files of an export, for whoever opens it without a program."""

import textwrap
from collections.abc import Iterator, Sequence

from rightsflow.copy.job import PortableJob
from rightsflow.copy.phrases import Phrases
from rightsflow.copy.portable_choice import Exported, Stays
from rightsflow.copy.portable_manifest import Entry

_COLUMNS = 78
_FILES = {"contact.vcf": "portable_contact", "resume.json": "portable_resume"}


def readme(
    job: PortableJob,
    entries: Sequence[Entry],
    exported: Sequence[Exported],
    stays: Sequence[Stays],
    words: Phrases,
) -> Iterator[bytes]:
    """Yield the text; it speaks of no file that is not there."""
    for paragraph in _paragraphs(job, entries, exported, stays, words):
        yield (textwrap.fill(paragraph, _COLUMNS, break_on_hyphens=False) + "\n\n").encode()


def _paragraphs(
    job: PortableJob,
    entries: Sequence[Entry],
    exported: Sequence[Exported],
    stays: Sequence[Stays],
    words: Phrases,
) -> Iterator[str]:
    made = words.moment(job.made_at, job.controller.zone)
    yield words(
        "portable_intro", controller=job.controller.name, case_number=job.case_number, made=made
    )
    yield words("portable_data" if exported else "portable_nothing")
    if any(one.one.document_count for one in exported):
        yield words("portable_documents")
    names = {entry.file for entry in entries}
    for name, key in _FILES.items():
        if name in names:
            yield words(key)
    yield words("portable_manifest")
    if stays or any(one.left_out for one in exported):
        yield words("portable_excluded", email=job.controller.email)
