"""What can be ticked on a letter's words alone, before it is sent or after: faults by code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from rightsflow.law.right import Right
from rightsflow.letters.choose import Letter, row_of
from rightsflow.letters.own_words import is_neutral, own_html, own_text
from rightsflow.letters.render import one_line
from rightsflow.letters.words import Words, words
from rightsflow.settings import Controller

_PLACEHOLDER = re.compile(r"\{\{|\{%|\{#|\[\[|\bX{3,}\b|\bTODO\b|\bTBD\b|_{3}|\?{3}")
_OUTDATED = re.compile(
    r"Stawki\s+2\b|GIODO|art\.\s*172\s+(ustawy\s+)?Praw\w+\s+telekomunikac"
    r"|art\.\s*10\s+ustawy\s+o\s+świadczeniu\s+usług"
    r"|ustaw\w+\s+z\s+(dnia\s+)?29\s+sierpnia\s+1997|Act\s+of\s+29\s+August\s+1997",
    re.IGNORECASE,
)
"""An office that is closed, an address it left, and acts that are repealed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of a case to judge the words of a letter in it.

    `received_at` is aware; `today_on` is the day on which the letter leaves, where the
    controller is. `rights`: those that it has to name, and to answer if it is an answer.
    `copied`: it carries a copy; `paid`: one whose fee was accepted. `priced`: it offers something
    for a fee, or reminds of the offer. `marks`: words that it must contain beside those of its
    kind.
    `given`: what the person wrote and the letter repeats, each on one line.
    """

    controller: Controller
    case_number: str
    received_at: datetime
    due_on: date
    today_on: date
    rights: tuple[Right, ...] = ()
    marketing: bool = False
    copied: bool = False
    priced: bool = False
    paid: bool = False
    marks: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()


def audit(
    letter: Letter, language: str, subject: str, text: str, html: str | None, *, facts: Facts
) -> tuple[str, ...]:
    """Return the codes of what is wrong with a letter's words, each once, or nothing.

    Text and HTML are each checked (None: there is no HTML); what the person wrote is not read
    as ours.
    """
    neutral = is_neutral(subject, facts.case_number, facts.given)
    found = [] if neutral else ["personal_subject"]
    bodies = [own_text(text, facts.given)]
    if html is not None:
        bodies.append(own_html(html, facts.given))
    for body in bodies:
        found += _said(letter, facts, words(language), one_line(f"{subject}\n{body}"))
    return tuple(dict.fromkeys(found))


def _said(letter: Letter, facts: Facts, spoken: Words, flat: str) -> Iterator[str]:
    row = row_of(letter)
    yield from unfinished(flat)
    yield from wrong_dates(spoken, flat, facts.today_on)
    if any(right not in flat for right in _named(letter, facts, spoken)):
        yield "right_unanswered"
    if any(mark not in flat for mark in _framing(facts, spoken)):
        yield "frame_incomplete"
    if any(mark not in flat for mark in _remedies(letter, facts, spoken)):
        yield "remedy_incomplete"
    if any(mark not in flat for mark in facts.marks):
        yield "reason_untold"
    if row.apology and facts.today_on > facts.due_on and not _has(spoken, "apology", flat):
        yield "apology_missing"
    yield from _fee(letter, facts, spoken, flat)


def unfinished(flat: str) -> Iterator[str]:
    """Yield what is wrong with any letter: a gap that was left, a law that is no more."""
    if _PLACEHOLDER.search(flat):
        yield "unfilled_placeholder"
    if _OUTDATED.search(flat):
        yield "outdated_law"


def wrong_dates(spoken: Words, flat: str, today_on: date) -> Iterator[str]:
    """Yield what is wrong with dates: each is a real one, and no promise lies in the past."""
    for day, promised in spoken.dates(flat):
        if day is None:
            yield "no_such_date"
        elif promised and day < today_on:
            yield "past_deadline"


def _named(letter: Letter, facts: Facts, spoken: Words) -> list[str]:
    """Return how each right has to stand there: with what became of it, if it is an answer."""
    ending = ":" if "X1" in row_of(letter).checklist else ""
    return [spoken.right(right, marketing=facts.marketing) + ending for right in facts.rights]


def _framing(facts: Facts, spoken: Words) -> list[str]:
    """Return who writes and who can be asked, in which case, received when."""
    who = facts.controller
    return [
        *(one_line(text) for text in (who.name, who.address, spoken.of(who.officer.name))),
        who.email,
        who.officer.email,
        facts.case_number,
        spoken.day_of(facts.received_at, who.zone),
    ]


def _remedies(letter: Letter, facts: Facts, spoken: Words) -> list[str]:
    """Return what tells how to contest the answer (Articles 12(4), 77, 79 GDPR)."""
    row, who = row_of(letter), facts.controller
    marks = [*(spoken.marks("reasons") if row.reasons else ())]
    if row.remedy:
        marks += [one_line(spoken.of(who.authority.name)), one_line(who.authority.address)]
        marks += spoken.marks("remedy")
        marks += spoken.marks("court_PL") if who.country == "PL" else ()
    return marks


def _fee(letter: Letter, facts: Facts, spoken: Words, flat: str) -> Iterator[str]:
    """Yield what is wrong with money: a fee is asked in its own letter alone (Article 12(5))."""
    copied = facts.copied or letter in {Letter.access_reply, Letter.partial_refusal}
    offers = facts.priced or letter is Letter.fee_quote
    wanted = {"fee": offers, "paid": facts.paid, "free": copied and not facts.paid}
    said = {group: _has(spoken, group, flat) for group in wanted}
    if any(wanted[group] and not said[group] for group in wanted):
        yield "fee_untold"
    if any(said[group] and not wanted[group] for group in ("fee", "paid")):
        yield "fee_demanded"
    if said["free"] and facts.paid:
        yield "fee_contradicted"


def _has(spoken: Words, group: str, flat: str) -> bool:
    return all(mark in flat for mark in spoken.marks(group))
