"""Letters to recipients: what an auditor ticks (19.1 to 19.6), and that every fault is found."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from rightsflow.law.notice import NoticeDeed, RecipientRole, RecipientWord
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.letters.recipients import audit
from rightsflow.letters.recipients import render as rendering
from rightsflow.letters.recipients.audit import audit_notice, facts_of, notice_faults
from rightsflow.letters.recipients.contexts import (
    RecipientContext,
    RecipientLetter,
    RecipientNotice,
    letter_of,
)
from rightsflow.letters.recipients.render import (
    recipient_languages,
    recipient_words,
    render_notice,
)
from rightsflow.letters.render import Rendered
from tests.docs.pages import section, text_of

MakeNotice: TypeAlias = Callable[..., RecipientContext]

TEMPLATES = Path(rendering.__file__).with_name("templates")
LANGUAGES = pytest.mark.parametrize("language", ["pl", "en"])
NOTICES = pytest.mark.parametrize(
    "letter", [RecipientLetter.processor_notice, RecipientLetter.controller_notice]
)
EACH = pytest.mark.parametrize("letter", RecipientLetter)
DEEDS = pytest.mark.parametrize("deed", NoticeDeed)
OTHERS = ("Klient Beta S.A.", "Gołąb")

CHECKLIST: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("19.1", "rectify"): {
        "pl": ("sprostowanie danych (art. 16 RODO)", "12 stycznia 2026", "„Nowik”", "„Nowak”"),
        "en": ("correction of data (Article 16 GDPR)", "12 January 2026", "“Nowik”", "“Nowak”"),
    },
    ("19.1", "erase"): {
        "pl": ("usunięcie danych (art. 17 ust. 1 RODO)", "12 stycznia 2026", "Curriculum vitae"),
        "en": ("erasure of data (Article 17(1) GDPR)", "12 January 2026", "Curriculum vitae"),
    },
    ("19.1", "restrict"): {
        "pl": ("ograniczenie przetwarzania danych (art. 18 RODO)", "Zofia Nowik"),
        "en": ("restriction of the processing of data (Article 18 GDPR)", "Zofia Nowik"),
    },
    ("19.2", "processor_notice"): {
        "pl": ("art. 28 ust. 3 lit. a RODO", "Termin: najpóźniej 26 stycznia 2026"),
        "en": ("Article 28(3)(a) GDPR", "The time limit: no later than 26 January 2026"),
    },
    ("19.2", "controller_notice"): {
        "pl": ("zawiadamiamy", "jako odrębny administrator", "własny obowiązek"),
        "en": ("we notify you", "as a controller in your own right", "your own duty"),
    },
    ("19.3", "every"): {
        "pl": ("O odpowiedź prosimy najpóźniej 26 stycznia 2026", "wykonano", "odmawiamy"),
        "en": ("Please answer no later than 26 January 2026", "done", "we refuse"),
    },
}


def seen(made: Rendered) -> tuple[str, str]:
    """Return the words of the text, and those that a reader sees of the HTML."""
    body = made.html.partition("<body")[2].partition(">")[2]
    bare = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", body)))
    return re.sub(r"\s+", " ", made.text), bare


@LANGUAGES
@NOTICES
@DEEDS
def test_a_notice_has_what_the_checklist_wants(
    letter: RecipientLetter, deed: NoticeDeed, language: str, notice_of: MakeNotice
) -> None:
    """19.1 to 19.3, in text and HTML; whose data, and whom to ask; nothing else is wrong."""
    context = notice_of(letter, deed)
    made = render_notice(context, language)
    wanted = [
        word
        for number, which in (("19.1", deed), ("19.2", letter), ("19.3", "every"))
        for word in CHECKLIST[number, which][language]
    ]
    wanted += ["Zofia Nowik", "zofia@example.org", "Budowa <Sowa> sp. z o.o.", "Iga Len"]
    for body in seen(made):
        assert [word for word in wanted if word not in body] == []
    assert notice_faults(context, language, made, OTHERS) == ()


@LANGUAGES
@EACH
@DEEDS
def test_a_letter_tells_no_reason_and_no_other_recipient(
    letter: RecipientLetter, deed: NoticeDeed, language: str, notice_of: MakeNotice
) -> None:
    """19.4 and 19.6: neither the person's request nor its ground, and nobody else's name."""
    made = render_notice(notice_of(letter, deed), language)
    never = r"wnios|żąda|sprzeciw|skarg|zdrow|zgod[ayę]|request|object|complain|health|consent"
    for body in seen(made):
        assert re.findall(never, body, re.IGNORECASE) == []
        assert [name for name in OTHERS if name in body] == []


@LANGUAGES
@EACH
def test_a_subject_names_the_case_and_nothing_else(
    letter: RecipientLetter, language: str, notice_of: MakeNotice
) -> None:
    """Subjects travel in clear."""
    subject = render_notice(notice_of(letter), language).subject
    assert subject.count("RF-2026-000012") == 1
    assert not re.search(r"Zofia|Nowik|Sowa|@", subject)


@LANGUAGES
def test_a_reminder_repeats_nothing_of_the_person(language: str, notice_of: MakeNotice) -> None:
    """The notice is in the thread; the reminder may go out twice."""
    context = notice_of(RecipientLetter.notice_reminder)
    made = render_notice(context, language)
    assert notice_faults(context, language, made) == ()
    assert not re.search(r"Zofia|Nowik|zofia@|Curriculum", made.text)
    assert {"pl": "13 stycznia 2026", "en": "13 January 2026"}[language] in made.text


UNTRUE: list[tuple[dict[str, Any], str]] = [
    ({"answer_by_on": date(2026, 1, 12)}, "past_deadline"),
    ({"done_on": date(2026, 1, 14)}, "not_yet_happened"),
    ({"what": ()}, "no_data_named"),
    ({"identifiers": ()}, "nobody_named"),
    ({"identifiers": (Identifier(IdentifierKind.pesel, "44051401359"),)}, "too_much_named"),
    (
        {
            "identifiers": tuple(
                Identifier(kind, f"{kind} 600 111")
                for kind in (IdentifierKind.name, IdentifierKind.email, IdentifierKind.phone)
            )
        },
        "too_much_named",
    ),
    ({"what": ("Dane w Klient Beta S.A.",)}, "other_recipient_named"),
]


@LANGUAGES
@pytest.mark.parametrize(("changes", "code"), UNTRUE)
def test_what_would_not_be_true_is_found(
    changes: dict[str, Any], code: str, language: str, notice_of: MakeNotice
) -> None:
    """Before a word of it leaves."""
    context = notice_of(RecipientLetter.controller_notice, **changes)
    assert code in notice_faults(context, language, render_notice(context, language), OTHERS)


BROKEN: list[tuple[str, str, str]] = [
    ("Zofia Nowik", "", "operation_untold"),
    ("Curriculum vitae", "", "operation_untold"),
    ("(Article 17(1) GDPR)", "", "operation_untold"),
    ("your own duty", "", "expectation_untold"),
    ("we refuse \u2013", "", "expectation_untold"),
    ("26 January 2026", "26 January 2027", "answer_untold"),
    ("dane@pogodna.example.com", "", "frame_incomplete"),
    ("Iga Len", "", "frame_incomplete"),
    ("Which data", "Which data TODO", "unfilled_placeholder"),
    ("Which data", "Stawki 2", "outdated_law"),
    ("Which data", "We did so at the request of the person.", "reason_told"),
    ("Which data", "She objected to it.", "reason_told"),
    ("Which data", "After her illness.", "reason_told"),
    ("Which data", "Klient Beta S.A. has it, too.", "other_recipient_named"),
    ("Which data", "31 February 2026", "no_such_date"),
    ("26 January 2026", "26 January 2025", "past_deadline"),
]


@pytest.mark.parametrize(("words", "instead", "code"), BROKEN)
def test_every_fault_of_the_words_is_found(
    words: str, instead: str, code: str, notice_of: MakeNotice
) -> None:
    """In the text, and in HTML alone; a whole letter has none of them."""
    context = notice_of(RecipientLetter.controller_notice)
    made = render_notice(context, "en")
    facts = facts_of(context, "en", OTHERS)
    letter = letter_of(context)
    assert audit_notice(letter, "en", made.subject, made.text, made.html, facts=facts) == ()
    text, page = made.text.replace(words, instead), made.html.replace(words, instead)
    assert text != made.text
    assert code in audit_notice(letter, "en", made.subject, text, None, facts=facts)
    assert code in audit_notice(letter, "en", made.subject, made.text, page, facts=facts)


def test_a_personal_subject_is_found(notice_of: MakeNotice) -> None:
    """Whoever changes a template is told."""
    context = notice_of(RecipientLetter.controller_notice)
    made = replace(render_notice(context, "en"), subject="Zofia Nowik \u2013 RF-2026-000012")
    assert "personal_subject" in notice_faults(context, "en", made)


def test_values_of_the_person_are_not_read_as_ours(notice_of: MakeNotice) -> None:
    """A field may be called after what we never say, and a value look like a gap."""
    what = ("Health certificate", "Objections", "XXX", "31 February 2026")
    context = notice_of(RecipientLetter.controller_notice, what=what)
    assert notice_faults(context, "en", render_notice(context, "en")) == ()


def test_a_value_never_becomes_a_part_of_the_letter(notice_of: MakeNotice) -> None:
    """Lines, headings and markup in a value stay a value."""
    nasty = "x\n# Zapłata\n| Konto | 00\n<b>{{ controller }}</b>"
    context = notice_of(RecipientLetter.processor_notice, what=(nasty,))
    made = render_notice(context, "pl")
    assert "• x # Zapłata | Konto | 00 <b>{{ controller }}</b>" in made.text
    assert "<b>" not in made.html


@EACH
def test_a_language_without_a_folder_gets_english(
    letter: RecipientLetter, notice_of: MakeNotice
) -> None:
    """And a language is never a path."""
    english = render_notice(notice_of(letter), "en")
    assert render_notice(notice_of(letter), "uk") == english
    assert render_notice(notice_of(letter), "../pl") == english
    assert english.template_version.startswith(f"en/{letter}/")


CODES: dict[str, type[StrEnum]] = {
    "titles": RecipientLetter,
    "operations": NoticeDeed,
    "instructions": NoticeDeed,
    "duties": NoticeDeed,
    "identifiers": IdentifierKind,
    "reply": RecipientWord,
    "reply_help": RecipientWord,
    "understood": RecipientWord,
}


@pytest.mark.parametrize("language", sorted(recipient_languages()))
def test_a_language_is_complete(language: str) -> None:
    """The same files and groups as English, and every code named."""
    files = [
        {file.relative_to(TEMPLATES / one) for file in (TEMPLATES / one).rglob("*.*")}
        for one in ("en", language)
    ]
    assert files[0] == files[1]
    own, english = (
        yaml.safe_load((TEMPLATES / one / "words.yaml").read_text(encoding="utf-8"))
        for one in (language, "en")
    )
    assert set(own) == set(english)
    for group, codes in CODES.items():
        assert set(own[group]) == set(codes), group
    assert set(own["marks"]) == set(english["marks"]) == {"every", *RecipientRole}
    words = recipient_words(language)
    for word in RecipientWord:
        assert words.name("reply", word) in words.several("understood", word)


def test_the_page_explains_every_fault_of_its_own() -> None:
    """Whoever reads a code finds it; those of all letters stand further down."""
    source = Path(audit.__file__).read_text(encoding="utf-8")
    spoken = set(re.findall(r'(?:yield |else \[|\[)"(\w+)"', source)) - {"personal_subject"}
    page = text_of("reference/letters.md")
    told = section(page, "Letters to recipients") + section(page, "Why a letter was held back")
    assert len(spoken) > 8
    assert [code for code in spoken if f"`{code}`" not in told] == []
    assert [letter for letter in RecipientLetter if f"`{letter}`" not in told] == []


def test_only_a_notice_names_the_person(notice_of: MakeNotice) -> None:
    """And its representation does not."""
    context = notice_of(RecipientLetter.processor_notice, NoticeDeed.rectify)
    assert isinstance(context, RecipientNotice)
    assert not re.search(r"Zofia|Nowik|Nowak", repr(context))
