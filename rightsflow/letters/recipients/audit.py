"""What can be ticked on a letter to a recipient: before it is written, and on its words alone.

The checklist is 19.1 to 19.6: operation, date and exact data; what is expected; an answer by a
day; no reason of the request; nothing of other recipients.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from rightsflow.law.notice import NoticeDeed, RecipientRole, deed_row, enough
from rightsflow.letters.audit import unfinished, wrong_dates
from rightsflow.letters.own_words import is_neutral, own_html
from rightsflow.letters.recipients.contexts import (
    RecipientContext,
    RecipientLetter,
    RecipientNotice,
    letter_of,
)
from rightsflow.letters.recipients.render import recipient_words
from rightsflow.letters.render import Rendered, one_line
from rightsflow.letters.words import Words
from rightsflow.settings import Controller

_SHORTEST = 3
"""Shorter words stand everywhere, and prove nothing."""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What has to be known to judge the words of a letter to a recipient.

    `wanted`: values that it must name; `recipient` to whom it goes. `others`: names of the other
    recipients of the case. `today_on` is the day on which it leaves, where the controller is.
    """

    controller: Controller
    case_number: str
    recipient: str
    role: RecipientRole
    deed: NoticeDeed
    answer_by_on: date
    today_on: date
    wanted: tuple[str, ...] = field(default=(), repr=False)
    others: frozenset[str] = field(default=frozenset(), repr=False)


def notice_faults(
    context: RecipientContext, language: str, rendered: Rendered, others: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the codes of all that is wrong with a letter to a recipient, each once."""
    facts = facts_of(context, language, others)
    made = rendered
    said = audit_notice(
        letter_of(context), language, made.subject, made.text, made.html, facts=facts
    )
    return tuple(dict.fromkeys((*untrue_notice(context), *said)))


def untrue_notice(context: RecipientContext) -> tuple[str, ...]:
    """Return the codes of what is wrong with what a letter is told."""
    found = ["past_deadline"] if context.answer_by_on < context.today_on else []
    past_on = context.done_on if isinstance(context, RecipientNotice) else context.sent_on
    found += ["not_yet_happened"] if past_on > context.today_on else []
    if isinstance(context, RecipientNotice):
        rectified = context.deed is NoticeDeed.rectify
        told = context.corrections if rectified else context.what
        found += [] if told else ["no_data_named"]
        found += [] if context.identifiers else ["nobody_named"]
        known = context.identifiers
        found += [] if enough(known) == tuple(known) else ["too_much_named"]
    return tuple(found)


def audit_notice(
    letter: RecipientLetter,
    language: str,
    subject: str,
    text: str,
    html: str | None,
    *,
    facts: NoticeFacts,
) -> tuple[str, ...]:
    """Return the codes of what is wrong with a letter's words, each once, or nothing."""
    given = {*facts.wanted, facts.recipient}
    found = [] if is_neutral(subject, facts.case_number, given) else ["personal_subject"]
    spoken = recipient_words(language)
    for body in (text, *([own_html(html, ())] if html is not None else [])):
        found += _said(letter, facts, spoken, one_line(f"{subject}\n{body}"))
    return tuple(dict.fromkeys(found))


def facts_of(context: RecipientContext, language: str, others: Iterable[str] = ()) -> NoticeFacts:
    """Return what a letter has to say, from what it is told."""
    spoken = recipient_words(language)
    return NoticeFacts(
        controller=context.controller,
        case_number=context.case_number,
        recipient=context.recipient,
        role=context.role,
        deed=context.deed,
        answer_by_on=context.answer_by_on,
        today_on=context.today_on,
        wanted=tuple(one for one in _wanted(context, spoken) if one),
        others=frozenset(others),
    )


def _wanted(context: RecipientContext, spoken: Words) -> Iterator[str]:
    if not isinstance(context, RecipientNotice):
        yield spoken.day(context.sent_on)
        return
    yield spoken.day(context.done_on)
    yield from map(one_line, context.has)
    yield from (one_line(one.value) for one in context.identifiers)
    yield from map(one_line, () if context.corrections else context.what)
    for one in context.corrections:
        yield from map(one_line, (one.title, one.old, one.new))


def _said(letter: RecipientLetter, facts: NoticeFacts, spoken: Words, flat: str) -> Iterator[str]:
    ours = _without(flat, {*facts.wanted, facts.recipient, facts.controller.name})
    yield from unfinished(ours)
    yield from wrong_dates(spoken, _without(flat, facts.wanted), facts.today_on)
    if any(mark not in flat for mark in _framing(facts, spoken)):
        yield "frame_incomplete"
    if any(mark not in flat for mark in _operation(facts, spoken)):
        yield "operation_untold"
    expected = () if letter is RecipientLetter.notice_reminder else spoken.marks(facts.role)
    if any(mark not in flat for mark in (*spoken.marks("every"), *expected)):
        yield "expectation_untold"
    if spoken.day(facts.answer_by_on) not in flat:
        yield "answer_untold"
    if any(re.search(pattern, ours, re.IGNORECASE) for pattern in spoken.never):
        yield "reason_told"
    if any(_names(other, flat, facts) for other in facts.others):
        yield "other_recipient_named"


def _framing(facts: NoticeFacts, spoken: Words) -> list[str]:
    """Return who writes and who can be asked, in which case, to whom."""
    who = facts.controller
    texts = (who.name, who.address, spoken.of(who.officer.name), facts.recipient)
    return [*map(one_line, texts), who.email, who.officer.email, facts.case_number]


def _operation(facts: NoticeFacts, spoken: Words) -> list[str]:
    """Return what was done, by which provision, and every value that has to be named."""
    article = spoken.article(deed_row(facts.deed).article)
    return [spoken.name("operations", facts.deed), article, *facts.wanted]


def _names(other: str, flat: str, facts: NoticeFacts) -> bool:
    """Say whether a letter names another recipient; a name within our own or its own is none."""
    rest = _without(flat, {facts.recipient, facts.controller.name})
    found = re.search(rf"(?<!\w){re.escape(one_line(other))}(?!\w)", rest, re.IGNORECASE)
    return len(other) >= _SHORTEST and found is not None


def _without(flat: str, given: Iterable[str]) -> str:
    """Return a text without values that are not ours, the longest first."""
    for one in sorted(map(one_line, given), key=len, reverse=True):
        if len(one) >= _SHORTEST:
            flat = flat.replace(one, " ")
    return flat
