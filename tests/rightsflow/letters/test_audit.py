"""A letter judged by its words alone, as whoever receives it could."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rightsflow.law.fee import CostItem, CostLine, Quote
from rightsflow.law.right import Right
from rightsflow.letters.audit import Facts, audit
from rightsflow.letters.check import checked, faults
from rightsflow.letters.choose import TABLE, Letter
from rightsflow.letters.context import AccessReply, Context, NothingHeld
from rightsflow.letters.examples import example
from rightsflow.letters.render import Rendered, render
from rightsflow.letters.words import words

Maker = Callable[..., Context]
BOTH = pytest.mark.parametrize("language", ["pl", "en"])
EACH = pytest.mark.parametrize("letter", Letter)
FEE = Quote(
    (CostLine(CostItem.copy, 1, Decimal("12.50"), Decimal("12.50")),), Decimal("12.50"), "PLN"
)


def facts_of(context: Context, **changes: Any) -> Facts:  # noqa: ANN401 - any field
    """Return what somebody outside knows of a case."""
    frame = context.frame
    given = context.identifiers if isinstance(context, NothingHeld) else ()
    facts = Facts(
        controller=frame.controller,
        case_number=frame.case_number,
        received_at=frame.received_at,
        due_on=frame.due_on,
        today_on=frame.today_on,
        rights=frame.rights,
        given=frozenset(given),
    )
    return replace(facts, **changes)


def judged(letter: Letter, language: str, made: Rendered, facts: Facts) -> tuple[str, ...]:
    """Return what is wrong with a letter that came without HTML."""
    return audit(letter, language, made.subject, made.text, None, facts=facts)


@BOTH
@EACH
def test_every_letter_passes_from_outside(letter: Letter, language: str) -> None:
    """What is sent is complete on its face, with and without HTML."""
    context = example(letter, language)
    made = checked(letter, context)
    facts = facts_of(context)
    assert judged(letter, language, made, facts) == ()
    assert audit(letter, language, made.subject, made.text, made.html, facts=facts) == ()


@BOTH
@pytest.mark.parametrize("letter", [row.letter for row in TABLE if "X1" in row.checklist])
def test_a_right_that_is_named_and_not_answered_is_caught(letter: Letter, language: str) -> None:
    """X1: a right has its outcome beside it; to mention it is not to answer it."""
    context = example(letter, language)
    made = checked(letter, context)
    name = words(language).right(context.frame.rights[0])
    spoiled = replace(made, text=made.text.replace(f"{name}:", f"{name},"))
    assert judged(letter, language, spoiled, facts_of(context)) == ("right_unanswered",)


@BOTH
@EACH
def test_a_right_that_nobody_told_the_letter_of_is_caught(letter: Letter, language: str) -> None:
    """0.3: what was asked in the case is known outside the letter, too."""
    context = example(letter, language)
    facts = facts_of(context, rights=(*context.frame.rights, Right.automated_decision))
    made = checked(letter, context)
    assert judged(letter, language, made, facts) == ("right_unanswered",)


@BOTH
@EACH
def test_a_day_that_no_calendar_has_is_caught(letter: Letter, language: str) -> None:
    """0.9: 31 February is a slip of somebody's pen."""
    context = example(letter, language)
    made = checked(letter, context)
    month = {"pl": "lutego", "en": "February"}[language]
    spoiled = replace(made, text=f"{made.text}\n31 {month} 2026\n")
    assert judged(letter, language, spoiled, facts_of(context)) == ("no_such_date",)


