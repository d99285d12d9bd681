"""A letter to a recipient as subject, text and HTML: the words of a folder, the usual look."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml
from jinja2 import Environment, FunctionLoader

from rightsflow.law.notice import deed_row
from rightsflow.letters import render as letters
from rightsflow.letters import words as wording
from rightsflow.letters.layout import parts, plain
from rightsflow.letters.recipients.contexts import RecipientContext, RecipientLetter, letter_of
from rightsflow.letters.words import FALLBACK, Words

_PAGE = "page.html"
_VERSION_CHARACTERS = 12


def render_notice(context: RecipientContext, language: str) -> letters.Rendered:
    """Return a letter to a recipient in a language, or in English if we do not write that."""
    letter, spoken = letter_of(context), recipient_words(language)
    values = {
        "letter": letter.value,
        "it": context,
        "controller": context.controller,
        "officer": spoken.of(context.controller.officer.name),
        "article": spoken.article(deed_row(context.deed).article),
        "w": spoken,
    }
    said = parts(_fill(f"{spoken.language}/frame.txt", values))
    return letters.Rendered(
        subject=letters.one_line(_fill(f"{spoken.language}/{letter}/subject.txt", values)),
        text=plain(said),
        html=_fill(_PAGE, {**values, "parts": said}),
        template_version=_version(spoken.language, letter),
    )


@cache
def recipient_words(language: str) -> Words:
    """Return the words of the letters with those to recipients added to or put over them."""
    known = language if language in recipient_languages() else FALLBACK
    base, own = (
        yaml.safe_load((place / known / "words.yaml").read_text(encoding="utf-8"))
        for place in (wording.folder(), recipient_folder())
    )
    return Words(known, {**base, **own})


@cache
def recipient_languages() -> frozenset[str]:
    """Return the languages that have a folder of letters to recipients."""
    return frozenset(entry.name for entry in recipient_folder().iterdir() if entry.is_dir())


def recipient_folder() -> Traversable:
    """Return the folder of the templates of letters to recipients."""
    return files("rightsflow.letters.recipients") / "templates"


@cache
def _version(language: str, letter: RecipientLetter) -> str:
    """Return language, letter and a digest of every template that it is made from."""
    digest = hashlib.sha256((wording.folder() / _PAGE).read_bytes())
    shared = wording.folder() / language / "words.yaml"
    digest.update(shared.read_bytes())
    for folder in (recipient_folder() / language, recipient_folder() / language / letter.value):
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.is_file():
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return f"{language}/{letter}/{digest.hexdigest()[:_VERSION_CHARACTERS]}"


def _fill(template: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(template).render(values)


def _source(name: str) -> str:
    folder = wording.folder() if name == _PAGE else recipient_folder()
    return (folder / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Return what fills letters, sandboxed as it is, with the templates of this folder."""
    return letters.environment().overlay(loader=FunctionLoader(_source))
