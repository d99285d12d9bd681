"""The export of Article 20 GDPR: what the person gave, in forms that another program reads.

What is sent is an archive that the passphrase of the case opens, as that of the copy. In it lies
one entry, `portable.zip`: an ordinary archive that can be handed on as it is, with

```
data/<system>/<collection>.json, .csv   the records
files/0001.pdf                          documents
contact.vcf                             vCard 4.0, if any of its fields is held
resume.json                             JSON Resume, likewise
README.txt                              what these are, in the person's language
manifest.json                           everything about them, and what stays out and why
```

It lies inside for its names to tell nothing: those of an encrypted archive stand in clear, and one
such as `data/mailing/contest_entries.json` would tell. It is the same bytes for the same job.
Written as it comes, in memory that does not grow with the data.
"""

from collections.abc import Iterator, Sequence

from rightsflow.copy.archive import Archive, Output, Tally
from rightsflow.copy.contact import contact_card
from rightsflow.copy.findings import found_item
from rightsflow.copy.guard import guarded
from rightsflow.copy.job import PORTABLE_ITEM, ExcludedPart, Part, PortableJob, PortableMade
from rightsflow.copy.package import add_document
from rightsflow.copy.phrases import phrases
from rightsflow.copy.pile import Pile
from rightsflow.copy.portable_choice import Exported, Stays, choose
from rightsflow.copy.portable_files import SCHEMA, csv_of, documents_of, json_of
from rightsflow.copy.portable_manifest import Entry, manifest_chunks
from rightsflow.copy.portable_readme import readme
from rightsflow.copy.resume import resume_chunks
from rightsflow.copy.scan import scan

__all__ = ["PORTABLE_ITEM", "ExcludedPart", "PortableJob", "PortableMade", "export"]

CONTENTS = "portable.zip"
CONTACT = "contact.vcf"
RESUME = "resume.json"
README = "README.txt"
MANIFEST = "manifest.json"
_LARGER = 8
"""A file made from findings is at most so many times what lies in the vault."""


def export(job: PortableJob) -> PortableMade:
    """Make the export of one case, in the place of an earlier one.

    Raises `Damaged` if the vault does not hold what was found, `TryAgain` if the disk does not
    take the export, `NeedsPerson` if it cannot be made; no text of an error holds personal data.
    """
    return guarded(job, _export)


def _export(job: PortableJob) -> PortableMade:
    heaps = [scan(Pile(job, asked), limit=0) for asked in job.asked]
    exported, stays = choose(job, heaps)
    expected = _expected_bytes(job, exported)
    with job.vault.writer(job.key, job.case_number, PORTABLE_ITEM) as sink:
        archive = Archive(sink, job.passphrase)
        with archive, archive.entry(CONTENTS, expected) as entry:
            inside = _write(job, exported, stays, entry, expected)
    return PortableMade(
        archive=Part(PORTABLE_ITEM, archive.whole.bytes, archive.whole.sha256),
        contents=Part(CONTENTS, inside.bytes, inside.sha256),
        schema=SCHEMA,
        records={f"{one.system}.{one.one.name}": one.one.count for one in exported},
        documents=sum(one.one.document_count for one in exported),
        excluded=tuple(_excluded(exported, stays)),
    )


def _write(
    job: PortableJob,
    exported: Sequence[Exported],
    stays: Sequence[Stays],
    output: Output,
    expected: int,
) -> Tally:
    """Write the archive that is handed on; returns its size and hash."""
    words = phrases(job.language)
    with Archive(output, None) as archive:
        entries: list[Entry] = []

        def add(name: str, content: Iterator[bytes]) -> None:
            tally = archive.add(name, content, expected)
            entries.append(Entry(name, tally.bytes, tally.sha256))

        for one in exported:
            add(f"{one.path}.json", json_of(one))
            add(f"{one.path}.csv", csv_of(one))
        for stored, name in documents_of(exported):
            add_document(archive, job, stored, name)
        if card := contact_card(exported, job.made_at):
            add(CONTACT, iter([card]))
        if resume := resume_chunks(exported, job.made_at):
            add(RESUME, resume)
        add(README, readme(job, entries, exported, stays, words))
        archive.add(MANIFEST, manifest_chunks(job, entries, exported, stays, words), expected)
    return archive.whole


def _excluded(exported: Sequence[Exported], stays: Sequence[Stays]) -> Iterator[ExcludedPart]:
    for one in stays:
        yield ExcludedPart(f"{one.system}.{one.one.name}", one.reason, one.one.count)
    for each in exported:
        for part in each.left_out:
            place = f"{each.system}.{each.one.name}.{part.column}"
            yield ExcludedPart(place, part.reason, part.count)


def _expected_bytes(job: PortableJob, exported: Sequence[Exported]) -> int:
    """Return a size that the export does not exceed."""
    systems = {one.system for one in exported}
    found = sum(job.vault.size(job.case_number, found_item(system)) for system in systems)
    documents = (stored.bytes for stored, _ in documents_of(exported))
    return 2 * _LARGER * found + sum(documents)
