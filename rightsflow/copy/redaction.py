"""What is left out of a finding, and what is blacked out in it, for the sake of others.

Everything that reads findings reads them through this, so that no file of a copy can have what
another leaves out. Source: Articles 15(4) and 20(4) GDPR.
"""

from collections.abc import Iterable
from dataclasses import replace

from rightsflow.copy.findings import Found, Stored
from rightsflow.copy.job import Job
from rightsflow.copy.phrases import phrases
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import NeedsPerson
from rightsflow.law.third_persons import BLOCK, DOCUMENT, Why, check_passages

WITHHELD = "[•••]"
"""Stands in the place of a value that is left out; never a value of its own."""

BLACK = 5 * BLOCK
"""Stands in the place of a passage, however long that was."""


class Redaction:
    """What is left out of the findings of one system; it notes which passages it has met."""

    def __init__(self, job: Job, system: SystemMap) -> None:
        """Sort what the job leaves out by column; raises `ValueError` for a blank passage."""
        self._system = system
        self._marks = {Why.held_back: phrases(job.language)("held_back_mark")}
        self._whole: dict[str, dict[str, Why]] = {}
        self._passages: dict[str, dict[str, tuple[str, ...]]] = {}
        self._met: set[tuple[str, str, str]] = set()
        for place in job.held_back:
            self._leave_out(place, Why.held_back)
        for place in job.withheld:
            self._leave_out(place, Why.withheld)
        for place, passages in job.redactions.items():
            self._black_out(place, passages)

    def of(self, found: Found) -> Found:
        """Return the finding without what is left out."""
        whole = self._whole.get(found.collection, {})
        passages = self._passages.get(found.collection, {})
        if not whole and not passages:
            return found
        values = dict(found.values)
        redacted: dict[str, tuple[Why, int]] = {}
        for column, value in found.values.items():
            if value is None or value == "":
                continue
            if why := whole.get(column):
                values[column] = self._marks.get(why, WITHHELD)
                redacted[column] = (why, 1)
            elif column in passages and not isinstance(value, bool):
                clean, count = self._blacked(found.collection, column, str(value))
                if count:
                    values[column] = clean
                    redacted[column] = (Why.blacked_out, count)
        stored = found.document
        if stored and DOCUMENT in whole:
            stored, redacted[DOCUMENT] = None, (whole[DOCUMENT], 1)
        return replace(
            found,
            record=black_out(found.record, self._unspeakable(found, by_key_only=True))[0],
            values=values,
            document=self._retitled(stored, found) if stored else None,
            redacted=redacted,
        )

    def check(self, collections: Iterable[str]) -> None:
        """Raise `NeedsPerson` if a passage stands nowhere in these collections, read before.

        A passage that is misspelt would stay in the copy, and nobody would know.
        """
        for collection in collections:
            whole = self._whole.get(collection, {})
            for column, passages in self._passages.get(collection, {}).items():
                for number, passage in enumerate(passages, start=1):
                    if column in whole or (collection, column, passage) in self._met:
                        continue
                    place = f"{self._system.system}.{collection}.{column}"
                    problem = f"Passage {number} to be blacked out is not found in {place}."
                    raise NeedsPerson(problem)

    def _leave_out(self, place: str, why: Why) -> None:
        collection, column = self._inside(place)
        if not collection:
            return
        about = self._system.collections.get(collection)
        field = about.fields.get(column) if about else None
        if why is Why.withheld and field and field.third_party:
            why = Why.third_party
        self._whole.setdefault(collection, {})[column] = why

    def _black_out(self, place: str, passages: tuple[str, ...]) -> None:
        collection, column = self._inside(place)
        check_passages(passages)
        if collection and column == DOCUMENT:
            self._whole.setdefault(collection, {}).setdefault(column, Why.blacked_out)
        elif collection and passages:
            self._passages.setdefault(collection, {})[column] = passages

    def _inside(self, place: str) -> tuple[str, str]:
        """Return collection and column of a place in this system, or empty."""
        system, _, rest = place.partition(".")
        collection, _, column = rest.partition(".")
        return (collection, column) if system == self._system.system else ("", "")

    def _blacked(self, collection: str, column: str, text: str) -> tuple[str, int]:
        passages = self._passages[collection][column]
        self._met.update((collection, column, one) for one in passages if one in text)
        return black_out(text, passages)

    def _unspeakable(self, found: Found, *, by_key_only: bool = False) -> list[str]:
        """Return what must not stand in names made from a finding's values."""
        key = self._system.collections[found.collection].key if by_key_only else None
        texts = [
            value
            for column, value in found.values.items()
            if column in self._whole.get(found.collection, {})
            and isinstance(value, str) and value and key in {None, column}
        ]  # fmt: skip
        for passages in self._passages.get(found.collection, {}).values():
            texts += passages
        return texts

    def _retitled(self, stored: Stored, found: Found) -> Stored:
        """Return the document under a title that tells nothing of what is left out.

        A title comes from a value: the name of the file, the subject of a message.
        """
        texts = self._unspeakable(found)
        title = black_out(stored.title, texts)[0]
        if any(stored.title and stored.title in text for text in texts):
            title = WITHHELD
        return stored if title == stored.title else replace(stored, title=title)


def black_out(text: str, passages: Iterable[str]) -> tuple[str, int]:
    """Return the text without any of the passages, and how many stretches were blacked out.

    Passages may overlap, each other and themselves: what they cover together is one stretch.
    """
    spans = sorted(span for passage in passages for span in _spans(text, passage))
    pieces, end, count = [], 0, 0
    for begin, until in spans:
        if not count or begin > end:
            pieces += [text[end:begin], BLACK]
            count += 1
        end = max(end, until)
    return ("".join(pieces) + text[end:], count) if count else (text, 0)


def _spans(text: str, passage: str) -> Iterable[tuple[int, int]]:
    at = text.find(passage)
    while at >= 0:
        yield at, at + len(passage)
        at = text.find(passage, at + 1)
