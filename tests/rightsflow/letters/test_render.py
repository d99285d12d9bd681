"""How a letter is made: language, dates, counts, what a person wrote, and nothing remote."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError, UndefinedError
from markupsafe import escape

from rightsflow.law.right import Right
from rightsflow.letters.check import checked
from rightsflow.letters.choose import TABLE, Event, Letter, letter_for
from rightsflow.letters.context import (
    AccessReply,
    Acknowledgement,
    Context,
    Doubt,
    Frame,
    IdentityQuery,
    NothingHeld,
    Pending,
    PendingText,
    SystemAnswer,
)
from rightsflow.letters.render import Rendered, environment, one_line, render
from rightsflow.letters.words import words
from rightsflow.settings import Controller

Maker = Callable[..., Context]
LANGUAGES = ("pl", "en")
BOTH = pytest.mark.parametrize("language", LANGUAGES)
EACH = pytest.mark.parametrize("letter", Letter)


@BOTH
@EACH
def test_every_letter_may_go_out(letter: Letter, language: str, context_of: Maker) -> None:
    """A complete and true context gives a letter without a fault."""
    assert checked(letter, context_of(letter, language)).template_version.startswith(language)


def test_every_event_has_one_letter_and_every_letter_an_event() -> None:
    """The table is complete and leaves no choice."""
    assert [row.event for row in TABLE] == list(Event)
    assert {letter_for(event) for event in Event} == set(Letter)


@EACH
def test_a_language_without_a_folder_gets_english(letter: Letter, context_of: Maker) -> None:
    """A letter in a language that we do not write is better than none."""
    assert render(letter, context_of(letter, "uk")) == render(letter, context_of(letter, "en"))


@EACH
def test_a_language_is_never_a_path(letter: Letter, context_of: Maker) -> None:
    """A language that is not a folder's name leads to no file."""
    odd = render(letter, context_of(letter, "../templates/pl"))
    assert odd == render(letter, context_of(letter, "en"))


def test_a_letter_is_not_made_from_the_context_of_another(context_of: Maker) -> None:
    """A mix-up is a fault of the program, told at once."""
    with pytest.raises(TypeError, match="nothing_held is not made from Acknowledgement"):
        render(Letter.nothing_held, context_of(Letter.acknowledgement))
    with pytest.raises(TypeError, match="access_reply is not made from PartialRefusal"):
        render(Letter.access_reply, context_of(Letter.partial_refusal))


def test_the_same_context_gives_the_same_letter(context_of: Maker) -> None:
    """A letter depends on nothing but what it is told."""
    first, second = (render(x, context_of(x)) for x in (Letter.access_reply, Letter.access_reply))
    assert first == second


def test_a_moment_without_a_zone_is_refused(frame: Callable[..., Frame]) -> None:
    """Its day where the controller is could not be known."""
    with pytest.raises(ValueError, match="time zone"):
        frame(received_at=datetime(2026, 1, 12, 13, 5))  # noqa: DTZ001 - the fault under test


def test_a_request_of_late_evening_was_received_the_next_day_in_warsaw(context_of: Maker) -> None:
    """The day is the controller's, not Greenwich's."""
    at = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    changes = {"received_at": at, "due_on": date(2026, 7, 31), "today_on": date(2026, 7, 1)}
    letter = render(Letter.acknowledgement, context_of(Letter.acknowledgement, **changes))
    assert "1 lipca 2026, godz. 00:30" in letter.text


@BOTH
@EACH
def test_a_subject_is_plain_words_and_the_case_number(
    letter: Letter, language: str, context_of: Maker
) -> None:
    """Subjects travel and are shown in clear."""
    subject = render(letter, context_of(letter, language)).subject
    assert re.fullmatch(r"[\w ]+ \u2013 (sprawa|case) RF-2026-0042", subject)
    assert "zofia" not in subject.lower()


