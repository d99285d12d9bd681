"""The embedded font: Noto Sans, for Latin, Greek and Cyrillic with all their marks.

A base alphabet fills the first 256 places of every document alike, so its subset is cut out
and compressed once in the life of a process and not once per document (5 ms); other letters
go to further subsets, as reportlab does it.
"""

import codecs
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

rl_config.useA85 = 0  # streams as bytes: the text form is larger and takes longer

_FOLDER = Path(__file__).resolve().parent.parent / "fonts"
REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
_UNITS = 1000
MISSING = "\N{REPLACEMENT CHARACTER}"
"""Stands visibly where the font has no such character."""

_STANDS_FOR = {"█": "\N{HORIZONTAL BAR}"}
"""What is printed in the place of a character that the font lacks: blacked out stays a bar."""

_LATIN_1 = "".join(chr(code) for code in range(0xC0, 0x100))
_TYPOGRAPHIC = (
    "\N{NO-BREAK SPACE}\N{REPLACEMENT CHARACTER}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
    "\N{SINGLE LOW-9 QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}…•€§©«®°±²³·»¼½¾¡¿£™"
)
_NEIGHBOURS = "ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰăşţĂŞŢğıĞİ"
_ASCII = range(32, 127)
_FREE = (*range(1, 32), *range(128, 256))
"""Places of the first subset beside ASCII."""

_PLACES = {code: code for code in _ASCII}
_PLACES |= dict(zip(map(ord, _TYPOGRAPHIC + _NEIGHBOURS + _LATIN_1), _FREE, strict=False))


class _Flate:
    """A compression that remembers what it compressed; a filter as reportlab knows them."""

    pdfname = "FlateDecode"

    @staticmethod
    @lru_cache(maxsize=4)
    def encode(content: bytes) -> bytes:
        """Return the content compressed as well as can be: it is done once."""
        return zlib.compress(content, 9)


class _Font(TTFont):
    """A font whose first subset is the same in every document."""

    def __init__(self, name: str) -> None:
        super().__init__(name, str(_FOLDER / f"{name}.ttf"), asciiReadable=True, shapable=False)
        # Whole numbers as such: the font has 1000 units to the em, and they are written faster.
        self.face.charWidths = {c: round(w) for c, w in self.face.charWidths.items()}
        self._first = [0] * 256
        for code, place in _PLACES.items():
            self._first[place] = code
        cut = self.face.makeSubset
        base = cut(self._first)
        self.face.makeSubset = lambda subset: (  # type: ignore[method-assign]
            base if subset == self._first else cut(subset)
        )

    def _begin(self, doc: PDFDocument) -> None:
        """Give a document the base alphabet, before its first letter."""
        if doc not in self.state:
            state = self.state[doc] = TTFont.State(asciiReadable=True, ttf=self)
            state.assignments = dict(_PLACES)  # type: ignore[attr-defined]
            state.subsets = [self._first]
            state.nextCode = len(self._first)

    def splitString(  # noqa: N802 - reportlab's name
        self, text: str, doc: PDFDocument, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """Return subsets and bytes of a text; within the base alphabet in one step."""
        self._begin(doc)
        try:
            return [(0, codecs.charmap_encode(text, "strict", _PLACES)[0])]
        except UnicodeEncodeError:
            return super().splitString(text, doc, encoding)

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - reportlab's name
        """Add the font to a document, the base alphabet as it was compressed before."""
        self._begin(doc)
        super().addObjects(doc)
        for name, thing in doc.idToObject.items():
            if name.startswith("fontFile:"):
                thing.filters = [_Flate]  # type: ignore[attr-defined]


class Face:
    """One weight of the font: measures text, breaks it into lines, replaces what is missing."""

    def __init__(self, name: str) -> None:
        self.name = name
        font = _Font(name)
        pdfmetrics.registerFont(font)
        self._font = font
        glyphs: dict[int, int] = font.face.charToGlyph
        widths: dict[int, float] = font.face.charWidths
        shapes = (c for c in map(chr, glyphs) if not unicodedata.category(c).startswith("C"))
        self._widths = {"\n": 0.0} | {c: widths[ord(c)] / _UNITS for c in shapes}
        self._known = frozenset(self._widths)

    def clean(self, text: str) -> str:
        """Return the text in NFC with only characters that can be printed.

        Marks without a shape (soft hyphens, joiners, directions) go; tabs become spaces; what
        the font does not have becomes a visible replacement.
        """
        if self._known.issuperset(text) and unicodedata.is_normalized("NFC", text):
            return text
        parts = (self._printable(c) for c in unicodedata.normalize("NFC", text))
        return "".join(parts)

    def _printable(self, c: str) -> str:
        if c in self._known:
            return c
        if unicodedata.category(c) == "Cf":
            return ""
        return " " if c.isspace() else _STANDS_FOR.get(c, MISSING)

    def codes(self, text: str, doc: PDFDocument) -> Iterator[tuple[str, bytes]]:
        """Yield a clean text as resource names of subsets and the codes in them."""
        for subset, codes in self._font.splitString(text, doc):
            yield self._font.getSubsetInternalName(subset, doc), codes

    def width(self, text: str, size: float) -> float:
        """Return the width in points of a clean text without line ends."""
        return sum(map(self._widths.__getitem__, text)) * size

    def wrap(self, text: str, size: float, room: float) -> list[str]:
        """Break a clean text into lines of at most `room` points; one line at least."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            if self.width(paragraph, size) <= room:
                lines.append(paragraph)
            else:
                lines.extend(self._broken(paragraph, size, room))
        return lines

    def _broken(self, paragraph: str, size: float, room: float) -> Iterator[str]:
        space = self._widths[" "] * size
        line, used = "", 0.0
        for word in paragraph.split(" "):
            wide = self.width(word, size)
            if line and used + space + wide <= room:
                line, used = f"{line} {word}", used + space + wide
                continue
            if line:
                yield line
            *whole, line = self._cut(word, size, room) if wide > room else (word,)
            yield from whole
            used = self.width(line, size)
        yield line

    def _cut(self, word: str, size: float, room: float) -> Iterator[str]:
        """Cut a word that is wider than a line; each piece has one character at least."""
        begin, used = 0, 0.0
        for at, c in enumerate(word):
            wide = self._widths[c] * size
            if used + wide > room and at > begin:
                yield word[begin:at]
                begin, used = at, 0.0
            used += wide
        yield word[begin:]


@cache
def face(name: str) -> Face:
    """Return a weight of the font, read once in the life of a process (20 ms)."""
    return Face(name)


def warm() -> None:
    """Read the font and compress its base alphabet now rather than with the first document."""
    for name in (REGULAR, BOLD):
        face(name)
