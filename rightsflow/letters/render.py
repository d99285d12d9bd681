"""A letter as subject, text and HTML, from the same words: text and HTML never disagree.

The templates of a language say the words, in parts (`layout`); `page.html` says how a part looks.
Values are escaped in HTML, and no value is ever read as a template.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources.abc import Traversable

from jinja2 import FunctionLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import SandboxedEnvironment

from rightsflow.law.right import Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import KIND, Context
from rightsflow.letters.layout import Part, parts, plain
from rightsflow.letters.words import Words, folder, words

_UNPRINTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls, marks that turn the direction of reading (UAX 9), halves of characters."""

_SPACES = re.compile("[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_VERSION_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as it is sent; `template_version` names the exact words it was made from."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    template_version: str


def render(letter: Letter, context: Context) -> Rendered:
    """Return a letter in the language of the case, or in English if we do not write that.

    Raises `TypeError` if the context belongs to another letter.
    """
    said = compose(letter, context)
    spoken = words(context.frame.language)
    values = _values(letter, context, spoken)
    return Rendered(
        subject=one_line(_fill(f"{spoken.language}/{letter}/subject.txt", values)),
        text=plain(said),
        html=_fill("page.html", {**values, "parts": said}),
        template_version=version(spoken.language, letter),
    )


def compose(letter: Letter, context: Context) -> tuple[Part, ...]:
    """Return the parts of a letter, whatever they will be made into; raises as `render`."""
    # Exactly this kind: a partial refusal is an access reply with more to say.
    if type(context) is not KIND[letter]:
        problem = f"{letter} is not made from {type(context).__name__}"
        raise TypeError(problem)
    spoken = words(context.frame.language)
    return parts(_fill(f"{spoken.language}/frame.txt", _values(letter, context, spoken)))


def one_line(text: str) -> str:
    """Return a text on one line, without characters that are not printed."""
    return _SPACES.sub(" ", _UNPRINTED.sub("", text)).strip(" ")


def paragraphs(text: str) -> tuple[str, ...]:
    """Return what somebody wrote, each paragraph on one line; nothing if it says nothing."""
    lines = (one_line(line) for line in text.splitlines())
    return tuple(line for line in lines if line)


@cache
def version(language: str, letter: Letter) -> str:
    """Return language, letter and a digest of every template that it is made from."""
    digest = hashlib.sha256()
    for part in (folder(), folder() / language, folder() / language / letter.value):
        for file in sorted(_files(part), key=lambda entry: entry.name):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return f"{language}/{letter}/{digest.hexdigest()[:_VERSION_CHARACTERS]}"


def _files(part: Traversable) -> list[Traversable]:
    return [entry for entry in part.iterdir() if entry.is_file()]


def _values(letter: Letter, context: Context, spoken: Words) -> dict[str, object]:
    frame = context.frame
    controller = frame.controller
    return {
        "letter": letter.value,
        "it": context,
        "frame": frame,
        "controller": controller,
        "officer": spoken.of(controller.officer.name),
        "authority": spoken.of(controller.authority.name),
        "w": spoken,
        "access": Right.access,
        "named": partial(spoken.right, marketing=frame.marketing),
    }


def _fill(template: str, values: Mapping[str, object]) -> str:
    return environment().get_template(template).render(values)


def _source(name: str) -> str:
    return (folder() / name).read_text(encoding="utf-8")


def _printed(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


@cache
def environment() -> SandboxedEnvironment:
    """Return what fills the templates: nothing undefined, every value on one line."""
    made = SandboxedEnvironment(
        loader=FunctionLoader(_source),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        finalize=_printed,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters["paragraphs"] = paragraphs
    return made
