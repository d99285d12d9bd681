"""The letter that answers any mix of rights, from what was done for each and verified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.law.suppression import SuppressionList
from rightsflow.law.task import TaskDeed
from rightsflow.letters.branches import Refused
from rightsflow.letters.check import checked
from rightsflow.letters.choose import Letter
from rightsflow.letters.rights import RightAnswer, RightsReply
from rightsflow.letters.side_by_side import beside_each_other
from rightsflow.register import results
from rightsflow.register.case_requests import Request
from rightsflow.register.details import Stays
from rightsflow.register.manual_tasks import ManualTask, TaskState
from rightsflow.register.plans import actions_in
from rightsflow.register.types import Step
from tasks.acknowledge import frame_of
from tasks.by_hand import tasks_of
from tasks.copyletter import Made, copy_part, enclosures, export_enclosure, export_part
from tasks.desk import Desk
from tasks.effect import pending_of
from tasks.parts import Deeds, part_told, profiling_of
from tasks.person import Person, details_of
from tasks.post import Draft
from tasks.titles import place_title, title_of
from tasks.whotold import who_was_told

_PROVED = (Step.stop, Step.mark, Step.verify)
"""Steps after which a system was asked again."""

_LISTED = frozenset({AskedRight.marketing_objection})
"""Rights after which a keyed digest of the address is kept, so that nobody adds it again."""

_TELLS_PROFILING = frozenset({AskedRight.automated_decision})


@dataclass(frozen=True, slots=True)
class Files:
    """What a letter carries: a copy, and of an export its schema and the hash of its contents."""

    copy: Made | None
    export: Mapping[str, str] | None


async def deeds_of(
    connection: AsyncConnection,
    at: Desk,
    owners: Mapping[int, Person],
    plans: Mapping[int, Mapping[str, Any]],
    listed: Mapping[int, Mapping[SuppressionList, date | None]] = {},
) -> dict[int, Deeds]:
    """Return what was done for requests; `owners` says whose each is, `plans` is by case.

    `listed` are the suppression lists of those whose answer may tell of them.
    """
    said = await details_of(connection, owners)
    proofs = await results.receipts_for(connection, list(owners), _PROVED)
    tasks = await tasks_of(connection, list(owners))
    zone = at.settings.controller.zone
    return {
        key: Deeds(
            actions=actions_in(plans.get(person.case.id), key),
            said=said[key],
            proved_on={row.system: row.done_at.astimezone(zone).date() for row in proofs[key]},
            answered_on=_answered_on(at, tasks[key]),
            steps=frozenset(Step(row.step) for row in proofs[key]),
            marked=frozenset(row.system for row in proofs[key] if row.step == Step.mark),
            told=await who_was_told(connection, at, person, key),
            listed=listed.get(key, {}),
            open_by_hand=_open_by_hand(at, actions_in(plans.get(person.case.id), key), tasks[key]),
        )
        for key, person in owners.items()
    }


def _open_by_hand(
    at: Desk, actions: Sequence[Action], tasks: Sequence[ManualTask]
) -> dict[str, date]:
    """Return by when somebody is to have done what no program can, by system."""
    done = _answered_on(at, tasks)
    by = at.today() + timedelta(days=at.settings.decisions.answer_within_days)
    dates = {one.system: max(one.answer_by_on, at.today()) for one in tasks if one.waits}
    return {
        one.system: dates.get(one.system, by)
        for one in actions
        if one.by_person and one.is_deed and one.system not in done
    }


def _answered_on(at: Desk, tasks: Sequence[ManualTask]) -> dict[str, date]:
    """Return when a colleague said that all of it is done, by system."""
    zone = at.settings.controller.zone
    deeds = [one for one in tasks if one.deed not in {TaskDeed.notify, TaskDeed.locate}]
    undone = {one.system for one in deeds if one.state is not TaskState.done}
    return {
        one.system: one.answered_at.astimezone(zone).date()
        for one in deeds
        if one.answered_at and one.system not in undone
    }


def rights_reply(
    at: Desk,
    person: Person,
    asked: Sequence[Request],
    outcomes: Mapping[int, Outcome],
    deeds: Mapping[int, Deeds],
    files: Files,
    to: str,
) -> Draft:
    """Return the letter with an outcome for each right that is ready; the others are pending."""
    case = person.case
    ready = [one for one in asked if one.id in outcomes]
    answers = beside_each_other(
        [_answer(at, one, outcomes[one.id], deeds, case.language) for one in ready]
    )
    listed = _listed(answers, [deeds[key].listed for key in outcomes])
    context = RightsReply(
        frame=frame_of(
            at, case, [one.right for one in asked], marketing=any(one.marketing for one in asked)
        ),
        answers=answers,
        done=(),
        pending=pending_of(at, asked, without=list(outcomes)),
        case_kept_days=at.settings.retention.case_days,
        copy=copy_part(at, person, files.copy) if files.copy else None,
        export=export_part(at, files.export) if files.export else None,
        searched=tuple(title_of(at, name, case.language) for name in at.systems),
        told=tuple(dict.fromkeys(one for key in outcomes for one in deeds[key].told)),
        backups_until_on=_backups_until(at, answers),
        ledger_until_on=_ledger_until(at, answers),
        no_marketing=SuppressionList.no_marketing in listed,
        not_recreated_until_on=listed.get(SuppressionList.do_not_recreate),
    )
    return Draft(
        case=case,
        key=person.key,
        letter=Letter.rights_reply,
        rendered=checked(Letter.rights_reply, context),
        language=case.language,
        recipient=to,
        thread=person.requester if to == person.requester.address else None,
        enclosures=(
            *(enclosures(case.number) if files.copy else ()),
            *((export_enclosure(case.number),) if files.export else ()),
        ),
    )


def _answer(
    at: Desk, request: Request, outcome: Outcome, deeds: Mapping[int, Deeds], language: str
) -> RightAnswer:
    of = deeds[request.id]
    tells = request.asked in _TELLS_PROFILING
    return RightAnswer(
        asked=request.asked,
        outcome=outcome,
        parts=tuple(part_told(at.systems, one, of, language) for one in of.happened),
        text=of.said.told,
        review_on=_review_on(at, request),
        resumes_on=resumes_on(at, request, of),
        profiling=profiling_of(at.systems, of, language) if tells else (),
        refused=tuple(_rest(at, request, one, language) for one in of.said.stays),
    )


def _rest(at: Desk, request: Request, rest: Stays, language: str) -> Refused:
    """Return what stays after an erasure, with places by what the data map calls them."""
    system = title_of(at, rest.system, language)
    places = [place_title(at, rest.system, one, language) for one in rest.places]
    named = tuple((system, place) for place in dict.fromkeys(places))
    return Refused(request.right, rest.ground, rest.article, rest.texts, named)


def _review_on(at: Desk, request: Request) -> date | None:
    """Return when a person looks whether a restriction is still needed."""
    days = timedelta(days=at.settings.decisions.review_restriction_days)
    return at.today() + days if request.right is Right.restriction else None


def resumes_on(at: Desk, request: Request, deeds: Deeds) -> date | None:
    """Return when the mark goes that was set while something was checked or weighed."""
    if request.right is Right.restriction or Step.mark not in deeds.steps:
        return None
    if _is_all_erased(deeds.actions):
        return None
    return at.today() + timedelta(days=at.settings.decisions.restriction_notice_days)


def _is_all_erased(actions: Sequence[Action]) -> bool:
    """Say whether everything that was marked is erased, so that no mark is left to go."""
    marked = _keys(actions, Treatment.restrict)
    return bool(marked) and marked <= _keys(actions, Treatment.erase)


def _keys(actions: Sequence[Action], treatment: Treatment) -> set[tuple[str, str]]:
    return {
        (one.system, key)
        for one in actions
        if one.treatment is treatment and not one.by_person
        for key in one.keys
    }


def _listed(
    answers: Sequence[RightAnswer], lists: Sequence[Mapping[SuppressionList, date | None]]
) -> Mapping[SuppressionList, date | None]:
    """Return the lists that a letter tells of, where it ends marketing or answers an erasure.

    They are those of the register, so that nothing is told that is not kept, and for nothing else.
    """
    ends = any(one.asked in _LISTED or one.stopped_marketing for one in answers)
    erases = any(one.asked is AskedRight.erasure and one.rows for one in answers)
    told = {SuppressionList.no_marketing: ends or erases, SuppressionList.do_not_recreate: erases}
    return {key: day for of in lists for key, day in of.items() if told[key]}


def _ledger_until(at: Desk, answers: Sequence[RightAnswer]) -> date | None:
    erased = any(answer.has("erase") or answer.has("blank") for answer in answers)
    return at.today() + timedelta(days=at.settings.retention.ledger_days) if erased else None


def _backups_until(at: Desk, answers: Sequence[RightAnswer]) -> date | None:
    erased = any(answer.has("erase") or answer.has("blank") for answer in answers)
    days = timedelta(days=at.settings.retention.system_backup_days)
    return at.today() + days if erased else None
