"""May this letter go out? Every fault by its code; a letter with a fault waits for a person."""

import html
import re
from collections.abc import Iterator

from markupsafe import escape

from rightsflow.errors import NeedsPerson
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import Context
from rightsflow.letters.render import Rendered, one_line, render
from rightsflow.letters.truth import untrue
from rightsflow.letters.words import words

_PLACEHOLDER = re.compile(r"\{\{|\{%|\{#|\[\[|\bXXX\b|\bTODO\b")
_OUTDATED = re.compile(
    r"Stawki\s+2\b|GIODO|art\.\s*172\s+(ustawy\s+)?Praw\w+\s+telekomunikac"
    r"|art\.\s*10\s+ustawy\s+o\s+świadczeniu\s+usług"
    r"|ustaw\w+\s+z\s+(dnia\s+)?29\s+sierpnia\s+1997|Act\s+of\s+29\s+August\s+1997",
    re.IGNORECASE,
)
"""An office that is closed, an address it left, and acts that are repealed."""

_TAG = re.compile(r"<[^>]*>")
_NEUTRAL = re.compile(r"[^\W\d_]+(?:[ ,\u2013-]+[^\W\d_]+)*[ \u2013-]*")
_CASE_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{0,63}")
_SHORTEST_NAME = 3


class FaultyLetter(NeedsPerson):
    """A letter is not complete or not true, and is not sent. Its message names the codes."""

    def __init__(self, letter: Letter, codes: tuple[str, ...]) -> None:
        self.codes = codes
        super().__init__(f"{letter}: {', '.join(codes)}")


def checked(letter: Letter, context: Context) -> Rendered:
    """Return a letter that may go out; raises `FaultyLetter`."""
    _refuse(letter, untrue(context))
    rendered = render(letter, context)
    _refuse(letter, faults(letter, context, rendered))
    return rendered


def faults(letter: Letter, context: Context, rendered: Rendered) -> tuple[str, ...]:
    """Return the codes of all that is wrong with a letter, each once, or nothing.

    Text and HTML are each checked; what the person wrote is not read as ours.
    """
    found = list(untrue(context))
    subject = rendered.subject
    if not _is_neutral(subject, context):
        found.append("personal_subject")
    for said in (_own_text(rendered.text, context), _own_html(rendered.html, context)):
        found += _said(letter, context, f"{subject}\n{said}")
    return tuple(dict.fromkeys(found))


def _refuse(letter: Letter, codes: tuple[str, ...]) -> None:
    if codes:
        raise FaultyLetter(letter, codes)


def _said(letter: Letter, context: Context, text: str) -> Iterator[str]:
    flat = one_line(text)
    if _PLACEHOLDER.search(flat):
        yield "unfilled_placeholder"
    if _OUTDATED.search(flat):
        yield "outdated_law"
    spoken = words(context.frame.language)
    if any(spoken.right(right) not in flat for right in context.frame.rights):
        yield "right_unanswered"
    if any(mark not in flat for mark in _framing(context)):
        yield "frame_incomplete"
    if any(mark not in flat for mark in _remedies(letter, context)):
        yield "remedy_incomplete"


def _framing(context: Context) -> list[str]:
    """Return who writes and who can be asked, in which case, received when."""
    frame = context.frame
    spoken, who = words(frame.language), frame.controller
    return [
        *(one_line(text) for text in (who.name, who.address, spoken.of(who.officer.name))),
        who.email,
        who.officer.email,
        frame.case_number,
        spoken.day_of(frame.received_at, who.zone),
    ]


def _remedies(letter: Letter, context: Context) -> list[str]:
    """Return what tells the person how to contest the answer (Articles 12(4), 77, 79 GDPR)."""
    if letter not in {Letter.access_reply, Letter.nothing_held}:
        return []
    who, spoken = context.frame.controller, words(context.frame.language)
    marks = [one_line(spoken.of(who.authority.name)), one_line(who.authority.address)]
    marks += spoken.marks("remedy")
    if who.country == "PL":
        marks += spoken.marks("court_PL")
    if letter is Letter.nothing_held:
        marks += spoken.marks("reasons")
    if getattr(context, "withheld", False):
        marks += spoken.marks("withheld")
    return marks


def _is_neutral(subject: str, context: Context) -> bool:
    """Return whether a subject holds plain words and the case number, nothing else."""
    number = context.frame.case_number
    if not _CASE_NUMBER.fullmatch(number) or subject.count(number) != 1:
        return False
    rest = subject.replace(number, "").strip()
    given = (name for name in _given(context) if len(name) >= _SHORTEST_NAME)
    named = any(re.search(rf"\b{re.escape(name)}\b", rest, re.IGNORECASE) for name in given)
    return bool(_NEUTRAL.fullmatch(rest)) and not named


def _own_text(text: str, context: Context) -> str:
    given = {f"• {name}" for name in _given(context)}
    return "\n".join(line for line in text.splitlines() if line not in given)


def _own_html(markup: str, context: Context) -> str:
    for name in _given(context):
        markup = markup.replace(f">{escape(name)}</li>", "></li>")
    return html.unescape(_TAG.sub(" ", markup))


def _given(context: Context) -> set[str]:
    """Return what the person wrote and the letter repeats."""
    return {one_line(name) for name in getattr(context, "identifiers", ())}
