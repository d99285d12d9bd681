"""Sheets of paper: where the next line goes, running head, "page x of y", outline."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from rightsflow.pdf.font import MISSING, REGULAR, face
from rightsflow.pdf.ink import FOOT, HEADING, TITLE, Ink, Style

_WIDTH, _HEIGHT = A4
SIDE, TOP, BOTTOM = 62.0, _HEIGHT - 84.0, 72.0
ROOM = _WIDTH - 2 * SIDE
"""How wide a line is, in points."""

_HEAD_Y, _FOOT_Y = _HEIGHT - 48.0, 40
_TOTAL = "pages"
_TOTAL_ROOM = 13.0


class Sheets:
    """The pages of a document, filled from top to bottom; `y` is where the next line begins.

    `page` is like "Page {page} of {pages}". `missing` says that a character was replaced
    because the font does not have it; `number` counts the pages.
    """

    def __init__(self, *, title: str, head: str, page: str, language: str) -> None:
        self._out = BytesIO()
        self._canvas = Canvas(
            self._out,
            pagesize=A4,
            pageCompression=1,
            invariant=1,
            lang=language,
            initialFontName=face(REGULAR).name,  # type: ignore[arg-type]  # typed as a number
        )
        self._canvas.setTitle(title)
        self._canvas.setCreator("Rightsflow")
        # reportlab has no public way to the document under a canvas.
        self._document = self._canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001
        self._head, self._page = head, page
        self._waiting: list[tuple[str, Style]] = []
        self.ink = Ink(self._document)
        self.number = 0
        self.missing = False
        self.y = TOP
        self.turn()

    def heading(self, text: str, style: Style = HEADING) -> None:
        """Note a heading: it is written with what follows, on the same page."""
        self._waiting.append((text, style))

    def need(self, points: float) -> None:
        """Go to the next page unless so much room is left; write the headings that wait."""
        headings = sum(s.before + s.leading + s.after for _, s in self._waiting)
        if self.y - headings - points < BOTTOM:
            self.turn()
        waiting, self._waiting = self._waiting, []
        for text, style in waiting:
            self._write_heading(text, style)

    def turn(self) -> None:
        """Begin a page: its head, its foot with a place for how many there will be."""
        if self.number:
            self._show()
        self.number += 1
        self.y = TOP
        self.ink.text(SIDE, _HEAD_Y, self.clean(self._head), FOOT)
        label = self._page.partition("{pages}")[0].format(page=self.number)
        right = SIDE + ROOM - _TOTAL_ROOM
        self.ink.text(right - FOOT.face.width(label, FOOT.size), _FOOT_Y, label, FOOT)
        self._canvas.saveState()
        self._canvas.translate(right, _FOOT_Y)
        self._canvas.doForm(_TOTAL)
        self._canvas.restoreState()

    def clean(self, text: str) -> str:
        """Return the text as it can be printed."""
        clean = face(REGULAR).clean(text)
        self.missing = self.missing or MISSING in clean
        return clean

    def lines(self, text: str, style: Style, room: float) -> list[str]:
        """Return the text in lines of at most `room` points."""
        return style.face.wrap(self.clean(text), style.size, room)

    def finish(self) -> bytes:
        """Return the finished PDF; nothing can be written afterwards."""
        if self._waiting:
            self.need(0)
        self._show()
        self._canvas.beginForm(_TOTAL, 0, -_FOOT_Y, int(_WIDTH), _FOOT_Y)
        self.ink.text(0, 0, f"{self.number}{self._page.partition('{pages}')[2]}", FOOT)
        self._draw()
        self._canvas.endForm()
        self._canvas.save()
        return self._out.getvalue()

    def _write_heading(self, text: str, style: Style) -> None:
        self.y -= style.before if self.y < TOP else 0
        if style in (TITLE, HEADING):
            key = f"{self.number}-{self.y:.0f}"
            self._canvas.bookmarkHorizontalAbsolute(key, self.y)
            self._canvas.addOutlineEntry(self.clean(text), key, level=0)
        for line in self.lines(text, style, ROOM):
            self.ink.text(SIDE, self.y - style.size, line, style)
            self.y -= style.leading
        self.y -= style.after

    def _show(self) -> None:
        self._draw()
        self._canvas.showPage()

    def _draw(self) -> None:
        self._canvas.drawText(self.ink)  # type: ignore[arg-type]  # has what it asks for
        self.ink = Ink(self._document)
