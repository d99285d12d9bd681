"""Erasing: record by record, what still covers it stays, the rest goes (Article 17)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from rightsflow.law.action import Action, Ask, Kept, action_on
from rightsflow.law.coverage import Covered, cover
from rightsflow.law.facts import CollectionFacts, Erasing, HeldFacts, PurposeFacts
from rightsflow.law.ground import FOLLOWS, Treatment
from rightsflow.law.right import AskedRight
from rightsflow.law.stopping import is_asked, treated

Ends = Callable[[Ask, CollectionFacts, PurposeFacts], bool]


def erased(ask: Ask, held: Sequence[HeldFacts], today: date) -> Iterator[Action]:
    """Yield what becomes of everything when its erasure is asked for."""
    yield from _gone(ask, held, _is_erased, today)


def follows(ask: Ask, held: Sequence[HeldFacts], today: date) -> Iterator[Action]:
    """Erase what was processed only for what is stopped now (Article 17(1)(b) and (c))."""
    if ask.right not in FOLLOWS or (ask.right is AskedRight.objection and not ask.upheld):
        return
    ended = {(one.of.system, one.of.name) for one in held if _is_ended(ask, one.of, one.of.purpose)}
    for action in _gone(ask, held, _is_ended, today):
        if (action.system, action.collection) in ended:
            yield action


def _is_erased(ask: Ask, of: CollectionFacts, purpose: PurposeFacts) -> bool:
    return treated(ask, of, purpose)[0] is Treatment.erase


def _is_ended(ask: Ask, of: CollectionFacts, purpose: PurposeFacts) -> bool:
    return is_asked(ask, of.system, purpose) and treated(ask, of, purpose)[0] is Treatment.stop


def _gone(ask: Ask, held: Sequence[HeldFacts], ends: Ends, today: date) -> Iterator[Action]:
    groups: dict[tuple[object, ...], list[Covered]] = {}
    for one in cover(held, lambda of, purpose: ends(ask, of, purpose), today):
        key = (one.of.system, one.of.name, *_fate(one), _kept(one))
        groups.setdefault(key, []).append(one)
    for ones in groups.values():
        yield _action(ask, ones)


def _fate(one: Covered) -> tuple[Treatment, tuple[str, ...]]:
    """Return what becomes of a record, and which of its fields go."""
    if one.of.erasing is Erasing.leave:
        return Treatment.leave, ()
    goes = tuple(name for name in one.of.fields if name not in one.kept)
    if one.covers:
        return (Treatment.blank, goes) if goes else (Treatment.keep, ())
    blank = one.of.erasing is Erasing.blank
    return (Treatment.blank, goes) if blank else (Treatment.erase, ())


def _kept(one: Covered) -> tuple[Kept, ...]:
    """Return why a record is kept; of several ends for one reason the latest counts."""
    ends: dict[tuple[str, str, str], list[date | None]] = {}
    for each in one.covers:
        ends.setdefault((each.name, each.article, each.provision), []).append(each.until_on)
    return tuple(Kept(*why, _latest(days)) for why, days in ends.items())


def _latest(ends: Sequence[date | None]) -> date | None:
    """Return the latest end; None, an event, outlasts every date."""
    return None if None in ends else max(day for day in ends if day)


def _action(ask: Ask, ones: Sequence[Covered]) -> Action:
    of, kept = ones[0].of, _kept(ones[0])
    treatment, fields = _fate(ones[0])
    article = FOLLOWS.get(ask.right) or treated(ask, of, of.purpose)[1]
    if treatment is Treatment.leave:
        article = "4(1)"
    elif kept and treatment is Treatment.keep:
        article = kept[0].article
    held = HeldFacts(of, tuple(one.record for one in ones))
    return replace(action_on(ask, held, treatment, article), fields=fields, kept=kept)
