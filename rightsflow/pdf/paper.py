"""What is written on the sheets: paragraphs, lists, blocks of pairs, tables.

Every text is data: nothing in it is read as markup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rightsflow.pdf.ink import BODY, BULLET, CELL, COLUMN, LABEL, VALUE, Style
from rightsflow.pdf.sheets import BOTTOM, ROOM, SIDE, TOP, Sheets
from rightsflow.pdf.table import Grid

_PADDING = 5.0
_PAIR_LABEL = 0.3
_INDENT = 13.0
_FEWEST_LINES = 3
_HEAD_LINES = 6
"""So many lines are reserved for the head of a table on a page of its own."""

_GRID = Grid(head=COLUMN, body=CELL, padding=2 * _PADDING)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Lines that begin at `x`, below the top of their row."""

    x: float
    style: Style
    lines: Sequence[str]


class Paper(Sheets):
    """A document being written from top to bottom."""

    def text(self, text: str, style: Style = BODY, indent: float = 0) -> None:
        """Write a paragraph, broken into lines and over pages."""
        lines = self.lines(text, style, ROOM - indent)
        self.need(style.before + min(len(lines), 2) * style.leading)
        self.y -= style.before
        for line in lines:
            self.need(style.leading)
            self.ink.text(SIDE + indent, self.y - style.size, line, style)
            self.y -= style.leading
        self.y -= style.after

    def bullets(self, texts: Iterable[str]) -> None:
        """Write a list."""
        for text in texts:
            self.need(2 * BODY.leading)
            self.ink.text(SIDE + 2, self.y - BODY.size, "•", BULLET)
            self.text(text, BODY, indent=_INDENT)

    def space(self, points: float) -> None:
        """Leave some room."""
        self.y -= points

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Write a block of label and value, a hairline below each."""
        split = ROOM * _PAIR_LABEL
        for label, value in pairs:
            cells = [
                _Cell(SIDE, LABEL, self.lines(label, LABEL, split - _PADDING)),
                _Cell(SIDE + split, VALUE, self.lines(value, VALUE, ROOM - split)),
            ]
            self.need(_begin(cells))
            self._row(cells, [])
        self.y -= _PADDING

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        most_lines: int | None = None,
    ) -> bool:
        """Write a table, its head on each page.

        With `most_lines`, False is returned and nothing written if the table is no pleasure
        to read: too many columns, or a cell with more lines.
        """
        titles = [self.clean(title) for title in columns]
        clean = [[self.clean(text) for text in row] for row in rows]
        wide = _GRID.widths(titles, clean, ROOM)
        if wide is None and most_lines is not None:
            return False
        wide = wide or [ROOM / len(columns)] * len(columns)
        body = [_cells(wide, row, CELL) for row in clean]
        if most_lines and any(len(cell.lines) > most_lines for row in body for cell in row):
            return False
        head = _cells(wide, titles, COLUMN)
        self.need(_height(head) + max((_begin(row) for row in body[:1]), default=0))
        self._titles(head)
        for row in body:
            self._row(row, head)
        self.y -= _PADDING
        return True

    def _titles(self, head: Sequence[_Cell]) -> None:
        if head:
            high = _height(head)
            self.ink.area(SIDE, self.y - high, ROOM, high)
            self._slice(head, 0, max(len(cell.lines) for cell in head))

    def _row(self, cells: Sequence[_Cell], head: Sequence[_Cell]) -> None:
        """Write one row; what is taller than the rest of the page goes on over the next ones."""
        leading = max(cell.style.leading for cell in cells)
        begin, lines = 0, max(len(cell.lines) for cell in cells)
        while begin < lines:
            left = lines - begin
            fit = int((self.y - BOTTOM - 2 * _PADDING) / leading)
            if left > fit and (fit < _FEWEST_LINES or left <= _whole_page(leading)):
                self.turn()
                self._titles(head)
                continue
            self._slice(cells, begin, begin + min(fit, left))
            begin += fit
        self.ink.rule(SIDE, self.y, ROOM)

    def _slice(self, cells: Sequence[_Cell], begin: int, end: int) -> None:
        """Write the lines of a row from `begin` to before `end`."""
        leading = max(cell.style.leading for cell in cells)
        top = self.y - _PADDING
        for cell in cells:
            for at, line in enumerate(cell.lines[begin:end]):
                self.ink.text(cell.x, top - at * leading - cell.style.size, line, cell.style)
        self.y = top - (end - begin) * leading - _PADDING


def _cells(wide: Sequence[float], texts: Sequence[str], style: Style) -> list[_Cell]:
    cells, x = [], SIDE
    for width, text in zip(wide, texts, strict=True):
        lines = style.face.wrap(text, style.size, width - 2 * _PADDING)
        cells.append(_Cell(x + _PADDING, style, lines))
        x += width
    return cells


def _height(cells: Sequence[_Cell]) -> float:
    """Return how tall a row is, in points."""
    leading = max(cell.style.leading for cell in cells)
    return max(len(cell.lines) for cell in cells) * leading + 2 * _PADDING


def _begin(cells: Sequence[_Cell]) -> float:
    """Return how much room a row needs to begin: all of it, if a page can hold it."""
    leading = max(cell.style.leading for cell in cells)
    if max(len(cell.lines) for cell in cells) <= _whole_page(leading):
        return _height(cells)
    return _FEWEST_LINES * leading + 2 * _PADDING


def _whole_page(leading: float) -> int:
    """Return how many lines a row may have that is never split over pages."""
    return int((TOP - BOTTOM) / leading) - _HEAD_LINES
