"""The documents that candidates sent: one-page PDFs with an embedded font."""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from deployments.examples.we_support.draw import Draw, words
from deployments.examples.we_support.recruitment import Paper
from rightsflow.pdf.font import REGULAR, warm

_TITLE_SIZE = 20
_TEXT_SIZE = 10
_LEADING = 15
_MARGIN = 25 * mm
_PRIVATE = 0o700


def write_papers(papers: list[Paper], folder: Path, draw: Draw) -> None:
    """Write each paper's file below `folder`; the folder's parts are made as needed."""
    warm()
    for paper in papers:
        file = folder / paper.stored_as
        file.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        _draw_page(file, paper, _lines(paper, draw))


def _draw_page(file: Path, paper: Paper, lines: list[str]) -> None:
    canvas = Canvas(str(file), pagesize=A4, invariant=1)
    canvas.setTitle(paper.kind)
    canvas.setFont(REGULAR, _TITLE_SIZE)
    top = A4[1] - _MARGIN
    canvas.drawString(_MARGIN, top, paper.person.name)
    text = canvas.beginText(_MARGIN, top - 2 * _LEADING)
    text.setFont(REGULAR, _TEXT_SIZE, _LEADING)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)
    canvas.save()


def _lines(paper: Paper, draw: Draw) -> list[str]:
    person = paper.person
    head = [paper.kind, "", f"{person.email}   {person.phone}   {person.city}", ""]
    if paper.kind.startswith("CV"):
        return head + _career(draw) + ["", words()["cv"]["clause"]]
    body = "letter" if paper.kind == "List motywacyjny" else "certificate"
    return head + list(words()["cv"][body])


def _career(draw: Draw) -> list[str]:
    headings = words()["cv"]["headings"]
    lines = [headings["work"]]
    year = draw.number(2019, 2021)
    for company in draw.some(words()["companies"], 3):
        began = year - draw.number(2, 4)
        lines.append(f"{began}-{year}   {draw.one(words()['positions'])}, {company['name']}")
        year = began
    lines += ["", headings["school"], f"{year}   {draw.one(words()['universities'])}"]
    lines += ["", headings["skills"], ", ".join(draw.some(words()["skills"], 6))]
    return [*lines, "", headings["hobbies"], ", ".join(draw.some(words()["hobbies"], 2))]
