"""The text of a PDF, page by page."""

from io import BytesIO

from pypdf import PdfReader

from rightsflow.texts import limits
from rightsflow.texts.model import Reading, State


def pdf_in(raw: bytes) -> Reading:
    """Return the text; a page without any is a picture of one, and makes the reading partial.

    Raises whatever pypdf raises for a damaged file.
    """
    reader = PdfReader(BytesIO(raw))
    if reader.is_encrypted and not reader.decrypt(""):
        return Reading(State.unreadable)
    pages: list[str] = []
    blank = 0
    left = limits.TEXT_CHARS
    count = len(reader.pages)
    for page in reader.pages[: limits.PAGES]:
        text = page.extract_text()[: max(left, 0)]
        blank += not text.strip()
        left -= len(text)
        pages.append(text)
    if blank == len(pages):
        return Reading(State.no_text)
    is_whole = not blank and count <= limits.PAGES and left > 0
    return Reading(State.read if is_whole else State.partly, "\n".join(pages))
