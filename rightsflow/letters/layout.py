"""The parts of a letter, read from its words: `#` title, `##` heading, `*` entry, `|` fact.

In mails to staff also `>` a line that somebody else wrote, and `=` a line to be copied as it is.
A line that starts with none of these is a paragraph, or goes on with the part above it; a blank
line ends a part, `---` begins the foot. A value is never more than one line and never begins
one, so what a person wrote cannot become a part of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "title", "head", "entries", "facts", "quote", "said", "code", "foot", "para"
]

_MARKS: tuple[tuple[str, Kind], ...] = (
    ("## ", "head"),
    ("# ", "title"),
    ("* ", "entries"),
    ("| ", "facts"),
    ("> ", "quote"),
    ("~ ", "said"),
    ("= ", "code"),
    ("---", "foot"),
)

_TOGETHER = frozenset({"entries", "facts", "quote", "code"})
_FOOT_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A title, a heading, a paragraph, a list, lines of one kind, or the beginning of the foot."""

    kind: Kind
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the words of a part that is one text."""
        return self.lines[0]

    @property
    def entries(self) -> tuple[str, ...]:
        """Return the entries of a list."""
        return self.lines

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return the rows of a table: label and value."""
        rows = (line.partition(" | ") for line in self.lines)
        return tuple((label, value) for label, _, value in rows)


def parts(words: str) -> tuple[Part, ...]:
    """Return the parts of a letter; entries that follow each other are one list."""
    found: list[Part] = []
    for kind, group in groupby(_lines(words.splitlines()), key=lambda line: line[0]):
        texts = tuple(text for _, text in group)
        together = kind in _TOGETHER
        found += [Part(kind, texts)] if together else [Part(kind, (text,)) for text in texts]
    return tuple(found)


def plain(said: Iterable[Part]) -> str:
    """Return the parts as plain text: headings underlined, a blank line between parts."""
    return "".join(_plain(part) for part in said).strip("\n") + "\n"


def _plain(part: Part) -> str:
    match part.kind:
        case "title":
            return f"{part.text}\n{'=' * len(part.text)}\n\n"
        case "head":
            return f"\n{part.text}\n{'-' * len(part.text)}\n"
        case "entries" | "facts" | "quote" | "code":
            return "".join(f"{line}\n" for line in _rows(part)) + "\n"
        case "foot":
            return f"\n{'-' * _FOOT_CHARACTERS}\n"
        case "said":
            # Set in, so that nothing in it can pass for an entry or the line under a heading.
            return f"  {part.text}\n\n"
        case "para":
            return f"{part.text}\n\n"


def _rows(part: Part) -> Iterable[str]:
    match part.kind:
        case "facts":
            return (f"{label}: {value}" for label, value in part.facts)
        case "entries":
            return (f"• {entry}" for entry in part.entries)
        case "quote":
            return (f"> {line}" for line in part.lines)
        case _:
            return part.lines


def _lines(lines: Iterable[str]) -> Iterator[tuple[Kind, str]]:
    """Return the kind and the whole text of each part, its lines joined."""
    kind: Kind = "para"
    text: list[str] = []
    for line in (*lines, ""):
        begins = next((mark for mark in _MARKS if line.startswith(mark[0])), None)
        if text and (begins or not line.strip(" ")):
            yield kind, " ".join(text)
            kind, text = "para", []
        if begins:
            kind, line = begins[1], line.removeprefix(begins[0])  # noqa: PLW2901 - the mark is read
            text = [line.strip(" ")]
        elif line.strip(" "):
            text.append(line.strip(" "))
