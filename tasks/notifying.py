"""Whom to tell of what was done for a request (Article 19 GDPR), from plan, surveys and map."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.datamap.model import SystemMap
from rightsflow.datamap.recipients import Recipient, recipients_of
from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment
from rightsflow.law.notice import NoticeDeed
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.letters.recipients.contexts import Correction
from rightsflow.register.case_requests import Request
from rightsflow.register.details import Details
from rightsflow.survey import Logged, Survey, joined
from tasks.desk import Desk
from tasks.notices import ByPerson, Told, queue_notices
from tasks.person import Person
from tasks.titles import in_language

_DEED = {
    Treatment.erase: NoticeDeed.erase,
    Treatment.blank: NoticeDeed.erase,
    Treatment.correct: NoticeDeed.rectify,
    Treatment.restrict: NoticeDeed.restrict,
}
"""Which treatments a recipient is told of."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried out for a request, and what was found of the person before.

    `language` is the person's; `nothing_in`: systems in which a colleague found nothing.
    """

    actions: Sequence[Action] = field(repr=False)
    found: Mapping[str, Survey] = field(repr=False)
    said: Details
    language: str
    done_on: date
    nothing_in: Collection[str] = ()


async def notify(
    connection: AsyncConnection, at: Desk, person: Person, request: Request, done: Carried
) -> tuple[ByPerson, ...]:
    """Queue a notice to each recipient of what was done; return those whom a person has to tell."""
    told = whom_to_tell(at.systems, at.settings.languages, done)
    return await queue_notices(connection, at, person, request, told) if told else ()


def whom_to_tell(
    systems: Mapping[str, SystemMap], languages: Sequence[str], done: Carried
) -> list[Told]:
    """Return each recipient of what was done, once for each deed.

    A restriction that lasts only while something is weighed is not told on: what it ends in is.
    """
    told: list[Told] = []
    for deed in NoticeDeed:
        concerned = [
            one
            for one in done.actions
            if _DEED.get(one.treatment) is deed
            and not one.is_meanwhile
            and one.system not in done.nothing_in
        ]
        recipients = recipients_of(
            systems, _records(concerned, done.found), done.language, languages=languages
        )
        told += [_told(systems, who, deed, concerned, done) for who in recipients]
    return told


def _records(actions: Sequence[Action], found: Mapping[str, Survey]) -> list[tuple[str, Logged]]:
    """Return who received the data of each system, one by one.

    Into a system without a program nobody looks: who receives its data receives this person's.
    """
    records: list[tuple[str, Logged]] = []
    for system, collection in {one.system: one.collection for one in actions}.items():
        logged = found[system].logged if system in found else ()
        records += [(system, one) for one in logged or (Logged(collection, {}),)]
    return records


def _told(
    systems: Mapping[str, SystemMap],
    who: Recipient,
    deed: NoticeDeed,
    actions: Sequence[Action],
    done: Carried,
) -> Told:
    """Return what one recipient is told: of the systems that it has data from, and no others."""
    theirs = [one for one in actions if one.system in who.systems]
    known = [survey for name, survey in done.found.items() if name in who.systems]
    names = [Identifier(IdentifierKind.name, name) for survey in known for name in survey.names]
    corrections = tuple(c for one in theirs for c in _corrections(systems, who, one, done.said))
    what = tuple(dict.fromkeys(title for one in theirs for title in _titles(systems, who, one)))
    return Told(
        recipient=who,
        deed=deed,
        done_on=done.done_on,
        what=() if deed is NoticeDeed.rectify else what,
        corrections=corrections if deed is NoticeDeed.rectify else (),
        identifiers=(*names[:1], *joined(known)),
    )


def _titles(systems: Mapping[str, SystemMap], who: Recipient, action: Action) -> list[str]:
    of = systems[action.system].collections[action.collection]
    title = in_language(of.title, who.language)
    fields = [of.fields[name].title for name in action.fields]
    named = ", ".join(in_language(one, who.language) for one in fields)
    return [f"{title}: {named}" if named else title]


def _corrections(
    systems: Mapping[str, SystemMap], who: Recipient, action: Action, said: Details
) -> list[Correction]:
    of = systems[action.system].collections[action.collection]
    place = f"{action.system}.{action.collection}"
    return [
        Correction(
            in_language(of.fields[name].title, who.language),
            str(said.before.get(f"{place}.{name}") or ""),
            str(said.corrections.get(f"{place}.{name}") or ""),
        )
        for name in action.fields
        if action.treatment is Treatment.correct
    ]