@BOTH
@EACH
def test_html_loads_nothing_and_fits_a_telephone(
    letter: Letter, language: str, context_of: Maker
) -> None:
    """No picture, script, style sheet or link tells anybody that the letter was read."""
    page = render(letter, context_of(letter, language)).html
    assert not re.search(r"https?:|src=|href=|url\(|@import|<script|<img|<link|<style", page)
    assert "width=device-width" in page
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize(
    ("number", "pl", "en"),
    [
        (0, "nic nie znaleziono", "nothing found"),
        (1, "1 zapis", "1 record"),
        (2, "2 zapisy", "2 records"),
        (4, "4 zapisy", "4 records"),
        (5, "5 zapisów", "5 records"),
        (11, "11 zapisów", "11 records"),
        (12, "12 zapisów", "12 records"),
        (14, "14 zapisów", "14 records"),
        (21, "21 zapisów", "21 records"),
        (22, "22 zapisy", "22 records"),
        (112, "112 zapisów", "112 records"),
        (1004, "1004 zapisy", "1004 records"),
    ],
)
def test_records_are_counted_in_proper_plural(number: int, pl: str, en: str) -> None:
    """Polish has three forms; which one depends on the last two digits."""
    assert (words("pl").count("records", number), words("en").count("records", number)) == (pl, en)


@pytest.mark.parametrize(
    ("days", "pl", "en"),
    [
        (1, "1 dzień", "1 day"),
        (30, "30 dni", "30 days"),
        (365, "1 rok", "1 year"),
        (400, "400 dni", "400 days"),
        (3 * 365, "3 lata", "3 years"),
        (5 * 365, "5 lat", "5 years"),
        (12 * 365, "12 lat", "12 years"),
    ],
)
def test_a_period_is_said_in_years_where_it_is_whole_years(days: int, pl: str, en: str) -> None:
    """A number of days that nobody can picture helps nobody."""
    assert (words("pl").period(days), words("en").period(days)) == (pl, en)


def test_an_unsure_reading_says_that_a_person_reads(frame: Callable[..., Frame]) -> None:
    """What was not understood for certain is not called understood."""
    pl = checked(Letter.acknowledgement, Acknowledgement(frame("pl", rights=()), sure=False)).text
    en = checked(Letter.acknowledgement, Acknowledgement(frame("en", rights=()), sure=False)).text
    assert "przeczyta jeszcze osoba z naszego zespołu" in pl
    assert "A member of our team will read the whole message" in en
    sure = render(Letter.acknowledgement, Acknowledgement(frame("pl"), sure=True)).text
    assert "przeczyta jeszcze" not in sure


@BOTH
@pytest.mark.parametrize("doubt", Doubt)
def test_each_doubt_is_said_in_its_own_words(
    doubt: Doubt, language: str, frame: Callable[..., Frame]
) -> None:
    """Article 12(6) GDPR asks for reasonable doubts: this one, not a formula."""
    texts = {
        each: checked(
            Letter.identity_query, IdentityQuery(frame(language), each, date(2026, 1, 28))
        ).text
        for each in Doubt
    }
    others = [texts[each] for each in Doubt if each is not doubt]
    own = one_line(words(language).name("doubts", doubt))
    assert own in texts[doubt]
    assert not any(own in text for text in others)


@BOTH
def test_an_officer_without_a_telephone_still_leaves_two_ways(
    language: str, frame: Callable[..., Frame], controller: Controller
) -> None:
    """Two ways are offered to confirm, whatever the controller has."""
    officer = controller.officer.model_copy(update={"phone": ""})
    around = frame(language, controller=controller.model_copy(update={"officer": officer}))
    text = checked(
        Letter.identity_query, IdentityQuery(around, Doubt.posted_request, date(2026, 1, 28))
    ).text
    ways = [line for line in text.splitlines() if line.startswith("• ")][-2:]
    assert "Potwierdzam" in ways[0] or "I confirm" in ways[0]
    assert "iod@pogodna.example.com" in ways[1]


@BOTH
def test_a_system_that_could_not_be_asked_is_named_with_a_date(
    language: str, context_of: Maker
) -> None:
    """What is missing is said, and when it follows."""
    told = context_of(Letter.access_reply, language)
    assert isinstance(told, AccessReply)
    told = replace(told, systems=(*told.systems, SystemAnswer("Archiwum", None)))
    text = checked(Letter.access_reply, told).text
    line = next(line for line in text.splitlines() if line.startswith("Archiwum: "))
    assert words(language).day(date(2026, 2, 12)) in line
    assert ("spełniamy tą wiadomością" in text) is ("granted with this message" in text) is False


