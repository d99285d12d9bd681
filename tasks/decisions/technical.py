"""Holds that a failure opened, and a person lets go: asked again, sent again, or settled."""

from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.contexts import RecipientLetter
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import cases, halting, kept_letters, notices
from tasks.decisions.by_hand import answered
from tasks.decisions.resuming import resume
from tasks.effect import Deciding, Effect

_LETTERS = frozenset({*Letter, *RecipientLetter})


def _letters(one: Deciding) -> list[str] | None:
    """Return the kinds of letters that the hold is about; None where it names none."""
    return [word for word in one.hold.reasons if word in _LETTERS] or None


async def ask_again(one: Deciding) -> Effect:
    """Ask the system again now."""
    await halting.retry(one.connection, one.case.id, one.hold.system)
    return Effect((Follows.systems_asked_again,))


async def send_again(one: Deciding) -> Effect:
    """Send the letters that were kept; whoever decides so has seen that they did not arrive."""
    await kept_letters.go_on(one.connection, one.case.id, _letters(one))
    return Effect((Follows.letter_goes_out,))


async def it_arrived(one: Deciding) -> Effect:
    """Note that the letter arrived after all; one to a recipient is no answer to the person."""
    letters, now = _letters(one), one.at.now()
    await kept_letters.settle_held(one.connection, one.case.id, "found by a person", now, letters)
    await notices.note_sent(one.connection, one.case.id, now)
    if not letters or any(word in set(Letter) for word in letters):
        await cases.answered(one.connection, one.case.id, now)
    return Effect()


async def go_on(one: Deciding) -> Effect:
    """Go on with everything that was stopped, letters included."""
    await resume(one)
    return Effect((Follows.case_goes_on,))


async def settled(one: Deciding) -> Effect:
    """Let the hold go: what it was about was done outside, by post or telephone."""
    await cases.answered(one.connection, one.case.id, one.at.now())
    return Effect()


async def let_go(one: Deciding) -> Effect:
    """Let the hold go; nothing else follows."""
    del one
    return Effect()


async def settled_or_answered(one: Deciding) -> Effect:
    """Tell the person what was written for them, or let the hold go where nothing was."""
    if one.statements:
        return await answered(one)
    return await let_go(one)
