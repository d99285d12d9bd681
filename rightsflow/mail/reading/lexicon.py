"""The vocabulary files, loaded once and turned into expressions."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from rightsflow.law.right import Right
from rightsflow.mail.reading.phrases import compile_phrases

LANGUAGES: Final = ("pl", "en", "de")
"""The languages that are read, the first user's language first."""

Pattern = re.Pattern[str]
NOTHING: Final[Pattern] = re.compile(r"(?!)")
"""An expression that is never found: a list of the vocabulary may be empty."""


@dataclass(frozen=True, slots=True)
class RightWords:
    """How one right is asked for and named in one language (lists of `vocabulary/*.toml`)."""

    right: Right
    asks: Pattern
    names: Pattern
    weak: Pattern
    items: Pattern
    unless: Pattern


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What is blanked before the words of a right are looked for."""

    rest: Pattern
    clause: Pattern
    phrase: Pattern
    sentence: Pattern
    unless_exercised: Pattern


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: expressions over folded text."""

    language: str
    stems: Pattern
    stem_rights: Mapping[str, tuple[Right, ...]]
    rights: Mapping[Right, RightWords]
    ask: Pattern
    exercise: Pattern
    heading: Pattern
    scope: Pattern
    exclude: Exclusions
    about: Mapping[str, Pattern]
    confirm: Mapping[str, Pattern]
    bare_yes: frozenset[str]
    bare_no: frozenset[str]
    reply: Mapping[str, Pattern]
    closing: Pattern
    name_label: Pattern


def load_toml(name: str) -> dict[str, Any]:
    """Return a file of the vocabulary; it is part of the package, so a fault is a defect."""
    place = files("rightsflow.mail.reading.vocabulary").joinpath(f"{name}.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))


@cache
def lexicon(language: str) -> Lexicon:
    """Return the words of the language; raises KeyError or BadPhrase for a faulty file."""
    told = load_toml(language)
    lists = told["lists"]

    def found(phrases: list[str]) -> Pattern:
        return compile_phrases(phrases, lists) or NOTHING

    asking, exclude, confirm = told["asking"], told["exclude"], told["confirm"]
    stem_rights = _stem_rights(told["right"])
    return Lexicon(
        language=language,
        stems=re.compile(rf"\b(?:{'|'.join(sorted(stem_rights, key=len, reverse=True))})"),
        stem_rights=stem_rights,
        rights={
            Right(name): RightWords(
                Right(name),
                *(
                    found(words.get(key, []))
                    for key in ("asks", "names", "weak", "items", "unless")
                ),
            )
            for name, words in told["right"].items()
        },
        ask=found(asking["phrases"]),
        exercise=found(asking["exercise"]),
        heading=found(asking["heading"]),
        scope=found(asking["scope"]),
        exclude=Exclusions(**{name: found(phrases) for name, phrases in exclude.items()}),
        about={name: found(phrases) for name, phrases in told["about"].items()},
        confirm={name: found(phrases) for name, phrases in confirm.items() if "bare" not in name},
        bare_yes=frozenset(confirm["bare_yes"]),
        bare_no=frozenset(confirm["bare_no"]),
        reply={name: found(phrases) for name, phrases in told["reply"].items()},
        closing=found(told["signature"]["closing"]),
        name_label=found(told["signature"]["name_labels"]),
    )


def _stem_rights(rights: Mapping[str, Any]) -> dict[str, tuple[Right, ...]]:
    """Return which rights a stem may belong to; a stem also serves those of its beginnings."""
    own: dict[str, set[Right]] = {}
    for name, words in rights.items():
        for stem in words["stems"]:
            own.setdefault(stem, set()).add(Right(name))
    return {
        stem: tuple(
            right
            for right in Right
            if any(right in meant for start, meant in own.items() if stem.startswith(start))
        )
        for stem in own
    }
