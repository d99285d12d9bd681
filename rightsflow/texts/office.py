"""The text of office files: packed XML (ECMA-376, OASIS OpenDocument).

Nothing is written to disk, no entity is expanded, nothing is unpacked beyond the limits: what a
file claims about its size is not believed.
"""

from io import BytesIO
from xml.parsers import expat
from zipfile import ZipFile

from rightsflow.texts import limits
from rightsflow.texts.model import Reading, State

_PIECE_BYTES = 64 * 2**10
_XML = (".xml", ".rels")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tif", ".tiff", ".bmp")
_ENDS = frozenset(
    {"p", "h", "br", "line-break", "tab", "tr", "si", "c", "row", "table-cell", "cell", "v", "is"}
)
"""Elements after which a word does not go on; between any others it may."""

_LINKS = frozenset({"Target", "xlink:href"})
"""Attributes that may hold `mailto:`."""


class Unwelcome(ValueError):  # noqa: N818 - named by what is wrong
    """The XML declares entities, which no office program writes."""


def office_in(raw: bytes) -> Reading:
    """Return the text of every part, with the addresses that links lead to.

    Raises `zipfile.BadZipFile`, `expat.ExpatError` and their like for a damaged file, `Unwelcome`.
    """
    texts: list[str] = []
    unpacked, is_whole = limits.UNPACKED_BYTES, True
    with ZipFile(BytesIO(raw)) as packed:
        names = packed.namelist()
        for name in names[: limits.MEMBERS]:
            if not name.lower().endswith(_XML):
                continue
            part = _Part()
            with packed.open(name) as file:
                while piece := file.read(_PIECE_BYTES):
                    unpacked -= len(piece)
                    if unpacked < 0:
                        return Reading(State.partly, _together([*texts, *part.out]))
                    part.feed(piece)
            part.end()
            texts += part.out
        is_whole = len(names) <= limits.MEMBERS
    text = _together(texts)
    if not text.strip():
        return Reading(State.no_text)
    has_pictures = any(name.lower().endswith(_PICTURES) for name in names)
    whole = is_whole and len(text) < limits.TEXT_CHARS and not has_pictures
    return Reading(State.read if whole else State.partly, text)


def _together(texts: list[str]) -> str:
    return "".join(texts)[: limits.TEXT_CHARS]


class _Part:
    """One XML file, parsed piece by piece."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begun
        self._parser.EndElementHandler = self._ended
        self._parser.CharacterDataHandler = self.out.append
        self._parser.EntityDeclHandler = _refuse

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)  # noqa: FBT003 - as in the library

    def end(self) -> None:
        self._parser.Parse(b"", True)  # noqa: FBT003 - as in the library
        self.out.append("\n")

    def _begun(self, _: str, attributes: dict[str, str]) -> None:
        for name in _LINKS & attributes.keys():
            if attributes[name].lower().startswith("mailto:"):
                self.out.append(f"\n{attributes[name][len('mailto:') :]}\n")

    def _ended(self, name: str) -> None:
        if name.rpartition(":")[2] in _ENDS:
            self.out.append("\n")


def _refuse(*_: object) -> None:
    raise Unwelcome
