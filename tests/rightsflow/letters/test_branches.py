"""What letters that a person decided on say in one case and not in another."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rightsflow.law.extension import Criterion
from rightsflow.law.fee import FeeRule
from rightsflow.law.refusal import TABLE as REFUSALS
from rightsflow.law.refusal import Row as RefusalRow
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.check import checked
from rightsflow.letters.choose import QUESTIONS, Letter
from rightsflow.letters.context import PendingText, Refused
from rightsflow.letters.examples import example
from rightsflow.letters.render import one_line
from rightsflow.letters.words import languages, words

BOTH = pytest.mark.parametrize("language", ["pl", "en"])


def told(letter: Letter, language: str, **changes: Any) -> str:  # noqa: ANN401 - any field
    """Return the words of an example after changes; the frame's are told as `frame_...`."""
    context = example(letter, language)
    around = {name[6:]: changes.pop(name) for name in [*changes] if name.startswith("frame_")}
    context = replace(context, frame=replace(context.frame, **around), **changes)
    return one_line(checked(letter, context).text)


@BOTH
def test_an_extension_tells_nobody_what_is_held_before_identity_is_settled(language: str) -> None:
    """Only how many systems were asked; neither which, nor what they said."""
    known = told(Letter.extension, language, disclose=True)
    unknown = told(Letter.extension, language, disclose=False)
    for said in ("CRM", words(language).count("records", 41)):
        assert said in known
        assert said not in unknown
    there = {"pl": "dane o Pani/Panu są", "en": "data about you is"}[language]
    assert there in known
    assert there not in unknown
    assert {"pl": "już zapytaliśmy: 2", "en": "asked so far: 2"}[language] in unknown


@BOTH
@pytest.mark.parametrize("number", [2, 3, 5, 12, 22])
@pytest.mark.parametrize("criterion", Criterion)
def test_each_reason_for_more_time_is_said_with_its_number(
    criterion: Criterion, number: int, language: str
) -> None:
    """4.2: never a bare "many requests"."""
    text = told(Letter.extension, language, criteria=((criterion, number),))
    assert words(language).count(criterion, number) in text
    assert str(number) in words(language).count(criterion, number)


@BOTH
def test_an_extension_without_words_of_a_person_is_whole(language: str) -> None:
    """The criteria are reasons already; systems need not have been asked."""
    text = told(Letter.extension, language, reason="", done=())
    assert {"pl": "Co już zrobiliśmy", "en": "What we have done"}[language] not in text


@BOTH
def test_an_excessive_request_is_offered_for_a_fee_with_both_elements(language: str) -> None:
    """C-526/24 wants both shown, for a fee as for a refusal (Article 12(5))."""
    elements = ((TextKind.subjective, "Zamiar."), (TextKind.objective, "Cel."))
    text = told(
        Letter.fee_quote,
        language,
        rule=FeeRule.excessive,
        right=Right.erasure,
        pending=(replace(example_pending(), right=Right.access),),
        first_copy_on=None,
        texts=elements,
    )
    assert words(language).article("12(5)(a)") in text
    assert text.index("Cel.") < text.index("Zamiar.")
    assert {"pl": "dwie osoby z naszego zespołu", "en": "Two people of our team"}[language] in text


def example_pending() -> Any:  # noqa: ANN401 - a part of an example
    """Return a part that is still open."""
    context: Any = example(Letter.access_reply, "pl")
    return context.pending[0]


@BOTH
def test_a_late_offer_no_longer_names_the_date_that_is_over(language: str) -> None:
    """It apologises; the date of its own validity stands."""
    late = date(2026, 2, 13)
    text = told(Letter.fee_quote, language, frame_today_on=late, valid_until_on=date(2026, 2, 27))
    assert {"pl": "Przepraszamy za opóźnienie", "en": "apologise for the delay"}[language] in text
    assert {"pl": "Termin naszej odpowiedzi:", "en": "answer is due by"}[language] not in text


@BOTH
@pytest.mark.parametrize(
    "row",
    [row for row in REFUSALS if not row.partly],
    ids=lambda row: f"{row.right}-{row.ground}",
)
def test_every_ground_of_the_law_can_be_told(row: RefusalRow, language: str) -> None:
    """A refusal by any row of the table says ground, provision and each text."""
    texts = tuple((kind, f"Słowa: {kind}.") for kind in row.texts)
    refused = Refused(row.right, row.ground, row.article, texts)
    text = told(Letter.refusal, language, frame_rights=(row.right,), refused=(refused,), done=())
    spoken = words(language)
    assert one_line(spoken.name("grounds", row.ground)) in text
    assert spoken.article(row.article) in text
    assert all(f"Słowa: {kind}." in text for kind in row.texts)


