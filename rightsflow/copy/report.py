"""The report: the PDF that a person reads, from who we are to the last document."""

from collections.abc import Sequence

from rightsflow.copy.facts import disclosure_of
from rightsflow.copy.files import Files
from rightsflow.copy.job import Answer, CopyJob
from rightsflow.copy.phrases import Phrases, phrases
from rightsflow.copy.scan import Heap
from rightsflow.copy.showing import show_documents, show_redactions, show_system
from rightsflow.copy.telling import tell
from rightsflow.pdf import Paper
from rightsflow.pdf.ink import HEADING, NOTE, TITLE


def write_report(job: CopyJob, heaps: Sequence[Heap], files: Files) -> tuple[bytes, int]:
    """Return the report as a PDF in clear, and how many pages it has."""
    words = phrases(job.language)
    paper = Paper(
        title=f"{words('document_title')} {job.case_number}",
        head=words("head", case_number=job.case_number),
        page=words("page", page="{page}", pages="{pages}"),
        language=job.language,
    )
    holding = [heap for heap in heaps if heap.collections]
    paper.heading(words("title"), TITLE)
    _who(paper, job, words)
    _what_this_is(paper, job, words, is_empty=not holding)
    _where(paper, heaps, words)
    if holding:
        tell(paper, job, disclosure_of(heaps, words), holding, words)
        for heap in holding:
            show_system(paper, heap, files, words)
        show_documents(paper, holding, files, words)
        show_redactions(paper, holding, words)
    if paper.missing:
        paper.text(words("missing_glyphs"), NOTE)
    return paper.finish(), paper.number


def _who(paper: Paper, job: CopyJob, words: Phrases) -> None:
    controller = job.controller
    officer = controller.officer
    zone = controller.zone
    searched = (f"{words(f'identifier_{i.kind.value}')}: {i.value}" for i in job.identifiers)
    paper.pairs(
        [
            (words("case_number"), job.case_number),
            (words("for_whom"), "\n".join(searched) or words("empty")),
            (words("received"), words.moment(job.received_at, zone)),
            (words("made"), words.moment(job.made_at, zone)),
            (words("controller"), f"{controller.name}\n{controller.address}"),
            (words("contact"), _lines(controller.email, controller.phone)),
            (words("officer"), _lines(words.of(officer.name), officer.email, officer.phone)),
        ]
    )


def _what_this_is(paper: Paper, job: CopyJob, words: Phrases, *, is_empty: bool) -> None:
    paper.space(10)
    if is_empty:
        paper.text(words("intro_nothing", controller=job.controller.name))
        return
    for paragraph in words.many("intro", controller=job.controller.name):
        paper.text(paragraph)
    paper.text(words("intro_paid" if job.paid else "intro_free"))


def _where(paper: Paper, heaps: Sequence[Heap], words: Phrases) -> None:
    paper.heading(words("asked"), HEADING)
    paper.text(words("asked_text"))
    rows = [[words.of(heap.pile.system.title), _answer(heap, words)] for heap in heaps]
    paper.table([words("asked_system"), words("asked_outcome")], rows)


def _answer(heap: Heap, words: Phrases) -> str:
    if heap.pile.asked.answer is not Answer.held:
        return words(heap.pile.asked.answer.value)
    collections = heap.collections.values()
    count = sum(one.count for one in collections)
    counted = words("held_one") if count == 1 else words("held_many", count=count)
    titles = ", ".join(words.of(one.map.title) for one in collections)
    return words("held_collections", count=counted, collections=titles)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
