"""The vocabulary files, loaded once; their phrases become expressions as they are wanted."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from rightsflow.law.right import Right
from rightsflow.mail.reading.phrases import Phrases

LANGUAGES: Final = ("pl", "en", "de")
"""The languages that are read, the first user's language first."""

_ROW: Final = (
    "asks", "names", "weak", "describes", "items", "reasons", "unless", "refers", "tells", "of",
    "not_of", "sure", "relative",
)  # fmt: skip
"""The lists of a right, in the order of `RightWords`; a file may leave any of them out."""


@dataclass(frozen=True, slots=True)
class RightWords:
    """How one right is asked for and named in one language (lists of `vocabulary/*.toml`)."""

    right: Right
    asks: Phrases
    names: Phrases
    weak: Phrases
    describes: Phrases
    items: Phrases
    reasons: Phrases
    unless: Phrases
    refers: Phrases
    tells: Phrases
    of: Phrases
    not_of: Phrases
    sure: Phrases
    relative: Phrases


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What is blanked before the words of a right are looked for."""

    rest: Phrases
    clause: Phrases
    phrase: Phrases
    sentence: Phrases
    notice: Phrases
    unless_exercised: Phrases


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: phrases in folded text."""

    language: str
    rights: Mapping[Right, RightWords]
    ask: Phrases
    exercise: Phrases
    firm: Phrases
    heading: Phrases
    scope: Phrases
    described: Phrases
    own_self: Phrases
    exclude: Exclusions
    about: Mapping[str, Phrases]
    confirm: Mapping[str, Phrases]
    bare_yes: frozenset[str]
    bare_no: frozenset[str]
    reply: Mapping[str, Phrases]
    closing: Phrases
    name_label: Phrases


def load_toml(name: str) -> dict[str, Any]:
    """Return a file of the vocabulary; it is part of the package, so a fault is a defect."""
    place = files("rightsflow.mail.reading.vocabulary").joinpath(f"{name}.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))


@cache
def lexicon(language: str) -> Lexicon:
    """Return the words of the language; raises KeyError for a faulty file.

    A faulty phrase raises `BadPhrase` when it is first looked for.
    """
    told = load_toml(language)
    lists = told["lists"]

    def found(phrases: list[str]) -> Phrases:
        return Phrases(phrases, lists)

    asking, exclude, confirm = told["asking"], told["exclude"], told["confirm"]
    return Lexicon(
        language=language,
        rights={
            Right(name): RightWords(
                Right(name),
                *(found(words.get(key, [])) for key in _ROW),
            )
            for name, words in told["right"].items()
        },
        ask=found(asking["phrases"]),
        exercise=found(asking["exercise"]),
        firm=found(asking["firm"]),
        heading=found(asking["heading"]),
        scope=found(asking["scope"]),
        described=found(asking["described"]),
        own_self=found(asking["self"]),
        exclude=Exclusions(**{name: found(phrases) for name, phrases in exclude.items()}),
        about={name: found(phrases) for name, phrases in told["about"].items()},
        confirm={name: found(phrases) for name, phrases in confirm.items() if "bare" not in name},
        bare_yes=frozenset(confirm["bare_yes"]),
        bare_no=frozenset(confirm["bare_no"]),
        reply={name: found(phrases) for name, phrases in told["reply"].items()},
        closing=found(told["signature"]["closing"]),
        name_label=found(told["signature"]["name_labels"]),
    )