@BOTH
def test_a_whole_refusal_is_not_called_one_of_a_part(language: str) -> None:
    """What was done already is said beside what is refused."""
    whole = told(Letter.refusal, language)
    context: Any = example(Letter.refusal, language)
    part = told(
        Letter.refusal,
        language,
        refused=context.refused[1:],
        done=((Right.access, Outcome.granted),),
    )
    said = {"pl": "Części tego wniosku nie spełnimy", "en": "To a part of it our answer is no"}
    assert said[language] in part
    assert said[language] not in whole


@BOTH
def test_who_could_not_be_asked_is_told_so(language: str) -> None:
    """A letter never claims a question that was not sent."""
    asked = told(Letter.not_identified, language)
    never = told(Letter.not_identified, language, asked_on=None)
    said = {"pl": "nie mieliśmy pewnej drogi", "en": "we had no safe way to ask"}[language]
    assert said in never
    assert said not in asked


@BOTH
def test_an_apology_says_whether_the_date_is_today_or_over(language: str) -> None:
    """Sent on the last day or later."""
    today = told(Letter.overdue_apology, language)
    later = told(Letter.overdue_apology, language, frame_today_on=date(2026, 2, 16))
    assert {"pl": "dziś, 12 lutego 2026, mija", "en": "today, 12 February 2026"}[language] in today
    assert {"pl": "12 lutego 2026 minął", "en": "on 12 February 2026"}[language] in later


@BOTH
@pytest.mark.parametrize("of", sorted(QUESTIONS))
def test_each_question_is_reminded_of_in_its_own_words(of: Letter, language: str) -> None:
    """What was asked, how to answer, what happens in silence."""
    text = told(Letter.reminder, language, of=of)
    spoken = words(language)
    for group in ("reminded", "ways", "silence"):
        assert one_line(spoken.name(group, of)) in text


@BOTH
@pytest.mark.parametrize("code", PendingText)
def test_each_reason_for_waiting_can_be_told(code: PendingText, language: str) -> None:
    """In an answer with a date, in an apology with an estimate."""
    open_part = replace(example_pending(), text_code=code)
    estimate = {"pl": "Szacujemy", "en": "We estimate"}[language]
    for letter in (Letter.access_reply, Letter.overdue_apology):
        text = told(letter, language, pending=(open_part,))
        assert one_line(words(language).name("pending", code)) in text
        assert (estimate in text) is (letter is Letter.overdue_apology)


@BOTH
@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_can_be_told(outcome: Outcome, language: str) -> None:
    """One list of words for what became of a right."""
    text = told(Letter.overdue_apology, language, done=((Right.access, outcome),))
    assert one_line(words(language).name("outcomes", outcome)) in text


@BOTH
def test_an_objection_to_marketing_is_called_that(language: str) -> None:
    """It is the one that nothing outweighs; the person should see that we understood."""
    own, other = (words(language).right(Right.objection, marketing=yes) for yes in (True, False))
    assert own != other
    for marketing in (True, False):
        text = told(
            Letter.acknowledgement,
            language,
            frame_rights=(Right.objection,),
            frame_marketing=marketing,
        )
        assert (own in text, other in text) == (marketing, not marketing)


@pytest.mark.parametrize(
    ("provision", "pl", "en"),
    [
        ("16", "art. 16 RODO", "Article 16 GDPR"),
        ("15(4)", "art. 15 ust. 4 RODO", "Article 15(4) GDPR"),
        ("12(5)(b)", "art. 12 ust. 5 lit. b RODO", "Article 12(5)(b) GDPR"),
        ("17(3)(e)", "art. 17 ust. 3 lit. e RODO", "Article 17(3)(e) GDPR"),
    ],
)
def test_a_provision_is_cited_as_lawyers_of_the_language_do(
    provision: str, pl: str, en: str
) -> None:
    """One code, cited in each language's own way."""
    assert (words("pl").article(provision), words("en").article(provision)) == (pl, en)


@pytest.mark.parametrize(
    ("amount", "currency", "pl", "en"),
    [
        ("12.5", "PLN", "12,50 zł", "PLN 12.50"),
        ("0", "PLN", "0,00 zł", "PLN 0.00"),
        ("1250", "PLN", "1250,00 zł", "PLN 1250.00"),
        ("0.125", "PLN", "0,125 zł", "PLN 0.125"),
        ("3.40", "EUR", "3,40 EUR", "EUR 3.40"),
        ("1E+2", "PLN", "100,00 zł", "PLN 100.00"),
    ],
)
def test_a_sum_is_written_as_in_the_language(amount: str, currency: str, pl: str, en: str) -> None:
    """Two decimals at least, nothing rounded away."""
    value = Decimal(amount)
    assert (words("pl").money(value, currency), words("en").money(value, currency)) == (pl, en)


def test_an_example_exists_in_every_language() -> None:
    """Who adds a language sees every letter in it."""
    for language in languages():
        for letter in Letter:
            assert checked(letter, example(letter, language)).template_version.startswith(language)