@BOTH
def test_without_a_telephone_the_passphrase_is_arranged_by_reply(
    language: str, context_of: Maker
) -> None:
    """The handover is described as it will happen."""
    told = context_of(Letter.access_reply, language)
    assert isinstance(told, AccessReply)
    text = checked(Letter.access_reply, replace(told, handover_phone="")).text
    assert {"pl": "ustalimy, jak przekazać hasło", "en": "we will arrange how"}[language] in text


@BOTH
def test_a_part_without_a_right_is_named_too(language: str, context_of: Maker) -> None:
    """What asks for none of the rights is still answered by somebody, by a date."""
    told = context_of(Letter.access_reply, language)
    assert isinstance(told, AccessReply)
    rest = Pending(None, PendingText.being_read, date(2026, 2, 3))
    text = checked(Letter.access_reply, replace(told, pending=(*told.pending, rest))).text
    assert words(language).day(date(2026, 2, 3)) in text
    assert one_line(words(language).name("pending", "being_read")) in text


@BOTH
@pytest.mark.parametrize(
    "letter",
    [
        Letter.access_reply,
        Letter.nothing_held,
        Letter.refusal,
        Letter.partial_refusal,
        Letter.not_identified,
        Letter.person_reply,
    ],
)
def test_a_late_answer_says_so_and_apologises(
    letter: Letter, language: str, context_of: Maker
) -> None:
    """X4: nothing goes out after its date as if it were in time."""
    late = checked(letter, context_of(letter, language, today_on=date(2026, 2, 13))).text
    in_time = checked(letter, context_of(letter, language, today_on=date(2026, 2, 12))).text
    apology = {"pl": "Przepraszamy za opóźnienie", "en": "We apologise for the delay"}[language]
    assert apology in late
    assert apology not in in_time


@BOTH
@pytest.mark.parametrize("letter", [row.letter for row in TABLE if row.remedy])
def test_another_country_is_told_of_its_own_courts(
    letter: Letter, language: str, context_of: Maker, controller: Controller
) -> None:
    """Polish procedure is named by Polish controllers alone (Article 79(2) GDPR)."""
    abroad = controller.model_copy(update={"country": "CZ"})
    text = checked(letter, context_of(letter, language, controller=abroad)).text
    assert "okręgowy" not in text
    assert "79" in text


HOSTILE = st.one_of(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "{{ 7 * 7 }}",
            "{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}",
            "{# gone #}",
            "</li></ul><h2>x</h2>",
            "# Nagłówek",
            "a\n## b\n* c\n---\n| d | e",
            "a\u2028b\x85c\x0bd\x1ce",
            "' onload=\"x",
            "&lt;b&gt; &amp;",
            "[[name]] XXX TODO",
            "\u202egro.elpmaxe@live",
            "GIODO Stawki 2",
        ]
    ),
    st.text(min_size=1),
)


@given(written=HOSTILE, language=st.sampled_from(LANGUAGES))
def test_what_a_person_wrote_stands_there_as_written_and_does_nothing(
    written: str, language: str, context_of: Maker
) -> None:
    """An identifier is one entry: never a template, never markup, never another part."""
    told, plain = (context_of(Letter.nothing_held, language) for _ in range(2))
    assert isinstance(told, NothingHeld)
    made = checked(Letter.nothing_held, replace(told, identifiers=("zofia@example.org", written)))
    shown = one_line(written)
    assert f"• {shown}" in made.text.split("\n")
    assert f">{escape(shown)}</li>" in made.html
    usual = render(Letter.nothing_held, plain)
    assert shape(made) == shape(usual)
    assert made.subject == usual.subject


def shape(letter: Rendered) -> tuple[int, list[str]]:
    """Return how many lines and which tags a letter has."""
    return letter.text.count("\n"), re.findall(r"</?\w+", letter.html)


def test_templates_reach_no_internals() -> None:
    """A template that goes for what is behind a value is stopped by the sandbox."""
    with pytest.raises(SecurityError):
        environment().from_string("{{ ''.__class__.__mro__ }}").render()
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()


def test_a_right_is_named_in_every_language() -> None:
    """No right is without a plain name."""
    for language in LANGUAGES:
        assert len({words(language).right(right) for right in Right}) == len(Right)
