"""Parts of an answer: each action of a plan in the words of the letter's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rightsflow.datamap.model import SystemMap
from rightsflow.law.action import Action, Kept
from rightsflow.law.disclosure import Profiling
from rightsflow.law.duty import Duty
from rightsflow.law.ground import Given, Treatment
from rightsflow.law.suppression import SuppressionList
from rightsflow.letters.parts import ChangeTold, KeptTold, PartTold, PurposeTold
from rightsflow.letters.rights import ToldRecipient
from rightsflow.register.details import Details
from rightsflow.register.types import Step
from tasks.titles import in_language

_BY_ORIGIN = frozenset({Treatment.export, Treatment.exclude})
"""Where it matters how we came by the data; elsewhere parts that differ only in that are one."""


@dataclass(frozen=True, slots=True)
class Deeds:
    """What was done for one request: its plan, when each system was asked again, what is open.

    `steps` are those after which it was asked, `marked` the systems in which data was restricted
    meanwhile, `told` the recipients, `listed` the suppression lists on which the person stands.

    `open_by_hand` gives for each system the day by which somebody is to have done it,
    `answered_on` when a colleague said that it is done.
    """

    actions: tuple[Action, ...] = field(repr=False)
    said: Details
    proved_on: Mapping[str, date]
    answered_on: Mapping[str, date]
    steps: frozenset[Step]
    marked: frozenset[str]
    open_by_hand: Mapping[str, date]
    told: tuple[ToldRecipient, ...] = field(default=(), repr=False)
    listed: Mapping[SuppressionList, date | None] = field(default_factory=dict)

    @property
    def happened(self) -> tuple[Action, ...]:
        """Return the actions of which something may be told: no restriction that was not set."""
        return tuple(
            one for one in self.actions if not one.is_meanwhile or one.system in self.marked
        )


def part_told(
    systems: Mapping[str, SystemMap], action: Action, deeds: Deeds, language: str
) -> PartTold:
    """Return one action as the letter tells it."""
    system = systems[action.system]
    of = system.collections[action.collection]
    by_hand = deeds.open_by_hand.get(action.system) if action.by_person else None
    told = action.is_deed or action.treatment is Treatment.review
    titles = {name: in_language(field_.title, language) for name, field_ in of.fields.items()}
    return PartTold(
        treatment=action.treatment,
        system=in_language(system.title, language),
        what=(in_language(of.title, language),),
        purposes=(_purpose(system, action.purpose, language),),
        article=action.article,
        records=action.records,
        on=_done_on(action, deeds) if told and by_hand is None else None,
        by_person_on=by_hand,
        fields=tuple(titles[name] for name in action.fields),
        stays=_stays(action, titles),
        kept=tuple(_kept(system, one, language) for one in action.kept),
        changes=_changes(action, deeds.said, titles),
        given=of.given if action.treatment in _BY_ORIGIN else Given.provided,
    )


def _done_on(action: Action, deeds: Deeds) -> date | None:
    """Return the day of a deed: asked again by a program, or answered for by a colleague."""
    by = deeds.answered_on if action.by_person else deeds.proved_on
    return by.get(action.system)


def _purpose(system: SystemMap, name: str, language: str) -> PurposeTold:
    purpose = system.purposes[name]
    return PurposeTold(
        title=in_language(purpose.title, language),
        ground=purpose.ground,
        marketing=purpose.marketing,
        profiling=purpose.profiling,
        ends=in_language(purpose.ends, language) if purpose.ends else "",
    )


def _stays(action: Action, titles: Mapping[str, str]) -> tuple[str, ...]:
    if action.treatment is not Treatment.blank or not action.kept:
        return ()
    return tuple(title for name, title in titles.items() if name not in action.fields)


def _kept(system: SystemMap, why: Kept, language: str) -> KeptTold:
    duty = Duty(why.name) if why.name in set(Duty) else None
    purpose = system.purposes.get(why.name)
    return KeptTold(
        duty=duty,
        purpose=in_language(purpose.title, language) if purpose and duty is None else "",
        article=why.article,
        until_on=why.until_on,
        criteria=in_language(purpose.retention.criteria, language)
        if purpose and duty is None
        else "",
    )


def _changes(action: Action, said: Details, titles: Mapping[str, str]) -> tuple[ChangeTold, ...]:
    if action.treatment is not Treatment.correct:
        return ()
    place = f"{action.system}.{action.collection}"
    return tuple(
        ChangeTold(
            titles[name],
            _text(said.before.get(f"{place}.{name}")),
            _text(said.corrections.get(f"{place}.{name}")),
        )
        for name in action.fields
    )


def _text(value: Any) -> str:  # noqa: ANN401 - a value of a system
    return "" if value is None else str(value)


def profiling_of(
    systems: Mapping[str, SystemMap], deeds: Deeds, language: str
) -> tuple[Profiling, ...]:
    """Return how machines evaluate the person, in plain words, for the purposes concerned."""
    concerned = {(one.system, one.purpose) for one in deeds.actions}
    return tuple(
        Profiling(
            logic=in_language(one.logic, language),
            significance=in_language(one.significance, language),
            consequences=in_language(one.consequences, language),
            solely_automated=one.solely_automated,
        )
        for name in dict.fromkeys(system for system, _ in concerned)
        for one in systems[name].profiling
        if one.purpose is None or (name, one.purpose) in concerned
    )
