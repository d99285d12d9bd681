"""Would a letter be true and complete? Known from its context, before a word of it is written."""

from collections.abc import Callable

from rightsflow.law.right import Right
from rightsflow.letters.context import (
    AccessReply,
    Acknowledgement,
    Context,
    IdentityQuery,
    NothingHeld,
    PendingText,
)


def untrue(context: Context) -> tuple[str, ...]:
    """Return the codes of what is wrong with what a letter is told, or nothing."""
    return tuple(code for code, is_wrong in _TABLE.items() if is_wrong(context))


def _past_deadline(context: Context) -> bool:
    frame = context.frame
    promised = []
    match context:
        case Acknowledgement():
            promised = [frame.due_on]
        case IdentityQuery():
            promised = [frame.due_on, context.answer_by_on]
        case AccessReply():
            promised = [part.due_on for part in context.pending]
            if any(system.records is None for system in context.systems):
                promised.append(frame.due_on)
        case NothingHeld():
            promised = [part.due_on for part in context.pending]
    return any(day < frame.today_on for day in promised)


def _answer_after_deadline(context: Context) -> bool:
    return isinstance(context, IdentityQuery) and context.answer_by_on > context.frame.due_on


def _right_unanswered(context: Context) -> bool:
    """Return whether a right that was asked is neither answered nor named as open, or both."""
    asked = set(context.frame.rights)
    match context:
        case Acknowledgement():
            return context.sure and not asked
        case IdentityQuery():
            return not asked
        case AccessReply():
            later = {part.right for part in context.pending} - {None}
            return {Right.access} | later != asked or Right.access in later
        case NothingHeld():
            later = {part.right for part in context.pending} - {None}
            return not asked - later or not later <= asked


def _unknown_text(context: Context) -> bool:
    known = set(PendingText)
    return any(part.text_code not in known for part in getattr(context, "pending", ()))


def _nothing_confirmed(context: Context) -> bool:
    """Return whether a letter says that data are processed, and no system has said so."""
    return isinstance(context, AccessReply) and not any(s.records for s in context.systems)


def _nothing_searched(context: Context) -> bool:
    """Return whether a letter says that there is nothing, and does not say how we know."""
    return isinstance(context, NothingHeld) and not (context.systems and context.identifiers)


_TABLE: dict[str, Callable[[Context], bool]] = {
    "past_deadline": _past_deadline,
    "answer_after_deadline": _answer_after_deadline,
    "right_unanswered": _right_unanswered,
    "unknown_text": _unknown_text,
    "nothing_confirmed": _nothing_confirmed,
    "nothing_searched": _nothing_searched,
}
