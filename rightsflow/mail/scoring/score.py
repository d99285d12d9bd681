"""Precision, recall and F1 of reading, and which kinds are taken for which.

Source: van Rijsbergen, Information Retrieval (1979), chapter 7; micro-averages count every right
of every letter alike.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rightsflow.law.right import Right
from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mail.scoring.samples import Sample, SampleKind

_ASKS = frozenset({SampleKind.request, SampleKind.representative})
"""Kinds of letters in whose rights a mistake counts: in all others none should be found."""

_NOT_LOST = frozenset({*_ASKS, SampleKind.follow_up, SampleKind.authority, SampleKind.breach})
_NEVER_ANSWERED = frozenset({SampleKind.bounce, SampleKind.auto_reply})
_SILENT = frozenset({Kind.not_a_request, Kind.auto_reply, Kind.bounce})


@dataclass(slots=True)
class Counts:
    """How often something was rightly found, wrongly found, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, *, asked: bool, found: bool) -> None:
        """Count what is asked for, or found, or both."""
        self.right += asked and found
        self.wrong += found and not asked
        self.missed += asked and not found

    @property
    def precision(self) -> float:
        """Return the share of what was found that is there, from 0 to 1."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Return the share of what is there that was found, from 0 to 1."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall, from 0 to 1."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(slots=True)
class Score:
    """What was measured over some letters, usually of one language.

    `lost` are letters that ask for something and would go unheard: neither their kind nor a person
    saves them. `answered` were answered by a machine though no machine may; `handed` is how many
    of the `requests` a person has to read, `idle` how many letters that ask for nothing. `alone`
    counts the rights of the letters that no person reads before the program goes on.
    """

    letters: int = 0
    requests: int = 0
    handed: int = 0
    idle: int = 0
    alone: Counts = field(default_factory=Counts)
    rights: dict[Right, Counts] = field(default_factory=dict)
    kinds: Counter[tuple[SampleKind, str]] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    misread: list[tuple[str, frozenset[Right], frozenset[Right]]] = field(default_factory=list)

    @property
    def micro(self) -> Counts:
        """Return the counts of all rights together."""
        every = self.rights.values()
        return Counts(
            sum(one.right for one in every), sum(one.wrong for one in every),
            sum(one.missed for one in every),
        )  # fmt: skip

    @property
    def handed_share(self) -> float:
        """Return the share of requests that a person has to read, from 0 to 1."""
        return _share(self.handed, self.requests, empty=0.0)

    def add(self, sample: Sample, reading: Reading) -> None:
        """Count one letter; rights in a follow-up are its case's, and are not counted."""
        self.letters += 1
        self.kinds[sample.kind, taken_for(reading)] += 1
        name = sample.path.name
        is_handed = bool(reading.needs_person)
        if sample.kind is SampleKind.request:
            self.requests += 1
            is_handed = is_handed or not reading.rights
            self.handed += is_handed
        if sample.kind is SampleKind.not_a_request:
            self.idle += bool(reading.needs_person)
        if sample.kind in _NOT_LOST and reading.kind in _SILENT and not reading.needs_person:
            self.lost.append(name)
        if sample.kind in _NEVER_ANSWERED and reading.may_auto_answer:
            self.answered.append(name)
        if sample.kind not in {SampleKind.follow_up, SampleKind.any}:
            found = frozenset(reading.rights)
            self._count(name, sample.rights, found)
            if not is_handed:
                for right in sample.rights | found:
                    self.alone.add(asked=right in sample.rights, found=right in found)

    def _count(self, name: str, asked: frozenset[Right], found: frozenset[Right]) -> None:
        for right in asked | found:
            counts = self.rights.setdefault(right, Counts())
            counts.add(asked=right in asked, found=right in found)
        if asked != found:
            self.misread.append((name, asked, found))


def scored(read: Iterable[tuple[Sample, Reading]]) -> dict[str, Score]:
    """Return the score of each language, in the order of first appearance."""
    scores: dict[str, Score] = {}
    for sample, reading in read:
        scores.setdefault(sample.language, Score()).add(sample, reading)
    return scores


def taken_for(reading: Reading) -> str:
    """Return what a letter was taken for, in the words of the labels; `unreadable` besides."""
    reasons = set(reading.needs_person)
    if reading.kind in {Kind.bounce, Kind.auto_reply, Kind.unreadable}:
        return reading.kind
    if reading.kind is Kind.authority or PersonReason.complaint in reasons:
        return SampleKind.authority
    if PersonReason.breach_report in reasons:
        return SampleKind.breach
    if PersonReason.representative in reasons and reading.rights:
        return SampleKind.representative
    return reading.kind


def _share(part: int, whole: int, *, empty: float = 1.0) -> float:
    return part / whole if whole else empty
