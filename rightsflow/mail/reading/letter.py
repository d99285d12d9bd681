"""The letter in a message: the writer's words, what is passed on, what is quoted."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from rightsflow.mail.reading import limits
from rightsflow.mail.reading.folding import composed
from rightsflow.mail.reading.language import OTHER, detect_language
from rightsflow.mail.reading.lexicon import LANGUAGES
from rightsflow.mail.reading.quotes import of_passed_on, split_quotes
from rightsflow.mime.flaw import Flaw
from rightsflow.mime.parts import Parts

_NOT_WORDS: Final = re.compile(r"[\W_]+")
_REPLY: Final = re.compile(r"\s*(?:re|odp|aw|sv|antw|vs)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be judged.

    `other_form` is the HTML form where it says other words than the plain form. `read_as` is
    the language whose vocabulary is used; `language` may be `other`. `is_obstructed` says that
    something of the message could not be read.
    """

    subject: str
    is_reply: bool
    own: str
    passed_on: str
    quoted: str
    other_form: str
    language: str
    read_as: str
    has_attachments: bool
    is_obstructed: bool

    @property
    def body(self) -> str:
        """Return the writer's words and what is passed on below them."""
        return "\n\n".join(filter(None, (self.own, self.passed_on)))


def letter_of(parts: Parts, subject: str, ours: Collection[str] = ()) -> Letter:
    """Return the letter in the parts; notes there what a person has to see.

    `ours` are addresses whose letters ask for nothing, wherever they are quoted.
    """
    plain = composed("\n".join(parts.plain)).strip()
    html = composed("\n".join(parts.html)).strip()
    split = split_quotes(plain or html, subject, ours)
    enclosed = [of_passed_on(composed(text).strip(), ours) for text in parts.passed_on]
    attached = _together(split.passed_on, *(one.passed_on for one in enclosed))
    if split.own.count("\n") > limits.BODY_LINES or len(split.own) > limits.BODY_CHARS:
        note_long(parts)
    language = detect_language(f"{split.own or attached}\n{_bare_subject(subject)}")
    return Letter(
        subject=subject,
        is_reply=_REPLY.match(subject) is not None,
        own=split.own,
        passed_on=attached,
        quoted=_together(split.quoted, *(one.quoted for one in enclosed)),
        other_form=_other_form(plain, html, split.own, (subject, ours)),
        language=language,
        read_as=language if language != OTHER else LANGUAGES[0],
        has_attachments=bool(parts.attached),
        is_obstructed=bool(parts.flaws),
    )


def note_long(parts: Parts) -> None:
    """Note that the rules read only the first lines of the letter."""
    parts.note(Flaw.text_too_long)


def _bare_subject(subject: str) -> str:
    """Return the subject of a new letter; that of a reply is in the language of the first one."""
    return "" if _REPLY.match(subject) else subject


def _other_form(plain: str, html: str, own: str, splitting: tuple[str, Collection[str]]) -> str:
    if not plain or not html or _same_words(plain, html):
        return ""
    other = split_quotes(html, *splitting).own
    return "" if _same_words(own, other) else other


def _together(*texts: str) -> str:
    return "\n".join(filter(None, texts)).strip()


def _same_words(one: str, other: str) -> bool:
    return _NOT_WORDS.sub("", one) == _NOT_WORDS.sub("", other)
