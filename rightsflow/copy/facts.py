"""From the data map and what was found: the information of Article 15(1) for one person."""

from collections.abc import Iterator, Sequence
from datetime import date

from rightsflow.copy.phrases import Phrases
from rightsflow.copy.scan import Heap, Scanned
from rightsflow.law.disclosure import Disclosure, Held, Profiling, Recipient, disclose


def disclosure_of(heaps: Sequence[Heap], words: Phrases) -> Disclosure:
    """Draw up the information from the systems and collections that hold the person."""
    holding = [heap for heap in heaps if heap.collections]
    return disclose(
        [held for heap in holding for held in _held(heap, words)],
        [one for heap in holding for one in (*_named(heap, words), *_standing(heap, words))],
        [one for heap in holding for one in _profiling(heap, words)],
    )


def _held(heap: Heap, words: Phrases) -> Iterator[Held]:
    for one in heap.collections.values():
        purpose = heap.pile.system.purposes[one.map.purpose]
        yield Held(
            collection=words.of(one.map.title),
            purpose=words.of(purpose.title),
            ground=purpose.ground,
            interest=words.of(purpose.interest) if purpose.interest else "",
            criteria=words.of(purpose.retention.criteria),
            period=purpose.retention.period or "",
            since_on=_since_on(heap, one.map.purpose),
            fields=tuple(
                (about.category, words.of(about.title))
                for column, about in one.map.fields.items()
                if column in one.filled
            ),
            sources=_sources(one, words),
        )


def _since_on(heap: Heap, purpose: str) -> date | None:
    """Return the latest date from which a retention runs; None while a record has none."""
    dated = [one for one in heap.collections.values() if one.map.purpose == purpose]
    if any(one.is_open for one in dated):
        return None
    return max((one.since_on for one in dated if one.since_on), default=None)


def _sources(one: Scanned, words: Phrases) -> tuple[str, ...]:
    """Return what the records say, else what the data map says of all of them."""
    if one.sources:
        return (", ".join(one.sources),)
    return (words.of(one.map.source),) if one.map.source else ()


def _named(heap: Heap, words: Phrases) -> Iterator[Recipient]:
    """Yield the recipients that a log of disclosures names."""
    for one in heap.collections.values():
        if one.map.discloses:
            what = words.of(one.map.discloses.what)
            for name, received in one.receivers.items():
                dates = (received.first_on, received.last_on)
                yield Recipient(
                    name, what, first_on=dates[0], last_on=dates[1], times=received.times
                )


def _standing(heap: Heap, words: Phrases) -> Iterator[Recipient]:
    """Yield the recipients of everything in the system."""
    for one in heap.pile.system.recipients:
        safeguards = words.of(one.safeguards) if one.safeguards else ""
        yield Recipient(one.name, words.of(one.what), one.role.value, one.country, safeguards)


def _profiling(heap: Heap, words: Phrases) -> Iterator[Profiling]:
    for one in heap.pile.system.profiling:
        yield Profiling(
            words.of(one.logic),
            words.of(one.significance),
            words.of(one.consequences),
            one.solely_automated,
        )
