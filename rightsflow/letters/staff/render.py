"""A mail to staff as subject, text and HTML: the words of a folder, the look of the letters."""

import hashlib
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from jinja2 import Environment, FunctionLoader

from rightsflow.law.decision import Decision
from rightsflow.law.duty import row_of
from rightsflow.law.hold import ASKED_AGAIN, DONE_BY_HAND, ON_A_REST, HoldKind, place_left
from rightsflow.law.refusal import RefusalGround, TextKind, row_for
from rightsflow.law.right import Right
from rightsflow.law.task import TaskWord
from rightsflow.letters import render as letters
from rightsflow.letters import words as wording
from rightsflow.letters.layout import parts, plain
from rightsflow.letters.staff.contexts import MAIL, DecisionWanted, StaffContext, StaffMail
from rightsflow.letters.words import FALLBACK, Words

_PAGE = "page.html"
_VERSION_CHARACTERS = 12
_YES_OR_ON = frozenset({Decision.approve, Decision.release})
"""Decisions that mean something else where a hold is about a recipient, or about others."""


def render_staff(context: StaffContext, language: str) -> letters.Rendered:
    """Return a mail to staff in a language, or in English if we do not write that."""
    mail, spoken = MAIL[type(context)], staff_words(language)
    values = {
        "mail": mail.value,
        "it": context,
        "controller": context.controller,
        "w": spoken,
        "reason": partial(_reason, spoken, _reason_groups(context)),
        "article": partial(_article, spoken),
        "provision": lambda duty: row_of(duty).provision,
        "wanted": _wanted(context),
        "task_words": tuple(TaskWord),
        "effects": partial(_effects, context) if isinstance(context, DecisionWanted) else None,
    }
    said = parts(_fill(f"{spoken.language}/frame.txt", values))
    return letters.Rendered(
        subject=letters.one_line(_fill(f"{spoken.language}/{mail}/subject.txt", values)),
        text=plain(said),
        html=_fill(_PAGE, {**values, "parts": said}),
        template_version=_version(spoken.language, mail),
    )


@cache
def staff_words(language: str) -> Words:
    """Return the words of the letters with those of staff mails added to or put over them."""
    known = language if language in staff_languages() else FALLBACK
    base, own = (
        yaml.safe_load((place / known / "words.yaml").read_text(encoding="utf-8"))
        for place in (wording.folder(), staff_folder())
    )
    return Words(known, {**base, **{group: _over(base.get(group), own[group]) for group in own}})


@cache
def staff_languages() -> frozenset[str]:
    """Return the languages that have a folder of staff mails."""
    return frozenset(entry.name for entry in staff_folder().iterdir() if entry.is_dir())


def staff_folder() -> Traversable:
    """Return the folder of the templates of staff mails."""
    return files("rightsflow.letters.staff") / "templates"


def _over(base: Any, own: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    return {**base, **own} if isinstance(base, dict) and isinstance(own, dict) else own


def _reason_groups(context: StaffContext) -> tuple[str, ...]:
    """Return where the reasons of a hold have their words; an extension's are criteria."""
    if isinstance(context, DecisionWanted) and context.hold is HoldKind.extension:
        return ("criteria",)
    return ("reasons", "rights", "letters", "task_deeds")


def _reason(spoken: Words, groups: tuple[str, ...], code: str) -> str:
    """Return the words of a hold's reason; a reason that is a fault's name speaks for itself."""
    if (place := place_left(code)) is not None:
        return f"{spoken.name('residues', 'left_in')} {place}"
    for group in groups:
        try:
            return spoken.name(group, code)
        except KeyError:
            continue
    return code


def _effects(context: DecisionWanted, decision: Decision) -> str:
    """Return where the words stand for what a decision brings about, by what the hold is about."""
    if context.recipient and decision in _YES_OR_ON:
        return "effects_of_notices"
    if context.others and decision in _YES_OR_ON:
        return "effects_of_others"
    if context.hold in DONE_BY_HAND and decision is Decision.release:
        return "effects_by_hand"
    if context.hold is HoldKind.data_mismatch and decision in ON_A_REST:
        return "effects_of_rests"
    if context.hold in ASKED_AGAIN and decision is Decision.release:
        return "effects_on_systems"
    return "effects"


def _article(spoken: Words, right: Right, ground: RefusalGround) -> str:
    """Return the provision; raises `ValueError` for a ground that the right has not."""
    row = row_for(right, ground)
    if row is None:
        problem = f"{ground} is no ground for {right}"
        raise ValueError(problem)
    return spoken.article(row.article)


def _wanted(context: StaffContext) -> tuple[TextKind, ...]:
    """Return which texts any of the decisions still wants, in the order of the list."""
    if not isinstance(context, DecisionWanted):
        return ()
    wanted = {
        kind
        for option in context.options
        for kind in (*option.texts_wanted, *option.texts_possible)
    }
    return tuple(kind for kind in TextKind if kind in wanted)


@cache
def _version(language: str, mail: StaffMail) -> str:
    digest = hashlib.sha256()
    shared = [wording.folder() / language / "words.yaml", wording.folder() / _PAGE]
    own = [staff_folder() / language, staff_folder() / language / mail.value]
    folders = [entry for part in own for entry in part.iterdir() if entry.is_file()]
    for file in [*shared, *sorted(folders, key=lambda entry: entry.name)]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return f"{language}/{mail}/{digest.hexdigest()[:_VERSION_CHARACTERS]}"


def _fill(template: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(template).render(values)


def _source(name: str) -> str:
    place = wording.folder() if name == _PAGE else staff_folder()
    return (place / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Return what fills letters, sandboxed as it is, with the templates of this folder."""
    return letters.environment().overlay(loader=FunctionLoader(_source))
