"""How texts look, and the drawing operators of a page (ISO 32000-1, 8 and 9).

The operators are written here and not by reportlab's canvas: a page has hundreds of short
texts, and writing them one by one through it takes ten times as long.
"""

from dataclasses import dataclass

from reportlab.pdfbase.pdfdoc import PDFDocument

from rightsflow.pdf.font import BOLD, REGULAR, Face, face


def _colour(code: int) -> str:
    """Return red, green and blue from 0 to 1, as operands."""
    return " ".join(f"{part / 255:.3g}" for part in code.to_bytes(3, "big"))


INK = _colour(0x1F2933)
GREY = _colour(0x66727F)
ACCENT = _colour(0x0B5A6B)
TINT = _colour(0xEDF4F5)
HAIRLINE = _colour(0xD5DDE1)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: its face, and sizes and the space before and after it in points."""

    name: str
    size: float
    leading: float
    colour: str
    before: float = 0
    after: float = 0

    @property
    def face(self) -> Face:
        """Return the weight of the font."""
        return face(self.name)


TITLE = Style(BOLD, 23, 29, ACCENT, 0, 10)
HEADING = Style(BOLD, 14.5, 19, ACCENT, 24, 7)
SUBHEADING = Style(BOLD, 11, 15, INK, 15, 4)
BODY = Style(REGULAR, 9.5, 14.2, INK, 0, 6)
NOTE = Style(REGULAR, 8.5, 12.2, GREY, 2, 6)
PURPOSE = Style(REGULAR, 8.8, 13, GREY, 6, 0)
LABEL = Style(REGULAR, 8.8, 13, GREY)
VALUE = Style(REGULAR, 9.5, 13, INK)
COLUMN = Style(BOLD, 8.3, 11.5, ACCENT)
CELL = Style(REGULAR, 8.6, 11.8, INK)
BULLET = Style(BOLD, 9.5, 14.2, ACCENT)
FOOT = Style(REGULAR, 8, 11, GREY)


class Ink:
    """The operators of one page, for reportlab's `drawText`, which asks for `getCode`."""

    def __init__(self, document: PDFDocument) -> None:
        self._document = document
        self._operators: list[str] = []

    def text(self, x: float, y: float, line: str, style: Style) -> None:
        """Show one line from its baseline; the text goes in as hexadecimal codes."""
        shown = "".join(
            f"{font} {style.size} Tf <{codes.hex()}> Tj "
            for font, codes in style.face.codes(line, self._document)
        )
        self._operators.append(f"BT {style.colour} rg {x:.2f} {y:.2f} Td {shown}ET")

    def rule(self, x: float, y: float, width: float) -> None:
        """Draw a hairline."""
        end = x + width
        self._operators.append(f"{HAIRLINE} RG 0.6 w {x:.2f} {y:.2f} m {end:.2f} {y:.2f} l S")

    def area(self, x: float, y: float, width: float, height: float) -> None:
        """Fill a rectangle with the tint."""
        self._operators.append(f"{TINT} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def getCode(self) -> str:  # noqa: N802 - reportlab's name
        """Return the operators."""
        return "\n".join(self._operators)
