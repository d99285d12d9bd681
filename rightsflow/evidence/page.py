"""What every section of the evidence writes with: its paper, the document, the words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from rightsflow.evidence.reading import Json
from rightsflow.evidence.words import Words
from rightsflow.pdf import Paper

_GROUP = 16
"""A hash is written in four groups of so many digits, so that a person can compare it."""

_HASH = re.compile(r"[0-9a-f]{64}")
_NEXT = "\n"
"""Between a label and a hash."""

_GROUPS: dict[str, str] = {
    "kind": "hold_kinds",
    "hold": "hold_kinds",
    "state": "decision_states",
    "why": "voids",
    "silence": "silences",
    "channel": "channels",
    "verdict": "verdicts",
    "outcome": "outcomes",
    "decision": "decisions_known",
}
"""Which group of words says the values of a detail."""


@dataclass(frozen=True, slots=True)
class Page:
    """A section writes on `paper` what it finds in `pack`, in the words of one language."""

    paper: Paper
    pack: Json
    words: Words

    @property
    def due_on(self) -> str:
        """Return the day by which the last of the requests is to be answered, in ISO form."""
        dates = [one["due_on"] for one in self.pack["requests"] if not one.get("dropped_at")]
        return str(max(dates, default=self.pack["case"]["due_on"]))

    def pairs(self, *pairs: tuple[str, str]) -> None:
        """Write label and value; a label is a key of the words."""
        none = self.words("none")
        self.paper.pairs((self.words(key), value or none) for key, value in pairs)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str = "") -> None:
        """Write a table, its columns named by keys of the words; `empty` where it has no rows."""
        body = list(rows)
        if body:
            self.paper.table([self.words(key) for key in columns], body)
        elif empty:
            self.paper.text(self.words(empty))

    def system(self, name: str) -> str:
        """Return the title of a system, or its name where the data map has it no more."""
        return str(self.pack["data_map"].get(name, {}).get("title", name))

    def said(self, texts: Mapping[str, str]) -> str:
        """Return a text of the settings in this language, or in English."""
        return texts.get(self.words.language) or texts.get("en") or next(iter(texts.values()), "")

    def requester(self) -> str:
        """Return name and address of who asked, if they can still be read."""
        told = self.pack["requester"] or {}
        numbers = [one for one in told.get("identifiers") or [] if one["kind"] != "name"]
        identifiers = [one["value"] for one in numbers]
        return joined(told.get("name"), told.get("address"), *identifiers)

    def right_of(self, row: Json) -> str:
        """Return the right that a row of a system is about, where the case has several."""
        requests = self.pack["requests"]
        if len(requests) < 2:  # noqa: PLR2004 - one right needs no telling apart
            return ""
        rights = [one["right"] for one in requests if one["id"] == row.get("request_id")]
        return self.words.right(rights[0]) if rights else ""

    def detail(self, detail: Mapping[str, Any]) -> str:
        """Return the detail of an entry, one thing on each line."""
        said = {key: self._value(key, value) for key, value in detail.items()}
        hashes = {key for key, value in detail.items() if _HASH.fullmatch(str(value))}
        lines = (
            f"{self.words.code('details', key)}:{_NEXT if key in hashes else ' '}{value}"
            for key, value in said.items()
            if value
        )
        return "\n".join(lines)

    def _value(self, key: str, value: object) -> str:
        text, words = "" if value is None else str(value), self.words
        ways: dict[str, Callable[[str], str]] = {
            "system": self.system,
            "letter": words.letter,
            "ground": words.ground,
            "right": words.right,
            "rights": lambda codes: ", ".join(map(words.right, codes.split(","))),
        }
        if not text:
            return ""
        if key in _GROUPS:
            return words.code(_GROUPS[key], text, "text_kinds")
        return ways.get(key, grouped)(text)


def grouped(text: str) -> str:
    """Return a SHA-256 in groups; any other text as it is."""
    return " ".join(wrap(text, _GROUP)) if _HASH.fullmatch(text) else text


def joined(*parts: str | None) -> str:
    """Return the parts that are not empty, each on its line, none twice."""
    return "\n".join(dict.fromkeys(part for part in parts if part))
