"""The letter that answers rights of any mix: true, complete, and never more than was done."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rightsflow.law.duty import Duty
from rightsflow.law.ground import Given, Treatment
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Ground, Outcome, Right
from rightsflow.letters.check import FaultyLetter, checked, faults
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import (
    ChangeTold,
    KeptTold,
    NoticeTold,
    PartTold,
    Pending,
    PendingText,
    PurposeTold,
    RightAnswer,
    RightsReply,
    ToldRecipient,
)
from rightsflow.letters.examples_of_rights import EXAMPLES, rights_example
from rightsflow.letters.parts import together
from rightsflow.letters.render import compose, one_line, render
from rightsflow.letters.truth import untrue
from rightsflow.letters.words import words
from tests.rightsflow.letters.untrue_rights import UNTRUE_RIGHTS, Spoil, left_out

LANGUAGES = ("pl", "en")
BOTH = pytest.mark.parametrize("language", LANGUAGES)
ERASED = re.compile(r"\b(usunięto|usunęliśmy|erased)\b", re.IGNORECASE)
TODAY = date(2026, 2, 9)


def text_of(it: RightsReply) -> str:
    """Return the words of a letter that may go out, on one line."""
    return one_line(checked(Letter.rights_reply, it).text)


@BOTH
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_may_go_out(name: str, language: str) -> None:
    """Each is complete and true, in text and HTML."""
    it = rights_example(name, language)
    made = checked(Letter.rights_reply, it)
    assert faults(Letter.rights_reply, it, made) == ()


def test_every_right_has_an_example() -> None:
    """There is no right whose answer nobody has looked at."""
    shown = {answer.asked for name in EXAMPLES for answer in rights_example(name, "pl").answers}
    assert shown == set(AskedRight)


@BOTH
@pytest.mark.parametrize(("name", "spoil", "code"), UNTRUE_RIGHTS)
def test_an_answer_that_would_not_be_true_is_not_written(
    name: str, spoil: Spoil, code: str, language: str
) -> None:
    """Each fault has its own code, and a letter with one waits for a person."""
    it = spoil(rights_example(name, language))
    assert untrue(it) == (code,)
    with pytest.raises(FaultyLetter):
        checked(Letter.rights_reply, it)


@BOTH
@pytest.mark.parametrize(
    "lost",
    [
        "31 grudnia 2030", "31 December 2030", "20 lutego 2026", "20 February 2026",
        "Kadry Trzy s.c.", "art. 17 ust. 3 lit. b", "Article 17(3)(b)", "CRM",
    ],
)  # fmt: skip
def test_what_is_lost_from_the_words_is_caught(lost: str, language: str) -> None:
    """An end date, a day, a recipient or a provision that fell out of a template is noticed."""
    it = rights_example("erasure_partly_kept", language)
    made = render(Letter.rights_reply, it)
    if lost in made.text:
        spoiled = replace(made, text=made.text.replace(lost, ""))
        assert faults(Letter.rights_reply, it, spoiled) == ("reason_untold",)


@BOTH
def test_remedies_are_given_in_full_where_anything_is_negative(language: str) -> None:
    """X3: a kept record, a refusal or a part left out brings reasons, complaint and court."""
    marks = words(language).marks("reasons")
    for name in EXAMPLES:
        it = rights_example(name, language)
        text = text_of(it)
        assert it.negative is all(mark in text for mark in marks), name
        assert all(mark in text for mark in words(language).marks("remedy")), name
    left = left_out(rights_example("three_rights", language))
    assert untrue(left) == ()
    assert words(language).article("15(4)") in text_of(left)


@BOTH
def test_a_paid_copy_in_the_mix_is_not_called_free(language: str) -> None:
    """0.6: the copy is free unless a fee was accepted for it."""
    it = rights_example("three_rights", language)
    made = render(Letter.rights_reply, it)
    free = words(language).marks("free")[0]
    assert free in made.text
    silent = replace(made, text=made.text.replace(free, ""))
    assert faults(Letter.rights_reply, it, silent) == ("fee_untold",)


@BOTH
def test_what_the_person_gave_is_not_read_as_ours(language: str) -> None:
    """An old value may be an address that an office left; it is repeated faithfully."""
    it = rights_example("rectification", language)
    change = ChangeTold("Adres", "ul. Stawki 2 {{ TODO }}", "# ul. <b>Długa</b> | 7")
    part = replace(it.answers[0].parts[0], changes=(change,))
    it = replace(it, answers=(replace(it.answers[0], parts=(part,)),))
    made = checked(Letter.rights_reply, it)
    assert "ul. Stawki 2 {{ TODO }}" in made.text
    assert "# ul. <b>Długa</b> | 7" in made.text
    assert "<b>" not in made.html


@BOTH
@pytest.mark.parametrize("asked", AskedRight)
def test_nothing_held_says_so_and_where_we_looked(asked: AskedRight, language: str) -> None:
    """20: a clear negative for each right, with the systems and all remedies."""
    frame = rights_example("erasure", language).frame
    marketing = asked is AskedRight.marketing_objection
    it = RightsReply(
        replace(frame, rights=(asked.right,), marketing=marketing),
        (RightAnswer(asked, Outcome.nothing_held),), (), (), 1095, searched=("CRM", "Newsletter"),
    )  # fmt: skip
    text = text_of(it)
    assert one_line(words(language).name("nothing_to", asked)) in text
    assert "CRM, Newsletter" in text
    assert all(mark in text for mark in words(language).marks("reasons"))


@BOTH
def test_an_open_right_stands_with_its_date_beside_the_answered_ones(language: str) -> None:
    """0.11: what is done, what a colleague does by hand, what is still to come."""
    it = rights_example("erasure", language)
    later = Pending(Right.portability, PendingText.by_person, date(2026, 2, 20))
    frame = replace(it.frame, rights=(Right.erasure, Right.portability))
    text = text_of(replace(it, frame=frame, pending=(later,)))
    assert words(language).day(later.due_on) in text


@BOTH
def test_what_a_colleague_still_does_is_not_called_done(language: str) -> None:
    """0.11: as long as a part is open, the outcome does not say that all is done."""
    it = rights_example("erasure", language)
    answer = it.answers[0]
    open_part = replace(answer.parts[0], on=None, by_person_on=date(2026, 2, 20))
    it = replace(it, answers=(replace(answer, parts=(open_part, *answer.parts[1:])),))
    text = text_of(it)
    assert words(language).name("decided", "granted") not in text
    assert {"pl": "Usunęliśmy Pani/Pana dane", "en": "We erased your"}[language] not in text
    assert text.count(words(language).day(date(2026, 2, 20))) == 2


@BOTH
def test_what_stays_with_a_granted_right_is_not_called_a_shortfall(language: str) -> None:
    """A proof of consent that is kept takes nothing from the withdrawal; its reasons are told."""
    short = {"pl": "Nie wszystko mogliśmy zrobić", "en": "We could not do everything"}[language]
    assert short not in text_of(rights_example("consent_withdrawal", language))
    assert short in text_of(rights_example("objection_rejected", language))


@BOTH
def test_the_copy_is_said_to_come_before_the_erasure(language: str) -> None:
    """X2: nothing is erased that was not copied first."""
    said = {"pl": "Powstała, zanim cokolwiek usunęliśmy", "en": "made before anything was erased"}
    assert said[language] in text_of(rights_example("three_rights", language))


@BOTH
def test_a_human_looks_and_the_logic_is_told_in_plain_words(language: str) -> None:
    """Article 22(3), C-203/22: who looked, how it counts, what ends with it."""
    text = text_of(rights_example("automated_decision", language))
    wanted = {
        "pl": ("człowiek rozpatrzył 5 lutego 2026", "zakwestionować", "od 0 do 100 punktów",
               "Kończą się z tym oferty dobierane do Pani/Pana i marketing", "decyduje sam: nie"),
        "en": ("looked at by a person on 5 February 2026", "contest", "from 0 to 100 points",
               "end the offers matched to you and the marketing", "decide alone: no"),
    }  # fmt: skip
    assert all(one in text for one in wanted[language])


@BOTH
def test_recipients_are_named_or_named_on_request(language: str) -> None:
    """Article 19: both policies tell how it stands with each; no recipients is said, too."""
    it = rights_example("erasure_partly_kept", language)
    named, unnamed = text_of(it), text_of(replace(it, names_recipients=False))
    assert "Brightfold Insights, Inc." in named
    assert "Brightfold" not in unnamed
    day = words(language).day(date(2026, 2, 6))
    assert day in named
    assert day in unnamed
    assert {"pl": "nie ma kogo", "en": "nobody to tell"}[language] in text_of(replace(it, told=()))


@BOTH
def test_a_recipient_whom_our_records_do_not_name_is_not_kept_back(language: str) -> None:
    """That somebody has the data is told, and never that there is nobody to tell."""
    it = rights_example("erasure_partly_kept", language)
    unknown = ToldRecipient("", NoticeTold.to_be_told, date(2026, 3, 2))
    text = text_of(replace(it, told=(unknown,)))
    says = {"pl": "Odbiorca, którego nazwy nie ma", "en": "A recipient whose name our records"}
    nobody = {"pl": "nie ma kogo", "en": "nobody to tell"}
    assert says[language] in text
    assert words(language).day(date(2026, 3, 2)) in text
    assert nobody[language] not in text


def test_parts_that_say_the_same_are_told_together() -> None:
    """One row for each system and treatment; another day or another reason is another row."""
    it = rights_example("erasure", "pl")
    one = it.answers[0].parts[0]
    same = replace(one, what=("Umowy",), records=4)
    other_day = replace(one, on=date(2026, 2, 6))
    joined = together((one, same, other_day))
    assert [part.what for part in joined] == [("Kontakty", "Notatki", "Umowy"), one.what]
    assert [part.records for part in joined] == [7, 3]


def test_values_that_are_personal_are_not_in_representations() -> None:
    """What was corrected and what was written reach no log."""
    it = rights_example("rectification", "pl")
    assert "600 000 111" not in repr(it)
    assert "Spór" not in repr(rights_example("objection_rejected", "pl"))


# Any mix: systems and collections get names of which none is a part of another.
NAMES = st.integers(min_value=100, max_value=999)
PAST_DAYS = st.dates(date(2026, 1, 12), TODAY)
DAYS_AHEAD = st.dates(TODAY, date(2036, 1, 1))
PURPOSES = st.builds(
    PurposeTold,
    title=NAMES.map("Cel{}".format),
    ground=st.sampled_from(Ground),
    marketing=st.booleans(),
    profiling=st.booleans(),
    ends=st.sampled_from(["", "To się kończy."]),
)
REASONS = st.builds(
    KeptTold,
    duty=st.none() | st.sampled_from(Duty),
    purpose=NAMES.map("Cel{}".format),
    article=st.sampled_from(["17(3)(b)", "17(3)(e)", "6(1)(f)", "6(1)(b)"]),
    until_on=DAYS_AHEAD,
)
ARTICLES = {Treatment.restrict: "18(1)(c)", Treatment.correct: "16", Treatment.stop: "7(3)"}


@st.composite
def parts_told(draw: st.DrawFn, treatments: tuple[Treatment, ...]) -> tuple[PartTold, ...]:
    """Draw parts whose collections have names of their own."""
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    return tuple(_part(draw, draw(st.sampled_from(treatments)), name) for name in names)


def _part(draw: st.DrawFn, treatment: Treatment, name: int) -> PartTold:
    acts = treatment in {Treatment.erase, Treatment.blank, Treatment.stop, Treatment.restrict,
                         Treatment.correct}  # fmt: skip
    by_hand = acts and draw(st.booleans())
    kept: tuple[KeptTold, ...] = ()
    if treatment is Treatment.keep or (treatment is Treatment.blank and draw(st.booleans())):
        kept = tuple(draw(st.lists(REASONS, min_size=1, max_size=2)))
    changes = (ChangeTold("Pole", draw(st.text(max_size=9)), draw(st.text(max_size=9))),)
    return PartTold(
        treatment=treatment,
        system=draw(st.sampled_from(["CRM", "Newsletter", "Poczta"])),
        what=(f"Zbiór{name}",),
        purposes=tuple(draw(st.lists(PURPOSES, min_size=1, max_size=2))),
        article=ARTICLES.get(treatment, "17(1)(b)"),
        records=draw(st.integers(min_value=1, max_value=99)),
        on=draw(PAST_DAYS) if acts and not by_hand else None,
        by_person_on=draw(DAYS_AHEAD) if by_hand else None,
        fields=("Uwagi",) if treatment is Treatment.blank else (),
        stays=("Imię",) if kept else (),
        kept=kept,
        changes=changes if treatment is Treatment.correct and not by_hand else (),
        given=draw(st.sampled_from(Given)),
    )


MIXES = {
    AskedRight.erasure: (Treatment.erase, Treatment.blank, Treatment.keep, Treatment.leave),
    AskedRight.rectification: (Treatment.correct,),
    AskedRight.restriction: (Treatment.restrict,),
    AskedRight.marketing_objection: (Treatment.stop,),
    AskedRight.consent_withdrawal: (
        Treatment.stop, Treatment.erase, Treatment.blank, Treatment.keep, Treatment.go_on,
    ),
}  # fmt: skip


@st.composite
def answers(draw: st.DrawFn, asked: AskedRight) -> RightAnswer:
    """Draw the answer to a right: an outcome that its parts support."""
    parts = draw(parts_told(MIXES[asked]))
    acts = any(part.wants_a_day for part in parts)
    kept = any(part.leaves for part in parts)
    if asked is AskedRight.erasure and kept:
        outcome = Outcome.partly_granted if acts else Outcome.refused
    else:
        outcome = Outcome.granted if acts else Outcome.nothing_held
    if outcome is Outcome.nothing_held:
        parts = tuple(part for part in parts if not part.leaves)
    return RightAnswer(
        asked,
        outcome,
        parts,
        text=draw(st.sampled_from(["", "Sprawdzone ręcznie."])),
        review_on=date(2027, 1, 1) if asked is AskedRight.restriction else None,
    )


RECIPIENTS = st.lists(
    st.one_of(
        st.builds(ToldRecipient, NAMES.map("Firma{}".format), st.just(NoticeTold.told), PAST_DAYS),
        st.builds(
            ToldRecipient, NAMES.map("Firma{}".format), st.just(NoticeTold.to_be_told), DAYS_AHEAD
        ),
        st.builds(
            ToldRecipient, NAMES.map("Firma{}".format), st.just(NoticeTold.impossible), st.none(),
            st.just("Nie ma adresu."),
        ),
    ),
    max_size=3,
).map(tuple)  # fmt: skip


@st.composite
def replies(draw: st.DrawFn) -> RightsReply:
    """Draw a letter to rights of any mix, in either language."""
    asked = draw(st.lists(st.sampled_from(list(MIXES)), min_size=1, max_size=4, unique=True))
    frame = rights_example("erasure", draw(st.sampled_from(LANGUAGES))).frame
    rights: Any = tuple(dict.fromkeys(one.right for one in asked))
    marketing = AskedRight.marketing_objection in asked
    return RightsReply(
        replace(frame, rights=rights, marketing=marketing),
        tuple(draw(answers(one)) for one in asked),
        (),
        (),
        1095,
        told=draw(RECIPIENTS),
        names_recipients=draw(st.booleans()),
        searched=("CRM",),
        backups_until_on=draw(st.none() | DAYS_AHEAD),
        ledger_until_on=draw(st.none() | DAYS_AHEAD),
        no_marketing=draw(st.booleans()),
        not_recreated_until_on=draw(st.none() | DAYS_AHEAD),
    )


@settings(deadline=None, max_examples=150)
@given(it=replies())
def test_any_mix_is_told_whole_and_never_says_erased_of_what_is_not(it: RightsReply) -> None:
    """It passes its own audit; `erased` stands beside what was erased and verified alone."""
    made = checked(Letter.rights_reply, it)
    assert faults(Letter.rights_reply, it, made) == ()
    lines = [line for part in compose(Letter.rights_reply, it) for line in part.lines]
    for part in it.all_parts():
        gone = part.treatment is Treatment.erase and part.on is not None
        beside = [line for line in lines if re.search(rf"\b{part.what[0]}\b", line)]
        said = [line for line in beside if ERASED.search(line)]
        same = [one for one in it.all_parts() if one.what == part.what]
        if all(one.treatment is not Treatment.erase or one.open for one in same):
            assert not said
        if gone:
            assert said


@settings(deadline=None, max_examples=60)
@given(it=replies())
def test_we_erased_your_data_is_said_only_where_all_of_it_went(it: RightsReply) -> None:
    """The sentence that speaks of the whole needs a whole that is gone."""
    whole = {"pl": "Usunęliśmy Pani/Pana dane", "en": "We erased your data"}[it.frame.language]
    erasure = [answer for answer in it.answers if answer.asked is AskedRight.erasure]
    went = any(
        {(part.treatment, part.open) for part in answer.parts} == {(Treatment.erase, False)}
        for answer in erasure
    )
    assert (whole in render(Letter.rights_reply, it).text) is went


def test_a_refusal_shows_what_was_written_for_each_ground() -> None:
    """15.1: the balancing stands there word for word; evidence does not."""
    it = rights_example("objection_rejected", "pl")
    refused = it.answers[0].refused[0]
    texts = ((TextKind.evidence, "Protokół nr 7."), *refused.texts)
    secret = replace(it.answers[0], refused=(replace(refused, texts=texts),))
    text = text_of(replace(it, answers=(secret,)))
    assert "Spór o zapłatę" in text
    assert "Protokół" not in text
    assert RefusalGround.legal_claims is refused.ground
