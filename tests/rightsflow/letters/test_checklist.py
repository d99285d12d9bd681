"""What an auditor ticks: each number of the table, in each language, in text and in HTML."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from rightsflow.letters.choose import EVERY_LETTER, TABLE, Letter
from rightsflow.letters.context import Context
from rightsflow.letters.render import render

LANGUAGES = ("pl", "en")


@dataclass(frozen=True)
class Item:
    """What one number wants: words that are said, and words that are never said.

    `sample` is a sentence that breaks the second kind; it proves that the rule can fail.
    """

    pl: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    never: str = ""
    sample: str = ""

    def says(self, language: str) -> tuple[str, ...]:
        """Return the words that have to be there."""
        return self.pl if language == "pl" else self.en

    def holds(self, language: str, text: str) -> bool:
        """Say whether a letter has what it needs and nothing that it must not have."""
        said = all(word in text for word in self.says(language))
        return said and not (self.never and re.search(self.never, text, re.IGNORECASE))


def both(*words: str) -> Item:
    """Return an item that wants the same words in both languages."""
    return Item(words, words)


WHO = ("Pogodna Praca sp. z o.o.", "ul. Lipowa 3, 00-000 Warszawa", "dane@pogodna.example.com")
PRESIDENT = (
    "Prezes Urzędu Ochrony Danych Osobowych, ul. Stanisława Moniuszki 1A, 00-014 Warszawa",
)
OFFICE = ("President of the Personal Data Protection Office", "ul. Stanisława Moniuszki 1A")
COURT_PL = (
    "sąd okręgowy",
    "art. 79 RODO",
    "art. 93 ustawy z 10 maja 2018",
    "miejsca Pani/Pana zamieszkania",
)
COURT_EN = (
    "regional court",
    "Article 79 GDPR",
    "Article 93 of the Act of 10 May 2018",
    "where you live",
)

ITEMS: dict[str, Item] = {
    "0.1": both(*WHO, "iod@pogodna.example.com", "Iga Len"),
    "0.2": Item(("RF-2026-0042", "12 stycznia 2026"), ("RF-2026-0042", "12 January 2026")),
    "0.3": Item(
        ("dostęp do danych wraz z kopią", "usunięcie danych"),
        ("access to your data and a copy", "erasure of data"),
    ),
    "0.4": Item(
        ("Dzień dobry", "rozporządzenie (UE) 2016/679"),
        ("Hello", "Regulation (EU) 2016/679"),
        never=r"\b(niniejszym|przedmiotow\w+|tutejsz\w+|hereby|pursuant|heretofore)\b",
        sample="Niniejszym informujemy.",
    ),
    "0.6": Item(never=r"\b(opłat\w*|faktur\w*|fee|invoice)\b", sample="Prosimy o opłatę."),
    "0.7": Item(("Inspektor Ochrony Danych, Iga Len",), ("Data Protection Officer, Iga Len",)),
    "0.8": Item(never=r"Betreff|Re:|Fwd:|^>", sample="Re: mój wniosek"),
    "0.9": Item(never=r"\{\{|\[\[|\bXXX\b|\bTODO\b", sample="Dnia {{ day }}"),
    "0.10": Item(never=r"Stawki 2|GIODO|29 sierpnia 1997", sample="GIODO, ul. Stawki 2"),
    "0.11": Item(
        ("usunięcie danych: zajmuje się tym osoba z naszego zespołu", "20 lutego 2026"),
        ("erasure of data: a member of our team is dealing with it", "20 February 2026"),
    ),
    "1.1": Item(
        ("12 stycznia 2026, godz. 14:05", "wystarczy odpisać własnymi słowami"),
        ("12 January 2026, 14:05", "just reply in your own words and we will correct it"),
    ),
    "1.2": Item(
        ("Odpowiemy najpóźniej", "12 lutego 2026"), ("We will answer by", "12 February 2026")
    ),
    "1.3": Item(
        ("Sprawę prowadzi: Inspektor", "Aby coś dodać"), ("handled by: Data", "To add or ask")
    ),
    "1.4": Item(
        never=r"uzasadnieni|formularz|dow[oó]d osobist|dowodu|\bform\b|passport|identity",
        sample="Prosimy wypełnić formularz i przysłać dowód osobisty.",
    ),
    "1.5": Item(
        never=r"weryfikacj|od dnia potwierdz|mamy Pani|przetwarzamy|verif|we hold|we process",
        sample="Termin biegnie od dnia weryfikacji.",
    ),
    "2.1": Item(("nie mógł stwierdzić, że naprawdę z niego wyszła",), ("could not establish",)),
    "2.2": Item(
        (
            "jeden z dwóch sposobów",
            "„Potwierdzam, że to moja prośba.”",
            "+48 600 000 200",
            "„to nie ja”",
        ),
        (
            "One of these two",
            "“I confirm that this is my request.”",
            "+48 600 000 200",
            "“it was not me”",
        ),
    ),
    "2.3": Item(
        ("Nie potrzebujemy skanu ani zdjęcia",),
        ("We do not need a scan or photo",),
        never=r"(prosimy o|przysłać|send us a) (skan|zdjęcie|scan|photo)",
        sample="Prosimy o skan dowodu.",
    ),
    "2.5": Item(
        ("28 stycznia 2026", "12 lutego 2026", "biegnie dalej", "Bez potwierdzenia", "ponownie"),
        ("28 January 2026", "12 February 2026", "runs on", "Without your confirmation", "again"),
    ),
    "2.6": Item(
        ("nie piszemy, czy i jakie dane mamy",),
        ("does not say whether we hold any data",),
        never=r"CRM|Newsletter|on file|dotychczasow\w+|earlier contact",
        sample="Zapytamy o nasze dotychczasowe kontakty.",
    ),
    "2.7": Item(("tylko po to", "usuniemy razem ze sprawą"), ("only to", "deleted with the case")),
    "8.1": Item(
        ("potwierdzamy: przetwarzamy Pani/Pana dane",), ("confirm: we process personal data",)
    ),
    "8.2": Item(
        ("CRM", "3 zapisy", "Newsletter", "nic nie"), ("CRM", "3 records", "nothing found")
    ),
    "8.7": Item(
        (
            "sprostowanie",
            "usunięcie",
            "ograniczenie",
            "sprzeciw",
            "przeniesienie",
            "wycofać zgodę",
        ),
        (
            "rectification",
            "erasure",
            "restriction",
            "objection",
            "portability",
            "withdraw your consent",
        ),
    ),
    "8.8": Item(("skargę", *PRESIDENT), ("complaint", *OFFICE)),
    "8.13": Item(
        ("zaszyfrowane", "data.json", "CSV", "hasło", "Nigdy nie wysyłamy hasła tą drogą"),
        ("encrypted", "data.json", "CSV", "passphrase", "We never send it the same way"),
    ),
    "8.16": Item(("Pierwsza kopia jest bezpłatna",), ("first copy is free of charge",)),
    "20.1": Item(
        ("nie przetwarzamy Pani/Pana danych osobowych",), ("we do not process personal data",)
    ),
    "20.2": Item(
        ("zofia@example.org", "CRM", "Newsletter", "14 stycznia 2026", "inny adres e-mail"),
        ("zofia@example.org", "CRM", "Newsletter", "14 January 2026", "another e-mail address"),
    ),
    "20.3": Item(
        ("korespondencj", "art. 6 ust. 1 lit. c RODO", "art. 5 ust. 2", "przez 3 lata"),
        ("correspondence", "Article 6(1)(c)", "5(2)", "for 3 years"),
    ),
    "20.4": Item(
        ("art. 12 ust. 4", *PRESIDENT, *COURT_PL),
        ("Article 12(4)", *OFFICE, *COURT_EN),
        never=r"bezzasadn|nieuzasadnion|unfounded",
        sample="Wniosek jest bezzasadny.",
    ),
    "X1": Item(
        ("dostęp do danych wraz z kopią:", "usunięcie danych:"),
        ("access to your data and a copy:", "erasure of data:"),
    ),
    "X3": Item((*PRESIDENT, *COURT_PL), (*OFFICE, *COURT_EN)),
    "X4": Item(never=r"opóźnienie|apologise", sample="Przepraszamy za opóźnienie."),
}

TICKED = [(row.letter, number) for row in TABLE for number in (*EVERY_LETTER, *row.checklist)]


def plain(markup: str) -> str:
    """Return what a reader sees of HTML."""
    body = markup.partition("<body")[2].partition(">")[2]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", body)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("letter", "number"), TICKED)
def test_a_letter_has_what_the_checklist_wants(
    letter: Letter, number: str, language: str, context_of: Callable[..., Context]
) -> None:
    """Each number of the table holds in the text and in the HTML, which say the same."""
    made = render(letter, context_of(letter, language))
    assert ITEMS[number].holds(language, f"{made.subject}\n{made.text}")
    assert ITEMS[number].holds(language, f"{made.subject}\n{plain(made.html)}")


@pytest.mark.parametrize("number", ITEMS)
def test_every_number_of_the_checklist_can_fail(number: str) -> None:
    """A rule that an empty or a broken letter passes would prove nothing."""
    item = ITEMS[number]
    assert item.never or (item.pl and item.en)
    for language in LANGUAGES:
        if item.says(language):
            assert not item.holds(language, "")
        if item.never:
            assert not item.holds(language, " ".join((*item.says(language), "\n", item.sample)))


def test_every_number_is_in_the_table_and_every_number_of_the_table_is_tested() -> None:
    """The table and the tests name the same numbers."""
    assert {number for _, number in TICKED} == set(ITEMS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", Letter)
def test_text_and_html_say_the_same_words(
    letter: Letter, language: str, context_of: Callable[..., Context]
) -> None:
    """Nobody is told less for reading the one or the other."""
    made = render(letter, context_of(letter, language))
    spoken = re.findall(r"\w+", made.text)
    assert re.findall(r"\w+", plain(made.html))[-len(spoken) :] == spoken
    assert len(spoken) > 50
