"""The plan: one action for each system, collection and purpose, each with its ground (Article 12).

What happens, what is kept, why, and until when; for every right that a case asks for, from what
was found and the data map. Nothing is done that is not in a plan, and what is in it is shown
before it is done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from rightsflow.law.action import Action, Ask, action_on
from rightsflow.law.erasing import erased, follows
from rightsflow.law.facts import Erasing, HeldFacts
from rightsflow.law.ground import GOES_ON, Treatment
from rightsflow.law.right import ARTICLE, AskedRight
from rightsflow.law.stopping import is_asked, meanwhile, restricted, stopped, treated

ORDER: tuple[Treatment, ...] = (
    Treatment.stop, Treatment.restrict, Treatment.disclose, Treatment.export, Treatment.exclude,
    Treatment.correct, Treatment.review, Treatment.blank, Treatment.erase, Treatment.keep,
    Treatment.leave, Treatment.go_on,
)  # fmt: skip
"""The order that serves the person: stopped first, copied before it is corrected or erased."""

_ONE_BY_ONE = frozenset(
    {Treatment.disclose, Treatment.export, Treatment.exclude, Treatment.review, Treatment.go_on}
)
"""What is said of each collection by itself."""


def plan(asked: Sequence[Ask], held: Sequence[HeldFacts], today: date) -> tuple[Action, ...]:
    """Draw up the plan of a case, in the order in which it is carried out.

    `held` names every collection that was asked about, also those without a record.
    """
    actions = [action for ask in asked for action in _for(ask, held, today)]
    return tuple(sorted(actions, key=lambda action: ORDER.index(action.treatment)))


def _for(ask: Ask, held: Sequence[HeldFacts], today: date) -> Iterator[Action]:
    found = [one for one in held if one.records]
    if ask.right is AskedRight.erasure:
        yield from erased(ask, held, today)
        return
    if ask.right is AskedRight.restriction:
        yield from restricted(ask, found, ARTICLE[ask.right.right] + "(1)")
        return
    yield from meanwhile(ask, found)
    yield from stopped(ask, held)
    for one in found:
        yield from _of_collection(ask, one)
    yield from follows(ask, held, today)


def _of_collection(ask: Ask, one: HeldFacts) -> Iterator[Action]:
    treatment, article = treated(ask, one.of, one.of.purpose)
    fields = _to_correct(ask, one) if treatment is Treatment.correct else ()
    if one.of.erasing is Erasing.leave and ask.right is not AskedRight.access:
        treatment, article = Treatment.leave, "4(1)"
    elif not is_asked(ask, one.of.system, one.of.purpose):
        treatment, article = Treatment.go_on, GOES_ON
    if fields:
        yield replace(action_on(ask, one, Treatment.correct, article), fields=fields)
    elif treatment in _ONE_BY_ONE:
        yield action_on(ask, one, treatment, article)


def _to_correct(ask: Ask, one: HeldFacts) -> tuple[str, ...]:
    of = one.of
    return tuple(name for name in of.fields if f"{of.system}.{of.name}.{name}" in ask.fields)
