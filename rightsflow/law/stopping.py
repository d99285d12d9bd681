"""Stopping a purpose, and setting the mark of a restriction: where a system can say it.

A system says it in one place: the subscription that was withdrawn, the contact that is marked.
What hangs on that record is governed by it; where there is no such place, a person is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rightsflow.law.action import Action, Ask, action_on
from rightsflow.law.facts import CollectionFacts, Erasing, HeldFacts, PurposeFacts
from rightsflow.law.ground import MEANWHILE, Treatment, treatment_of


def is_asked(ask: Ask, system: str, purpose: PurposeFacts) -> bool:
    """Say whether a request is about a purpose: one that names none is about all."""
    return not ask.purposes or f"{system}.{purpose.name}" in ask.purposes


def treated(ask: Ask, of: CollectionFacts, purpose: PurposeFacts) -> tuple[Treatment, str]:
    """Return what a right does to a purpose of a collection, and by which provision."""
    treatment, article = treatment_of(
        ask.right, purpose.ground, marketing=purpose.marketing, profiling=purpose.profiling,
        given=of.given,
    )  # fmt: skip
    if treatment is Treatment.review and ask.upheld:
        return Treatment.stop, article
    return treatment, article


def stopped(ask: Ask, held: Sequence[HeldFacts]) -> Iterator[Action]:
    """Yield the stops of a right: for each system and purpose, where it is said, or by a person.

    Where the record that says it is gone already (a subscription that was deleted at once),
    nothing is left to do, and nobody is asked.
    """
    found = [one for one in held if one.records]
    for system, purpose, article in _purposes(ask, found, Treatment.stop):
        ours = [one for one in found if one.of.system == system]
        places = [one for one in held if one.of.system == system and purpose in one.of.stops]
        for one in [one for one in places if one.records] or places[:1]:
            made = action_on(ask, one, Treatment.stop, article)
            yield replace(made, purpose=purpose.name)
        # What is erased in the same course is stopped by that.
        if not places and not ask.upheld:
            yield _by_person(ask, ours, purpose, article)


def _by_person(ask: Ask, ours: Sequence[HeldFacts], purpose: PurposeFacts, article: str) -> Action:
    of_purpose = [one for one in ours if one.of.purpose == purpose]
    made = action_on(ask, of_purpose[0], Treatment.stop, article)
    return replace(made, by_person=True, records=sum(len(one.records) for one in of_purpose))


def _purposes(
    ask: Ask, held: Sequence[HeldFacts], wanted: Treatment
) -> Iterator[tuple[str, PurposeFacts, str]]:
    seen = set()
    for one in held:
        for purpose in (one.of.purpose, *one.of.stops):
            treatment, article = treated(ask, one.of, purpose)
            key = (one.of.system, purpose)
            if treatment is wanted and key not in seen and is_asked(ask, *key):
                seen.add(key)
                yield (*key, article)


def restricted(ask: Ask, held: Sequence[HeldFacts], article: str) -> Iterator[Action]:
    """Yield the marks for all that is held: one for each tree of records that hang together."""
    trees: dict[tuple[str, str], list[HeldFacts]] = {}
    for one in held:
        if one.of.erasing is not Erasing.leave:
            trees.setdefault((one.of.system, _root(one, held)), []).append(one)
    for tree in trees.values():
        marked = [one for one in tree if one.of.marked]
        for one in marked or tree[:1]:
            made = action_on(ask, one, Treatment.restrict, article)
            yield replace(made, by_person=made.by_person or not marked)


def _root(one: HeldFacts, held: Sequence[HeldFacts]) -> str:
    parents = {other.of.name: other.of.parent for other in held if other.of.system == one.of.system}
    name = one.of.name
    while parents.get(name):
        name = parents[name]
    return name


def meanwhile(ask: Ask, held: Sequence[HeldFacts]) -> Iterator[Action]:
    """Restrict what is contested while a person looks (Article 18(1)(a) and (d)).

    It was so, too, where the person has found for the one who asked.
    """
    if ask.right not in MEANWHILE:
        return
    weighed = replace(ask, upheld=False)
    contested = {
        one.of.system
        for one in held
        if (
            treated(weighed, one.of, one.of.purpose)[0] is Treatment.review
            and is_asked(ask, one.of.system, one.of.purpose)
        )
        or any(name.startswith(f"{one.of.system}.{one.of.name}.") for name in ask.fields)
    }
    concerned = [one for one in held if one.of.system in contested]
    yield from restricted(ask, concerned, MEANWHILE[ask.right])
