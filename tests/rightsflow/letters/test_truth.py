"""What would not be true is not written: every code of the rules has a letter that earns it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rightsflow.law.extension import Criterion
from rightsflow.law.fee import CostItem, CostLine, FeeRule, Quote
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.check import FaultyLetter, checked
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import (
    AccessReply,
    Answered,
    Context,
    Extension,
    FeeQuote,
    PartialRefusal,
    Pending,
    PendingText,
    Refusal,
    Refused,
    Reminder,
    RightsReply,
    SystemAnswer,
    WithheldPart,
)
from rightsflow.letters.examples import example
from rightsflow.letters.truth import _RULES, _TABLE, untrue
from tests.rightsflow.letters.untrue_rights import UNTRUE_RIGHTS

Maker = Callable[..., Context]
BOTH = pytest.mark.parametrize("language", ["pl", "en"])

ON = date(2026, 2, 20)
ERASURE = Pending(Right.erasure, PendingText.by_person, ON)


def refusing(right: Right, ground: str, article: str, reason: str = "x") -> dict[str, object]:
    """Return what changes a refusal into one of this right alone, the others being done."""
    refused = Refused(right, RefusalGround(ground), article, ((TextKind.reason, reason),))
    done = {Right.access, Right.erasure} - {right}
    return {"refused": (refused,), "done": tuple((one, Outcome.granted) for one in done)}


UNTRUE: list[tuple[Letter, dict[str, object], dict[str, object], str]] = [
    (Letter.acknowledgement, {"due_on": date(2026, 1, 13)}, {}, "past_deadline"),
    (Letter.identity_query, {"due_on": date(2026, 1, 13)}, {}, "past_deadline"),
    (Letter.identity_query, {}, {"answer_by_on": date(2026, 1, 13)}, "past_deadline"),
    (Letter.identity_query, {}, {"answer_by_on": date(2026, 2, 13)}, "answer_after_deadline"),
    (Letter.access_reply, {"today_on": date(2026, 2, 21)}, {}, "past_deadline"),
    (Letter.nothing_held, {"today_on": date(2026, 2, 21)}, {}, "past_deadline"),
    (
        Letter.access_reply,
        {"today_on": date(2026, 2, 13)},
        {"systems": (SystemAnswer("CRM", 1), SystemAnswer("Archiwum", None))},
        "past_deadline",
    ),
    (Letter.acknowledgement, {"rights": ()}, {}, "right_unanswered"),
    (Letter.identity_query, {"rights": ()}, {}, "right_unanswered"),
    (Letter.access_reply, {}, {"pending": ()}, "right_unanswered"),
    (Letter.access_reply, {"rights": (Right.erasure,)}, {}, "right_unanswered"),
    (
        Letter.access_reply,
        {},
        {"pending": (ERASURE, Pending(Right.access, PendingText.by_person, ON))},
        "right_unanswered",
    ),
    (Letter.nothing_held, {"rights": (Right.erasure,)}, {}, "right_unanswered"),
    (Letter.nothing_held, {"rights": (Right.access,)}, {}, "right_unanswered"),
    (Letter.access_reply, {}, {"pending": (replace(ERASURE, text_code="x"),)}, "unknown_text"),
    (Letter.nothing_held, {}, {"pending": (replace(ERASURE, text_code="x"),)}, "unknown_text"),
    (Letter.access_reply, {}, {"systems": (SystemAnswer("CRM", 0),)}, "nothing_confirmed"),
    (Letter.access_reply, {}, {"systems": (SystemAnswer("CRM", None),)}, "nothing_confirmed"),
    (Letter.nothing_held, {}, {"systems": ()}, "nothing_searched"),
    (Letter.nothing_held, {}, {"identifiers": ()}, "nothing_searched"),
    # Questions and what reminds of them.
    (Letter.scope_query, {}, {"answer_by_on": date(2026, 1, 13)}, "past_deadline"),
    (Letter.scope_query, {}, {"answer_by_on": date(2026, 2, 13)}, "answer_after_deadline"),
    (Letter.scope_query, {"rights": (Right.erasure,)}, {}, "right_unanswered"),
    (Letter.scope_query, {}, {"systems": (SystemAnswer("CRM", None),)}, "nothing_confirmed"),
    (Letter.reminder, {}, {"answer_by_on": date(2026, 1, 20)}, "past_deadline"),
    (Letter.reminder, {"due_on": date(2026, 1, 20)}, {}, "past_deadline"),
    (Letter.reminder, {}, {"answer_by_on": date(2026, 2, 13)}, "answer_after_deadline"),
    (Letter.reminder, {}, {"of": Letter.refusal}, "unknown_reminder"),
    (Letter.reminder, {}, {"sent_on": date(2026, 1, 22)}, "not_yet_happened"),
    (Letter.reminder, {"rights": ()}, {}, "right_unanswered"),
    (Letter.not_identified, {}, {"asked_on": date(2026, 2, 11)}, "not_yet_happened"),
    (Letter.not_identified, {"rights": ()}, {}, "right_unanswered"),
    # More time: in time, for at most three months, for a reason, and not for stopping.
    (Letter.extension, {"today_on": date(2026, 2, 13)}, {}, "extension_too_late"),
    (Letter.extension, {}, {"due_on": date(2026, 4, 14)}, "extension_too_long"),
    (Letter.extension, {}, {"months": 3}, "extension_too_long"),
    (Letter.extension, {}, {"months": 0}, "extension_too_long"),
    (Letter.extension, {}, {"due_on": date(2026, 2, 12)}, "nothing_extended"),
    (Letter.extension, {}, {"due_on": date(2026, 3, 12)}, "promised_too_late"),
    (Letter.extension, {}, {"criteria": ()}, "extension_without_reason"),
    (
        Letter.extension,
        {},
        {"criteria": ((Criterion.several_systems, 1),)},
        "extension_without_reason",
    ),
    (Letter.extension, {}, {"pending": ()}, "right_unanswered"),
    (
        Letter.extension,
        {"rights": (Right.consent_withdrawal,)},
        {"pending": (replace(ERASURE, right=Right.consent_withdrawal, due_on=date(2026, 2, 9)),)},
        "not_extendable",
    ),
    (
        Letter.extension,
        {"rights": (Right.access, Right.objection), "marketing": True},
        {
            "pending": (
                replace(ERASURE, right=Right.access),
                replace(ERASURE, right=Right.objection),
            )
        },
        "not_extendable",
    ),
    # A fee: for a further copy within a year or an excessive request, and counted right.
    (Letter.fee_quote, {}, {"valid_until_on": date(2026, 1, 13)}, "past_deadline"),
    (Letter.fee_quote, {}, {"first_copy_on": None}, "fee_without_ground"),
    (Letter.fee_quote, {}, {"first_copy_on": date(2025, 1, 12)}, "fee_without_ground"),
    (Letter.fee_quote, {}, {"first_copy_on": date(2026, 1, 15)}, "not_yet_happened"),
    (
        Letter.fee_quote,
        {},
        {"right": Right.erasure, "pending": (replace(ERASURE, right=Right.access),)},
        "fee_without_ground",
    ),
    (
        Letter.fee_quote,
        {"rights": (Right.objection,), "marketing": True},
        {"rule": FeeRule.excessive, "right": Right.objection, "pending": ()},
        "fee_without_ground",
    ),
    (Letter.fee_quote, {}, {"rule": FeeRule.excessive}, "text_missing"),
    (Letter.fee_quote, {}, {"how_to_pay": " \n"}, "text_missing"),
    (Letter.fee_quote, {}, {"pending": ()}, "right_unanswered"),
    (
        Letter.fee_quote,
        {},
        {"quote": Quote((), Decimal("1.00"), "PLN")},
        "fee_miscounted",
    ),
    (Letter.fee_quote, {}, {"quote": Quote((), Decimal("0.00"), "PLN")}, "fee_miscounted"),
    (
        Letter.fee_quote,
        {},
        {
            "quote": Quote(
                (CostLine(CostItem.copy, 1, Decimal("2.00"), Decimal("3.00")),),
                Decimal("3.00"),
                "PLN",
            )
        },
        "fee_miscounted",
    ),
    (Letter.access_reply, {}, {"fee_accepted_on": date(2026, 1, 13)}, "fee_half_told"),
    (Letter.access_reply, {}, {"fee_accepted_on": date(2026, 1, 15)}, "not_yet_happened"),
    # A refusal: by a ground of its right, with its provision, with all that has to be written.
    (Letter.refusal, {}, {"refused": ()}, "nothing_refused"),
    (Letter.refusal, {"rights": (Right.access,)}, {}, "right_unanswered"),
    (Letter.refusal, {}, {"done": ((Right.access, Outcome.granted),)}, "right_unanswered"),
    (Letter.refusal, {}, refusing(Right.access, "legal_claims", "17(3)(e)"), "unknown_ground"),
    (Letter.refusal, {}, refusing(Right.erasure, "legal_claims", "17(3)(b)"), "unknown_ground"),
    (
        Letter.refusal,
        {},
        refusing(Right.consent_withdrawal, "excessive", "12(5)(b)"),
        "unknown_ground",
    ),
    (
        Letter.refusal,
        {"marketing": True},
        refusing(Right.objection, "compelling_grounds", "21(1)"),
        "marketing_refused",
    ),
    (Letter.refusal, {}, refusing(Right.access, "others_rights", "15(4)"), "only_partly"),
    (Letter.refusal, {}, refusing(Right.access, "excessive", "12(5)(b)"), "text_missing"),
    (
        Letter.refusal,
        {},
        refusing(Right.erasure, "legal_claims", "17(3)(e)", reason="\u2028 \x00"),
        "text_missing",
    ),
    (
        Letter.refusal,
        {"today_on": date(2026, 2, 13)},
        {"extended": True},
        "refusal_after_extension",
    ),
    (
        Letter.refusal,
        {"today_on": date(2026, 2, 13), "due_on": date(2026, 4, 13)},
        {"extended": True},
        "refusal_after_extension",
    ),
    (Letter.partial_refusal, {}, {"parts": ()}, "nothing_refused"),
    (
        Letter.partial_refusal,
        {},
        {"parts": (WithheldPart("CRM", RefusalGround.legal_claims, "17(3)(e)", "x"),)},
        "unknown_ground",
    ),
    (
        Letter.partial_refusal,
        {},
        {"parts": (WithheldPart("CRM", RefusalGround.others_rights, "20(4)", "x"),)},
        "unknown_ground",
    ),
    (
        Letter.partial_refusal,
        {},
        {"parts": (WithheldPart("CRM", RefusalGround.others_rights, "15(4)", "\n"),)},
        "text_missing",
    ),
    (
        Letter.partial_refusal,
        {},
        {"parts": (WithheldPart("CRM", RefusalGround.excessive, "12(5)(b)", "x"),)},
        "text_missing",
    ),
    # The end: late, by hand, withdrawn, lifted.
    (Letter.overdue_apology, {"today_on": date(2026, 2, 11)}, {}, "not_overdue"),
    (Letter.overdue_apology, {"today_on": date(2026, 2, 21)}, {}, "past_deadline"),
    (Letter.overdue_apology, {}, {"done": ()}, "right_unanswered"),
    (
        Letter.overdue_apology,
        {"rights": (Right.access,)},
        {"pending": ()},
        "nothing_open",
    ),
    (Letter.person_reply, {}, {"answers": (Answered(Right.erasure, " "),)}, "text_missing"),
    (Letter.person_reply, {}, {"answers": ()}, "right_unanswered"),
    (Letter.request_withdrawn, {}, {"rights": ()}, "right_unanswered"),
    (Letter.restriction_lifting, {}, {"lift_on": date(2026, 3, 8)}, "lifted_too_soon"),
    (Letter.restriction_lifting, {}, {"reason": ""}, "text_missing"),
    (Letter.restriction_lifting, {"rights": ()}, {}, "right_unanswered"),
]


@BOTH
@pytest.mark.parametrize(("letter", "around", "told", "code"), UNTRUE)
def test_a_letter_that_would_not_be_true_is_not_written(
    letter: Letter,
    around: dict[str, object],
    told: dict[str, Any],
    code: str,
    language: str,
    context_of: Maker,
) -> None:
    """A past date as a promise, a right left out, a claim without a search: a person decides."""
    context = replace(context_of(letter, language, **around), **told)
    with pytest.raises(FaultyLetter) as caught:
        checked(letter, context)
    assert code in caught.value.codes


def test_every_rule_has_a_letter_that_breaks_it() -> None:
    """A rule that nothing breaks may not work at all."""
    broken = {code for *_, code in (*UNTRUE, *UNTRUE_RIGHTS)}
    assert broken == {*_TABLE, *(rule.code for rule in _RULES)}
    kinds = {letter: type(example(letter, "pl")) for letter in Letter}
    tried = {(code, kinds[letter]) for letter, *_, code in UNTRUE}
    tried |= {(code, RightsReply) for *_, code in UNTRUE_RIGHTS}
    assert {(rule.code, rule.kind) for rule in _RULES} <= tried


def test_two_grounds_may_stand_against_one_right() -> None:
    """Each is shown; the right is answered once."""
    refusal = example(Letter.refusal, "pl")
    assert isinstance(refusal, Refusal)
    law = ((TextKind.reason, "Wymaga tego ustawa."),)
    second = Refused(Right.erasure, RefusalGround.legal_obligation, "17(3)(b)", law)
    context = replace(refusal, refused=(*refusal.refused, second))
    text = checked(Letter.refusal, context).text
    assert text.count("• usunięcie danych:") == 1
    assert text.count("Odmowa: usunięcie danych") == 2


def test_the_last_day_is_in_time() -> None:
    """Rules that say "after" do not hold on the day itself."""
    extension = example(Letter.extension, "pl")
    last_day = replace(extension.frame, today_on=extension.frame.due_on)
    assert untrue(replace(extension, frame=last_day)) == ()
    refusal = example(Letter.refusal, "pl")
    assert isinstance(refusal, Refusal)
    late = replace(refusal.frame, today_on=refusal.frame.due_on)
    assert untrue(replace(refusal, frame=late, extended=True)) == ()
    lifting = example(Letter.restriction_lifting, "pl")
    week_before = replace(lifting.frame, today_on=date(2026, 3, 5))
    assert untrue(replace(lifting, frame=week_before)) == ()


def test_stopping_may_be_told_of_in_an_extension_if_it_is_not_put_off() -> None:
    """The copy may take longer; a withdrawn consent may not."""
    extension = example(Letter.extension, "pl")
    assert isinstance(extension, Extension)
    frame = replace(extension.frame, rights=(Right.access, Right.consent_withdrawal))
    stopping = Pending(Right.consent_withdrawal, PendingText.by_person, date(2026, 2, 6))
    context = replace(extension, frame=frame, pending=(extension.pending[0], stopping))
    assert untrue(context) == ()


def test_an_offer_may_outlast_the_legal_date_but_a_question_may_not() -> None:
    """What is paid for is done when it is paid; the legal date still runs."""
    reminder = example(Letter.reminder, "pl")
    assert isinstance(reminder, Reminder)
    late = date(2026, 2, 20)
    offer = replace(reminder, of=Letter.fee_quote, answer_by_on=late)
    assert untrue(offer) == ()
    quote = example(Letter.fee_quote, "pl")
    assert isinstance(quote, FeeQuote)
    assert untrue(replace(quote, valid_until_on=late)) == ()


def test_a_partial_refusal_is_held_to_what_holds_for_a_copy() -> None:
    """It is a copy first: data confirmed, rights answered, fee told whole."""
    partial = example(Letter.partial_refusal, "pl")
    assert isinstance(partial, PartialRefusal)
    assert isinstance(partial, AccessReply)
    empty = replace(partial, systems=(SystemAnswer("CRM", 0),))
    assert untrue(empty) == ("nothing_confirmed",)
