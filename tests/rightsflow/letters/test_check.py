"""Which letters are held back, and why: every code has a letter that earns it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rightsflow.errors import NeedsPerson
from rightsflow.letters.check import checked, faults
from rightsflow.letters.choose import TABLE, Letter
from rightsflow.letters.context import AccessReply, Context
from rightsflow.letters.render import render
from rightsflow.letters.words import words

Maker = Callable[..., Context]
BOTH = pytest.mark.parametrize("language", ["pl", "en"])
EACH = pytest.mark.parametrize("letter", Letter)


@EACH
@pytest.mark.parametrize("part", ["text", "html"])
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Dnia {{ day }} odpowiemy.", "unfilled_placeholder"),
        ("Dnia [[data]] odpowiemy.", "unfilled_placeholder"),
        ("TODO", "unfilled_placeholder"),
        ("ul. Stawki 2, 00-193 Warszawa", "outdated_law"),
        ("skarga do GIODO", "outdated_law"),
        ("art. 172 Prawa telekomunikacyjnego", "outdated_law"),
        ("art. 10 ustawy o świadczeniu usług drogą elektroniczną", "outdated_law"),
        ("na podstawie ustawy z dnia 29 sierpnia 1997 r.", "outdated_law"),
    ],
)
def test_a_spoiled_template_is_caught(
    letter: Letter, part: str, said: str, code: str, context_of: Maker
) -> None:
    """0.9 and 0.10: a sentence that must not be there is found in text and in HTML."""
    context = context_of(letter)
    good = render(letter, context)
    assert faults(letter, context, good) == ()
    changes: dict[str, Any] = {part: f"{getattr(good, part)}\n<p>{said}</p>\n"}
    assert faults(letter, context, replace(good, **changes)) == (code,)


@EACH
@pytest.mark.parametrize(
    "subject",
    [
        "Odpowiedź dla zofia@example.org RF-2026-0042",
        "Sprawa RF-2026-0042 tel. 600 000 000",
        "Odpowiedź na wniosek",
        "RF-2026-0042 RF-2026-0042",
        "Sprawa\nBcc: kto RF-2026-0042",
    ],
)
def test_a_subject_with_more_than_words_and_the_number_is_caught(
    letter: Letter, subject: str, context_of: Maker
) -> None:
    """0.8: a subject is read by everybody on the way."""
    context = context_of(letter)
    spoiled = replace(render(letter, context), subject=subject)
    assert "personal_subject" in faults(letter, context, spoiled)


def test_a_name_in_the_subject_is_caught(context_of: Maker) -> None:
    """0.8: plain words can be somebody's name."""
    context = context_of(Letter.nothing_held)
    good = render(Letter.nothing_held, context)
    spoiled = replace(good, subject="Zofia Nowik sprawa RF-2026-0042")
    assert faults(Letter.nothing_held, context, spoiled) == ("personal_subject",)


@BOTH
@pytest.mark.parametrize("letter", [row.letter for row in TABLE if row.remedy])
@pytest.mark.parametrize("mark", ["Moniuszki 1A", "79", "93", "okręgowy", "77"])
def test_a_remedy_that_lacks_a_part_is_caught(
    letter: Letter, mark: str, language: str, context_of: Maker
) -> None:
    """X3: authority with its address, and court with both provisions, or the letter waits."""
    context = context_of(letter, language)
    good = render(letter, context)
    assert mark in good.text
    spoiled = replace(good, text=good.text.replace(mark, ""))
    assert "remedy_incomplete" in faults(letter, context, spoiled)


@BOTH
@pytest.mark.parametrize("part", ["text", "html"])
def test_a_partial_refusal_without_its_reason_is_caught(
    part: str, language: str, context_of: Maker
) -> None:
    """X3: where data of others was left out, the letter names the provision (Article 12(4))."""
    whole = context_of(Letter.access_reply, language)
    assert isinstance(whole, AccessReply)
    reason = {"pl": "art. 15 ust. 4 RODO", "en": "Article 15(4) GDPR"}[language]
    assert reason not in render(Letter.access_reply, whole).text
    context = replace(whole, withheld=True)
    good = checked(Letter.access_reply, context)
    changes: dict[str, Any] = {part: getattr(good, part).replace(reason, "")}
    spoiled = replace(good, **changes)
    assert faults(Letter.access_reply, context, spoiled) == ("reason_untold",)


@BOTH
@EACH
@pytest.mark.parametrize("mark", ["Pogodna Praca", "iod@pogodna.example.com", "Iga Len", "2026"])
def test_a_letter_without_its_frame_is_caught(
    letter: Letter, mark: str, language: str, context_of: Maker
) -> None:
    """0.1 and 0.2: who writes, whom to ask, in which case, received when."""
    context = context_of(letter, language)
    good = render(letter, context)
    spoiled = replace(good, html=good.html.replace(mark, ""))
    assert "frame_incomplete" in faults(letter, context, spoiled)


@BOTH
@EACH
def test_a_right_that_a_template_does_not_name_is_caught(
    letter: Letter, language: str, context_of: Maker
) -> None:
    """0.3: no right is passed over in silence."""
    context = context_of(letter, language)
    good = render(letter, context)
    name = words(language).right(context.frame.rights[-1])
    spoiled = replace(good, text=good.text.replace(name, ""))
    assert "right_unanswered" in faults(letter, context, spoiled)


def test_a_held_letter_waits_for_a_person_and_names_nobody(context_of: Maker) -> None:
    """The error goes into logs: letter and codes, nothing of the person."""
    context = context_of(Letter.nothing_held, case_number="zofia@example.org")
    with pytest.raises(NeedsPerson) as caught:
        checked(Letter.nothing_held, context)
    assert str(caught.value) == "nothing_held: personal_subject"


def texts_of(context: Context) -> list[str]:
    """Return what a person wrote for a letter."""
    texts = [getattr(context, "reason", "")]
    for name in ("refused", "parts", "answers"):
        for part in getattr(context, name, ()):
            texts += [text for _, text in getattr(part, "texts", ())]
            texts += [getattr(part, "reason", ""), getattr(part, "text", "")]
    return [text for text in texts if text]


def test_a_context_shows_nothing_of_the_person(context_of: Maker) -> None:
    """A context in a traceback holds no identifier."""
    assert "ofia" not in repr(context_of(Letter.nothing_held))
    assert "ofia" not in repr(render(Letter.nothing_held, context_of(Letter.nothing_held)))
    for letter in Letter:
        context = context_of(letter)
        for text in texts_of(context):
            assert text not in repr(context)
