"""Documents as office programs write them, small."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from reportlab.pdfgen.canvas import Canvas

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(*pages: str, password: str = "") -> bytes:
    """Return a PDF with a line of text on each page; an empty text is a page without any."""
    out = BytesIO()
    canvas = Canvas(out, encrypt=password or None)
    for text in pages:
        if text:
            canvas.drawString(72, 720, text)
        else:
            canvas.rect(72, 72, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP archive."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(*paragraphs: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a DOCX whose words are split over runs, as editing and spell checking leave them."""
    body = "".join(f"<w:p>{_runs(text)}</w:p>" for text in paragraphs)
    document = f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
    return packed({"word/document.xml": document, **(more or {})})


def _runs(text: str) -> str:
    pieces = (text[at : at + 3] for at in range(0, len(text), 3))
    return "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in pieces)


def odt(*paragraphs: str) -> bytes:
    """Return an OpenDocument text."""
    body = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    content = f'<o:d xmlns:o="o" xmlns:text="t"><o:body>{body}</o:body></o:d>'
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
