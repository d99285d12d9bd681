"""A letter on paper says what its text says."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from rightsflow.letters.choose import Letter
from rightsflow.letters.examples import example
from rightsflow.letters.layout import Part
from rightsflow.letters.paper import to_pdf
from rightsflow.letters.render import compose, render
from rightsflow.letters.words import words


def written(pdf: bytes) -> list[str]:
    """Return what stands on each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("letter", Letter)
def test_paper_says_every_word_of_the_text(letter: Letter, language: str) -> None:
    """Whoever receives a letter by post is told no less."""
    context = example(letter, language)
    said = compose(letter, context)
    pages = written(to_pdf(said, head="Pogodna Praca", spoken=words(language)))
    text = render(letter, context).text
    assert set(re.findall(r"\w+", text)) <= set(re.findall(r"\w+", " ".join(pages)))
    page = {"pl": "strona", "en": "page"}[language]
    assert f"{page} {len(pages)} " in pages[-1]


def test_what_somebody_wrote_is_printed_as_it_is() -> None:
    """Nothing in it is read as markup."""
    said = (Part("title", ("Tytuł",)), Part("said", ("<b>a</b> & {{ b }}",)))
    assert "<b>a</b> & {{ b }}" in written(to_pdf(said, head="x", spoken=words("pl")))[0]
