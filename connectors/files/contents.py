"""What stands in documents: read in a confined process, one after another, and not kept."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import PurePath

from connectors.files.place import Place
from rightsflow.needles import Needle
from rightsflow.texts import SUFFIXES, Reading, State, TextReader
from rightsflow.texts.cards import CARDS, joined
from rightsflow.texts.limits import DOCUMENT_BYTES

TEXTS = CARDS | {".txt", ".eml", ".csv", ".json", ".md", ".html", ".htm", ".log", ".xml"}
"""Kinds of files whose content is read for addresses."""

LARGEST_BYTES = 2**20
"""Of a text that is read for addresses: a longer one is looked at so far."""

ReadText = Callable[[PurePath], str]
"""Returns what can be searched of a file; blocks."""


@dataclass(slots=True)
class Contents:
    """Reads the documents of a place; `states` counts what came of it."""

    place: Place
    reader: TextReader
    states: Counter[State] = field(default_factory=Counter)

    def text(self, path: PurePath) -> str:
        """Return the text of a document, empty where it cannot be read; blocks.

        Raises `OSError` if the file cannot be read.
        """
        reading = self._reading(path)
        self.states[reading.state] += 1
        return reading.text

    def _reading(self, path: PurePath) -> Reading:
        if path.suffix.lower() not in SUFFIXES:
            return Reading(State.unreadable)
        with closing(self.place.opened(path)) as file:
            raw = bytearray()
            while (piece := file.read(2**20)) and len(raw) <= DOCUMENT_BYTES:
                raw += piece
        return self.reader.document_now(path.suffix, bytes(raw))

    @property
    def told(self) -> str:
        """Return how many documents cannot be searched, or not as a whole, in words."""
        scans, unread = self.states[State.no_text], self.states[State.unreadable]
        return (
            f"{self.states.total()} documents read for what stands in them: {scans} hold no text "
            f"(scans), {self.states[State.partly]} hold some, {unread} cannot be read"
        )


def names(needles: tuple[Needle, ...], *texts: str) -> bool:
    """Tell whether one of the texts names somebody."""
    return any(one.is_in(text) for one in needles for text in texts)


def beginning(place: Place) -> ReadText:
    """Return what reads the beginning of a text, and nothing of any other kind of file."""

    def read(path: PurePath) -> str:
        if path.suffix.lower() not in TEXTS:
            return ""
        with closing(place.opened(path)) as file:
            text = file.read(LARGEST_BYTES).decode("utf-8", "replace")
        return joined(text) if path.suffix.lower() in CARDS else text

    return read