@BOTH
@pytest.mark.parametrize(
    "letter", [Letter.acknowledgement, Letter.identity_query, Letter.scope_query, Letter.reminder]
)
def test_a_promise_for_a_day_that_is_over_is_caught(letter: Letter, language: str) -> None:
    """0.9: a time limit in the past is none, whoever wrote the letter."""
    context = example(letter, language)
    made = checked(letter, context)
    late = facts_of(context, today_on=date(2026, 2, 13))
    assert judged(letter, language, made, late) == ("past_deadline",)
    in_time = facts_of(context, today_on=date(2026, 1, 28))
    assert judged(letter, language, made, in_time) == ()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", "Odpowiemy najpóźniej 1 lutego 2026."),
        ("pl", "Odpowiemy najpóźniej: 1 lutego 2026"),
        ("pl", "Prosimy o odpowiedź do   1 lutego 2026"),
        ("en", "We will answer by 1 February 2026."),
        ("en", "the rest follows by 1 February 2026"),
        ("en", "Offer valid until: 1 February 2026"),
    ],
)
def test_a_promise_is_known_by_the_words_before_it(language: str, said: str) -> None:
    """Other dates lie in the past and may: when it was received, what was done when."""
    assert list(words(language).dates(said)) == [(date(2026, 2, 1), True)]
    plain = said.replace("najpóźniej", "").replace("do", "").replace("by", "").replace("until", "")
    assert list(words(language).dates(plain)) == [(date(2026, 2, 1), False)]


@BOTH
@pytest.mark.parametrize("letter", [row.letter for row in TABLE if row.apology])
def test_a_late_answer_without_an_apology_is_caught(letter: Letter, language: str) -> None:
    """X4: nothing goes out after its date as if it were in time."""
    context = example(letter, language)
    made = render(letter, context)
    apology = {"pl": "Przepraszamy za opóźnienie", "en": "We apologise for the delay"}[language]
    made = replace(made, text=made.text.replace(apology, ""))
    late = facts_of(context, due_on=date(2026, 1, 13))
    assert "apology_missing" in judged(letter, language, made, late)
    assert "apology_missing" not in judged(letter, language, made, facts_of(context))


@BOTH
def test_a_fee_is_offered_in_its_own_letter_alone(language: str) -> None:
    """0.6: a letter that asks for money and is no fee quote is held back (Article 12(5))."""
    context = example(Letter.fee_quote, language)
    made = checked(Letter.fee_quote, context)
    offer = words(language).marks("fee")[0]
    silent = replace(made, text=made.text.replace(offer, ""))
    assert judged(Letter.fee_quote, language, silent, facts_of(context)) == ("fee_untold",)
    for letter in set(Letter) - {Letter.fee_quote}:
        context = example(letter, language)
        made = checked(letter, context)
        asking = replace(made, text=f"{made.text}\n{offer}\n")
        assert judged(letter, language, asking, facts_of(context)) == ("fee_demanded",)


@BOTH
@pytest.mark.parametrize("letter", [Letter.access_reply, Letter.partial_refusal])
def test_a_copy_that_was_paid_for_says_so_and_is_not_called_free(
    letter: Letter, language: str
) -> None:
    """0.6 and 7: what was accepted, and when; a first copy is free and says so."""
    free = example(letter, language)
    assert isinstance(free, AccessReply)
    paid = replace(free, fee=FEE, fee_accepted_on=date(2026, 1, 13))
    made = checked(letter, paid)
    price = {"pl": "12,50 zł", "en": "PLN 12.50"}[language]
    assert price in made.text
    assert words(language).day(date(2026, 1, 13)) in made.text
    assert not any(mark in made.text for mark in words(language).marks("free"))
    assert faults(letter, free, made) == ("fee_untold", "fee_demanded")
    assert faults(letter, paid, render(letter, free)) == ("fee_untold", "fee_contradicted")


def test_the_reminder_of_an_offer_repeats_the_offer(context_of: Maker) -> None:
    """A reminder of a question about identity never speaks of money."""
    question: Any = context_of(Letter.reminder)
    offer = replace(question, of=Letter.fee_quote)
    made = checked(Letter.reminder, offer)
    assert "fee_demanded" in judged(Letter.reminder, "pl", made, facts_of(offer))
    assert judged(Letter.reminder, "pl", made, facts_of(offer, priced=True)) == ()


@BOTH
@pytest.mark.parametrize("letter", [row.letter for row in TABLE if row.reasons])
def test_a_no_without_its_provision_is_caught(letter: Letter, language: str) -> None:
    """RB1: the duty to give reasons is named where they are given (Article 12(4))."""
    context = example(letter, language)
    made = checked(letter, context)
    duty = {"pl": r"art\. 12 ust\. 4", "en": r"Article 12\(4\)"}[language]
    spoiled = replace(made, text=re.sub(duty, "", made.text))
    assert judged(letter, language, spoiled, facts_of(context)) == ("remedy_incomplete",)
