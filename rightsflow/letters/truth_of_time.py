"""Would a letter about time be true? Extension, apology, the end of a restriction.

What the law wants of them: Articles 12(3), 7(3), 18(3) and 21(3) GDPR.
"""

from datetime import timedelta
from typing import Any

from rightsflow.law.deadline import months_later, received_on, working_day_from
from rightsflow.law.right import Right
from rightsflow.letters.context import Extension, OverdueApology, RestrictionLifting
from rightsflow.letters.rule import Rule, blank

_MONTHS = 3
_ADDED = (1, 2)
_FEWEST_COUNTED = 2
_BEFORE_LIFTING = timedelta(days=7)


def _too_long(it: Extension) -> bool:
    """Return whether the new date lies more than three months after receipt."""
    who = it.frame.controller
    day = it.received_on or received_on(it.frame.received_at, who.zone)
    third = months_later(day, _MONTHS)
    return it.due_on > working_day_from(third, who.country) or it.months not in _ADDED


def _uncounted(it: Extension) -> bool:
    """Return whether nothing that is counted makes the request a complicated one."""
    counted = [number for _, number in it.criteria]
    return not counted or min(counted) < _FEWEST_COUNTED


def _put_off(it: Extension) -> bool:
    """Return whether stopping is put off, which is done at once."""
    at_once = {Right.consent_withdrawal} | ({Right.objection} if it.frame.marketing else set())
    later = {part.right for part in it.pending if part.due_on > it.frame.due_on}
    return set(it.frame.rights) <= at_once or bool(later & at_once)


TIME: tuple[Rule[Any], ...] = (
    Rule("extension_too_late", Extension, lambda it: it.frame.today_on > it.frame.due_on),
    Rule("extension_too_long", Extension, _too_long),
    Rule("nothing_extended", Extension, lambda it: it.due_on <= it.frame.due_on),
    Rule("extension_without_reason", Extension, _uncounted),
    Rule("not_extendable", Extension, _put_off),
    Rule(
        "promised_too_late",
        Extension,
        lambda it: any(part.due_on > it.due_on for part in it.pending),
    ),
    Rule("not_overdue", OverdueApology, lambda it: it.frame.today_on < it.frame.due_on),
    Rule("nothing_open", OverdueApology, lambda it: not it.pending),
    Rule(
        "lifted_too_soon",
        RestrictionLifting,
        lambda it: it.lift_on < it.frame.today_on + _BEFORE_LIFTING,
    ),
    Rule("text_missing", RestrictionLifting, lambda it: blank(it.reason)),
)
