"""The evidence as a PDF: what it is and how it ended on the first page, then section by section."""

from rightsflow.evidence.course import write_clock, write_decisions, write_holds, write_journal
from rightsflow.evidence.letters import write_letters
from rightsflow.evidence.matter import (
    write_done,
    write_identity,
    write_messages,
    write_requests,
    write_systems,
)
from rightsflow.evidence.page import Page, grouped, joined
from rightsflow.evidence.reading import Json
from rightsflow.evidence.words import Words
from rightsflow.pdf import Paper
from rightsflow.pdf.ink import NOTE, TITLE

SECTIONS = (
    write_requests,
    write_clock,
    write_messages,
    write_identity,
    write_systems,
    write_done,
    write_holds,
    write_decisions,
    write_letters,
    write_journal,
)
"""What stands below the first block, in this order; each writes its own heading."""


def write_evidence(pack: Json, words: Words, twin: tuple[str, str]) -> bytes:
    """Return the PDF. `twin` is name and SHA-256 of the JSON file beside it."""
    number = pack["case"]["number"]
    paper = Paper(
        title=f"{words('document_title')} {number}",
        head=words("head", number=number),
        page=words("page", page="{page}", pages="{pages}"),
        language=words.language,
    )
    page = Page(paper, pack, words)
    paper.heading(words("title"), TITLE)
    paper.text(words("intro", controller=pack["controller"]["name"]))
    paper.space(4)
    _summary(page)
    _twin(page, *twin)
    if pack["requester"] is None:
        paper.text(words("lost"))
    for write in SECTIONS:
        write(page)
    if paper.missing:
        paper.text(words("missing_glyphs"), NOTE)
    return paper.finish()


def _summary(page: Page) -> None:
    words, case, controller = page.words, page.pack["case"], page.pack["controller"]
    officer, authority = controller["officer"], controller["authority"]
    rights = [words.right(one["right"]) for one in page.pack["requests"]]
    page.pairs(
        ("number", case["number"]),
        ("controller", joined(controller["name"], controller["address"])),
        ("contact", joined(controller["email"], controller["phone"])),
        ("officer", joined(page.said(officer["name"]), officer["email"], officer["phone"])),
        ("authority", joined(page.said(authority["name"]), authority["address"])),
        ("requester", page.requester()),
        ("rights", joined(*rights)),
        ("channel", words.code("channels", case["channel"])),
        ("received", words.moment(case["received_at"])),
        ("due", words.day(page.due_on)),
        ("answered", _answered(page)),
        ("stage", words.code("stages", case["stage"])),
        ("made", words.moment(page.pack["made_at"])),
    )


def _answered(page: Page) -> str:
    words, answered_at = page.words, page.pack["case"]["answered_at"]
    if not answered_at:
        return words("answered_not")
    in_time = words.day_of(answered_at).isoformat() <= page.due_on
    key = "answered_in_time" if in_time else "answered_late"
    return words(key, moment=words.moment(answered_at))


def _twin(page: Page, name: str, digest: str) -> None:
    page.paper.space(8)
    page.paper.text(page.words("twin"))
    page.pairs(("twin_file", name), ("twin_hash", grouped(digest)))
    zone = page.pack["controller"]["timezone"]
    page.paper.text(page.words("zone", zone=zone), NOTE)
