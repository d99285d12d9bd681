"""Would a letter be true and complete? Known from its context, before a word of it is written."""

from collections.abc import Callable
from typing import Any

from rightsflow.law.right import Right
from rightsflow.letters.choose import QUESTIONS, Letter
from rightsflow.letters.context import (
    AccessReply,
    Acknowledgement,
    Context,
    Extension,
    FeeQuote,
    IdentityQuery,
    NothingHeld,
    NotIdentified,
    OverdueApology,
    PendingText,
    PersonReply,
    Refusal,
    Reminder,
    RequestWithdrawn,
    RestrictionLifting,
    RightsReply,
    ScopeQuery,
)
from rightsflow.letters.rule import Rule
from rightsflow.letters.truth_of_reasons import REASONS
from rightsflow.letters.truth_of_rights import RIGHTS
from rightsflow.letters.truth_of_time import TIME


def untrue(context: Context) -> tuple[str, ...]:
    """Return the codes of what is wrong with what a letter is told, or nothing."""
    found = [code for code, is_wrong in _TABLE.items() if is_wrong(context)]
    found += [rule.code for rule in _RULES if rule.broken_by(context)]
    return tuple(dict.fromkeys(found))


def _past_deadline(context: Context) -> bool:
    frame = context.frame
    promised = [part.due_on for part in getattr(context, "pending", ())]
    match context:
        case Acknowledgement():
            promised.append(frame.due_on)
        case IdentityQuery() | ScopeQuery() | Reminder():
            promised += [frame.due_on, context.answer_by_on]
        case Extension():
            promised.append(context.due_on)
        case FeeQuote():
            promised.append(context.valid_until_on)
        case AccessReply() if any(system.records is None for system in context.systems):
            promised.append(frame.due_on)
        case _:
            pass
    return any(day < frame.today_on for day in promised)


def _not_yet_happened(context: Context) -> bool:
    """Return whether a letter tells of something as past that lies in the future."""
    told = ("sent_on", "asked_on", "first_copy_on", "fee_accepted_on")
    days = [day for day in (getattr(context, name, None) for name in told) if day]
    return any(day > context.frame.today_on for day in days)


def _right_unanswered(context: Context) -> bool:
    """Return whether a right that was asked is neither answered nor named as open, or both."""
    asked = set(context.frame.rights)
    later = {part.right for part in getattr(context, "pending", ())} - {None}
    match context:
        case Acknowledgement():
            return context.sure and not asked
        case IdentityQuery() | Reminder() | RestrictionLifting():
            return not asked
        case ScopeQuery():
            return Right.access not in asked
        case NothingHeld() | NotIdentified():
            return not asked - later or not later <= asked
        case _:
            groups = (*_answered(context), later)
            return set().union(*groups) != asked or sum(map(len, groups)) != len(asked)


def _answered(context: Context) -> tuple[set[Right | None], set[Right | None]]:
    """Return which rights a letter answers, and which it says were answered before."""
    now: set[Right | None] = set()
    done: set[Right | None] = set()
    if isinstance(context, Refusal | PersonReply | OverdueApology | RightsReply):
        done = {right for right, _ in context.done}
    match context:
        case AccessReply():
            now = {Right.access}
        case FeeQuote():
            now = {context.right}
        case RequestWithdrawn():
            now = set(context.rights)
        case Refusal():
            now = {part.right for part in context.refused}
        case PersonReply():
            now = {part.right for part in context.answers}
        case RightsReply():
            now = {answer.asked.right for answer in context.answers}
        case _:
            pass
    return now, done


def _unknown_text(context: Context) -> bool:
    known = set(PendingText)
    return any(part.text_code not in known for part in getattr(context, "pending", ()))


_TABLE: dict[str, Callable[[Context], bool]] = {
    "past_deadline": _past_deadline,
    "not_yet_happened": _not_yet_happened,
    "right_unanswered": _right_unanswered,
    "unknown_text": _unknown_text,
}
"""What holds for every letter: each code, and when a letter earns it."""

_RULES: tuple[Rule[Any], ...] = (
    Rule("answer_after_deadline", IdentityQuery, lambda it: it.answer_by_on > it.frame.due_on),
    Rule("answer_after_deadline", ScopeQuery, lambda it: it.answer_by_on > it.frame.due_on),
    # An offer may outlast the legal date, and so may what reminds of it.
    Rule(
        "answer_after_deadline",
        Reminder,
        lambda it: it.of is not Letter.fee_quote and it.answer_by_on > it.frame.due_on,
    ),
    Rule("unknown_reminder", Reminder, lambda it: it.of not in QUESTIONS),
    # A letter that says that data are held, and no system has said so.
    Rule("nothing_confirmed", AccessReply, lambda it: not any(s.records for s in it.systems)),
    Rule("nothing_confirmed", ScopeQuery, lambda it: not any(s.records for s in it.systems)),
    # A letter that says that there is nothing, and does not say how we know.
    Rule("nothing_searched", NothingHeld, lambda it: not (it.systems and it.identifiers)),
    *TIME,
    *REASONS,
    *RIGHTS,
)
"""What holds for one kind of letter."""
