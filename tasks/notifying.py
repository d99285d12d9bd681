"""Whom to tell of what was done for a request (Article 19 GDPR), from plan, surveys and map."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.datamap.recipients import Recipient, recipients_of
from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment
from rightsflow.law.notice import NoticeDeed
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.letters.recipients.contexts import Correction
from rightsflow.register.cases import Request
from rightsflow.register.details import Details
from rightsflow.survey import Survey, joined
from tasks.desk import Desk
from tasks.notices import ByPerson, Told, queue_notices
from tasks.person import Person

_DEED = {
    Treatment.erase: NoticeDeed.erase,
    Treatment.blank: NoticeDeed.erase,
    Treatment.correct: NoticeDeed.rectify,
    Treatment.restrict: NoticeDeed.restrict,
}
"""Which treatments a recipient is told of."""


async def notify(
    connection: AsyncConnection,
    at: Desk,
    person: Person,
    request: Request,
    actions: Sequence[Action],
    said: Details,
    found: Mapping[str, Survey],
) -> tuple[ByPerson, ...]:
    """Queue a notice to each recipient of what was done; return those whom a person has to tell.

    A restriction that lasts only while something is weighed is not told on: what it ends in is.
    """
    told: list[Told] = []
    for deed in NoticeDeed:
        concerned = [
            one for one in actions if _DEED.get(one.treatment) is deed and not one.is_meanwhile
        ]
        systems = {one.system for one in concerned}
        surveys = {name: one for name, one in found.items() if name in systems}
        told += [
            _told(at, who, deed, concerned, said, surveys)
            for who in _recipients(at, person, surveys)
        ]
    return await queue_notices(connection, at, person, request, told) if told else ()


def _recipients(at: Desk, person: Person, surveys: Mapping[str, Survey]) -> tuple[Recipient, ...]:
    records = [(name, one) for name, survey in surveys.items() for one in survey.logged]
    return recipients_of(at.systems, records, person.case.language, languages=at.settings.languages)


def _told(
    at: Desk,
    who: Recipient,
    deed: NoticeDeed,
    actions: Sequence[Action],
    said: Details,
    surveys: Mapping[str, Survey],
) -> Told:
    """Return what one recipient is told: of the systems that it has data from, and no others."""
    theirs = [one for one in actions if one.system in who.systems]
    known = [survey for name, survey in surveys.items() if name in who.systems]
    names = [Identifier(IdentifierKind.name, name) for survey in known for name in survey.names]
    corrections = tuple(c for one in theirs for c in _corrections(at, who, one, said))
    what = tuple(dict.fromkeys(title for one in theirs for title in _titles(at, who, one)))
    return Told(
        recipient=who,
        deed=deed,
        done_on=at.today(),
        what=() if deed is NoticeDeed.rectify else what,
        corrections=corrections if deed is NoticeDeed.rectify else (),
        identifiers=(*names[:1], *joined(known)),
    )


def _titles(at: Desk, who: Recipient, action: Action) -> list[str]:
    of = at.systems[action.system].collections[action.collection]
    title = of.title.get(who.language, of.title["en"])
    fields = [of.fields[name].title for name in action.fields]
    named = ", ".join(one.get(who.language, one["en"]) for one in fields)
    return [f"{title}: {named}" if named else title]


def _corrections(at: Desk, who: Recipient, action: Action, said: Details) -> list[Correction]:
    of = at.systems[action.system].collections[action.collection]
    place = f"{action.system}.{action.collection}"
    return [
        Correction(
            of.fields[name].title.get(who.language, of.fields[name].title["en"]),
            str(said.before.get(f"{place}.{name}") or ""),
            str(said.corrections.get(f"{place}.{name}") or ""),
        )
        for name in action.fields
        if action.treatment is Treatment.correct
    ]
