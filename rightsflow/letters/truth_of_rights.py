"""Would an answer to a mix of rights be true? Outcome, days, what is kept, what is enclosed.

What the law wants of it: Articles 12(3), 12(4), 15 to 22 GDPR; nothing is told as done that was
not verified, and nothing kept without its end.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from rightsflow.law.ground import Treatment
from rightsflow.law.refusal import RefusalGround, row_for
from rightsflow.law.right import AskedRight, Outcome
from rightsflow.letters.context import PartTold, RightAnswer, RightsReply
from rightsflow.letters.rights import DECIDED, NoticeTold
from rightsflow.letters.rule import Rule, blank

_BEFORE_LIFTING = timedelta(days=7)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CASES = frozenset({"18(1)", "18(1)(a)", "18(1)(b)", "18(1)(c)", "18(1)(d)"})
_WEIGHED = frozenset({RefusalGround.compelling_grounds, RefusalGround.legal_claims})
_IMPOSSIBLE = frozenset({NoticeTold.impossible, NoticeTold.disproportionate})
_ENCLOSED = frozenset({AskedRight.access, AskedRight.portability})
_NOTHING = frozenset({Treatment.leave, Treatment.go_on, Treatment.exclude})


def _twice(it: RightsReply) -> bool:
    asked = [answer.asked for answer in it.answers]
    return len(set(asked)) != len(asked)


def _unlike_its_parts(it: RightsReply) -> bool:
    """Return whether an outcome says something else than the parts it stands above."""
    return any(_contradicts(answer, it) for answer in it.answers)


def _contradicts(answer: RightAnswer, it: RightsReply) -> bool:
    # What lies beyond portability is no refusal of it, and what it does not cover is limited.
    against, limited = _against(answer, it), answer.has(Treatment.exclude) or bool(answer.open)
    match answer.outcome:
        case Outcome.granted:
            return against or not _anything(answer)
        case Outcome.partly_granted:
            return not (against or limited) or not _anything(answer)
        case Outcome.refused:
            return not (against or limited) or bool(answer.done(Treatment.erase))
        case Outcome.nothing_held:
            return against or any(part.treatment not in _NOTHING for part in answer.parts)
        case _:
            return True


def _against(answer: RightAnswer, it: RightsReply) -> bool:
    """Return whether the person does not get all that the right would give."""
    withheld = answer.asked is AskedRight.access and bool(it.withheld)
    kept = answer.asked is AskedRight.erasure and bool(answer.kept)
    return bool(answer.refused) or withheld or kept


def _anything(answer: RightAnswer) -> bool:
    """Return whether something was done or given, or somebody is at it."""
    did = any(part.wants_a_day for part in answer.parts) or not blank(answer.text)
    return did or answer.asked in _ENCLOSED


def _half_told(it: RightsReply) -> bool:
    """Return whether a copy or file is promised and not there, or there and not answered for."""
    given = {answer.asked for answer in it.answers if answer.outcome in DECIDED[:2]}
    pairs = ((AskedRight.access, it.copy), (AskedRight.portability, it.export))
    return any((asked in given) != (part is not None) for asked, part in pairs)


def _export_unclear(it: RightsReply) -> bool:
    """Return whether a file is not machine-readable, or cannot be checked (WP242)."""
    file = it.export
    if file is None:
        return False
    readable = bool(set(file.formats) - {"PDF"}) and bool(file.schema)
    return not readable or not _SHA256.fullmatch(file.sha256)


def _fee_half_told(it: RightsReply) -> bool:
    return it.copy is not None and (it.copy.fee is None) != (it.copy.fee_accepted_on is None)


def _without_a_day(it: RightsReply) -> bool:
    """Return whether something is told as done without its day, or both as done and open."""
    parts = any(
        ((part.on, part.by_person_on).count(None) == 1) is not part.wants_a_day
        for part in it.all_parts()
    )
    return parts or any((one.on is None) is not (one.state in _IMPOSSIBLE) for one in it.told)


def _kept_for_ever(it: RightsReply) -> bool:
    """Return whether something is kept without a reason, an end or what decides about it."""
    return any(
        not part.kept or any(kept.until_on is None and blank(kept.criteria) for kept in part.kept)
        for part in it.all_parts()
        if part.leaves
    )


def _kept_unnamed(it: RightsReply) -> bool:
    """Return whether it is not told what of a cleared record stays, or for what."""
    return any(
        (part.treatment is Treatment.blank and part.kept and not part.stays)
        or any(kept.duty is None and blank(kept.purpose) for kept in part.kept)
        for part in it.all_parts()
    )


def _past(it: RightsReply) -> bool:
    return any(day < it.frame.today_on for day in _ahead(it))


def _ahead(it: RightsReply) -> Iterator[date]:
    """Yield every day that is told as one to come."""
    days = [
        it.backups_until_on, it.ledger_until_on, it.not_recreated_until_on, it.queued_until_on,
    ]  # fmt: skip
    days += [one.on for one in it.told if one.state is NoticeTold.to_be_told]
    for answer in it.answers:
        days += [answer.review_on, answer.resumes_on]
    for part in it.all_parts():
        days += [part.by_person_on, *(kept.until_on for kept in part.kept)]
    if it.copy and any(system.records is None for system in it.copy.systems):
        days.append(it.frame.due_on)
    yield from (day for day in days if day)


def _ahead_of_today(it: RightsReply) -> bool:
    days = [one.on for one in it.told if one.state is not NoticeTold.to_be_told]
    days += [it.copy.fee_accepted_on if it.copy else None]
    for part in it.all_parts():
        days += [part.on, part.given_on]
    return any(day > it.frame.today_on for day in days if day)


def _no_ground(it: RightsReply) -> bool:
    for answer in it.answers:
        for part in answer.refused:
            marketing = answer.asked is AskedRight.marketing_objection
            row = row_for(part.right, part.ground, marketing=marketing)
            if part.right is not answer.asked.right or row is None or row.article != part.article:
                return True
    rows = [(row_for(AskedRight.access.right, one.ground), one) for one in it.withheld]
    return any(row is None or row.article != one.article for row, one in rows)


def _unwritten(it: RightsReply) -> bool:
    """Return whether a reason that the law wants written is empty."""
    reasons = [one.reason for one in it.withheld]
    reasons += [one.why for one in it.told if one.state in _IMPOSSIBLE]
    for answer in it.answers:
        for part in answer.refused:
            row = row_for(part.right, part.ground)
            reasons += [dict(part.texts).get(kind, "") for kind in (row.texts if row else ())]
    return any(blank(reason) for reason in reasons)


def _weighed(it: RightsReply) -> Iterator[RightAnswer]:
    """Yield objections that were weighed and not upheld."""
    for answer in it.answers:
        grounds = {part.ground for part in answer.refused}
        if answer.asked is AskedRight.objection and grounds & _WEIGHED:
            yield answer


def _not_restricted(it: RightsReply) -> bool:
    """Return whether data was not restricted while an objection was weighed (18(1)(d))."""
    return any(
        not answer.done(Treatment.restrict) or answer.resumes_on is None for answer in _weighed(it)
    )


def _lifted_too_soon(it: RightsReply) -> bool:
    soonest = it.frame.today_on + _BEFORE_LIFTING
    return any(answer.resumes_on and answer.resumes_on < soonest for answer in it.answers)


def _no_next_step(it: RightsReply) -> bool:
    return any(
        answer.asked is AskedRight.restriction
        and answer.has(Treatment.restrict)
        and answer.review_on is None
        for answer in it.answers
    )


def _case_unknown(it: RightsReply) -> bool:
    return any(
        part.treatment is Treatment.restrict and part.article not in _CASES
        for part in it.all_parts()
    )


def _changes_untold(it: RightsReply) -> bool:
    return any(
        part.treatment is Treatment.correct and not part.open and not part.changes
        for part in it.all_parts()
    )


def _profiling_untold(it: RightsReply) -> bool:
    """Return whether it is nowhere said how a program evaluates (C-203/22)."""
    return any(
        answer.asked is AskedRight.automated_decision
        and answer.outcome is not Outcome.nothing_held
        and not answer.profiling
        and it.copy is None
        for answer in it.answers
    )


def _nothing_searched(it: RightsReply) -> bool:
    nothing = any(answer.outcome is Outcome.nothing_held for answer in it.answers)
    return nothing and not it.searched and it.copy is None


def _nameless(part: PartTold) -> bool:
    return not part.system.strip() or not (part.what or part.purposes)


RIGHTS: tuple[Rule[Any], ...] = (
    Rule("right_unanswered", RightsReply, lambda it: not it.answers or _twice(it)),
    Rule("outcome_unlike_parts", RightsReply, _unlike_its_parts),
    Rule("enclosure_half_told", RightsReply, lambda it: _half_told(it) or _export_unclear(it)),
    Rule("fee_half_told", RightsReply, _fee_half_told),
    Rule("nothing_confirmed", RightsReply, lambda it: it.copy is not None
         and not any(system.records for system in it.copy.systems)),
    Rule("nothing_searched", RightsReply, _nothing_searched),
    Rule("part_unnamed", RightsReply, lambda it: any(_nameless(one) for one in it.all_parts())),
    Rule("done_without_day", RightsReply, _without_a_day),
    Rule("kept_without_end", RightsReply, _kept_for_ever),
    Rule("kept_unnamed", RightsReply, _kept_unnamed),
    Rule("past_deadline", RightsReply, _past),
    Rule("not_yet_happened", RightsReply, _ahead_of_today),
    Rule("unknown_ground", RightsReply, _no_ground),
    Rule("text_missing", RightsReply, _unwritten),
    Rule("restriction_untold", RightsReply, lambda it: _not_restricted(it) or _no_next_step(it)),
    Rule("unknown_restriction", RightsReply, _case_unknown),
    Rule("lifted_too_soon", RightsReply, _lifted_too_soon),
    Rule("change_untold", RightsReply, _changes_untold),
    Rule("profiling_untold", RightsReply, _profiling_untold),
)  # fmt: skip
"""What holds for an answer to a mix of rights; each code, and when it is earned."""
