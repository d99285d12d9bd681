"""What still covers a record when purposes end: other purposes, duties, what hangs on it.

A field goes only if nothing else that lives covers it: set subtraction, record by record.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rightsflow.law.disclosure import kept_until
from rightsflow.law.duty import duty_until, row_of
from rightsflow.law.facts import (
    AlsoFor,
    CollectionFacts,
    Erasing,
    HeldFacts,
    PurposeFacts,
    RecordFacts,
)
from rightsflow.law.right import GROUND_ARTICLE, Ground

Ended = Callable[[CollectionFacts, PurposeFacts], bool]
"""Says whether the case ends a purpose of a collection."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Something that keeps fields of a record: for what, by which provision, until when.

    `name` is a duty or a purpose, `serves` the purpose of the record that is kept first; further
    records are kept for its sake. `until_on` None: its end is an event, told in words.
    """

    name: str
    serves: str
    article: str
    provision: str
    fields: frozenset[str]
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Covered:
    """A record with all that still covers it; nothing: all of it goes."""

    of: CollectionFacts
    record: RecordFacts
    covers: tuple[Cover, ...]

    @property
    def kept(self) -> frozenset[str]:
        """Return the fields that stay, links included; none if the record goes."""
        if not self.covers:
            return frozenset()
        return frozenset().union(self.of.links, *(cover.fields for cover in self.covers))


def cover(held: Sequence[HeldFacts], ended: Ended, today: date) -> list[Covered]:
    """Return every record with what covers it; what hangs on a record is looked at first."""
    found: dict[tuple[str, str], list[Cover]] = {}
    owned = {(one.of.system, one.of.purpose.name) for one in held}
    covered = []
    for one in _children_first(held):
        for record in one.records:
            if one.of.erasing is Erasing.leave:
                covered.append(Covered(one.of, record, ()))
                continue
            below = found.get((one.of.system, record.record), [])
            covers = tuple(dict.fromkeys(_covers(one.of, record, below, ended, owned, today)))
            covered.append(Covered(one.of, record, covers))
            for parent in record.parents if covers else ():
                found.setdefault((one.of.system, parent), []).extend(covers)
    return covered


def _children_first(held: Sequence[HeldFacts]) -> list[HeldFacts]:
    parents: Mapping[tuple[str, str], str] = {
        (one.of.system, one.of.name): one.of.parent for one in held
    }

    def depth(one: HeldFacts) -> int:
        steps, name = 0, one.of.parent
        while name and steps <= len(parents):
            steps, name = steps + 1, parents.get((one.of.system, name), "")
        return steps

    return sorted(held, key=depth, reverse=True)


def _covers(
    of: CollectionFacts,
    record: RecordFacts,
    below: Sequence[Cover],
    ended: Ended,
    owned: Collection[tuple[str, str]],
    today: date,
) -> Iterator[Cover]:
    if not ended(of, of.purpose):
        yield from _purpose(of, record, AlsoFor(of.purpose), today)
    for also in of.also:
        if (of.system, also.purpose.name) not in owned and not ended(of, also.purpose):
            yield from _purpose(of, record, also, today)
        hanging = [cover for cover in below if cover.serves == also.purpose.name]
        yield from (_narrowed(cover, of, also.fields) for cover in hanging)
    for duty in of.duties:
        if not duty.if_set or duty.if_set in record.filled:
            # Without its date the period is counted from today: never too short.
            until = duty_until(duty.duty, record.dates.get(duty.since, today))
            row = row_of(duty.duty)
            if until >= today:
                yield Cover(
                    duty.duty, of.purpose.name, row.article, row.provision,
                    _fields(of, duty.fields), until,
                )  # fmt: skip
    # Whatever hangs on the record and is kept needs its links.
    yield from (_narrowed(cover, of, tuple(sorted(of.links))) for cover in below)


def _purpose(
    of: CollectionFacts, record: RecordFacts, also: AlsoFor, today: date
) -> Iterator[Cover]:
    purpose, until = also.purpose, _until(also.purpose, record)
    if until is None or until >= today:
        article = GROUND_ARTICLE[purpose.ground]
        if purpose.ground is Ground.legal_obligation:
            article = "17(3)(b)"
        yield Cover(purpose.name, purpose.name, article, "", _fields(of, also.fields), until)


def _until(purpose: PurposeFacts, record: RecordFacts) -> date | None:
    since = record.dates.get(purpose.since)
    return kept_until(purpose.period, since) if purpose.period and since else None


def _fields(of: CollectionFacts, named: Iterable[str]) -> frozenset[str]:
    return frozenset(named) or frozenset(of.fields)


def _narrowed(cover: Cover, of: CollectionFacts, fields: tuple[str, ...]) -> Cover:
    return replace(cover, fields=_fields(of, fields))
