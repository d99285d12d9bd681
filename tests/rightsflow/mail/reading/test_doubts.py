"""A letter that is too close to tell is read by a person, with what was found as a suggestion.

Every text was written for this file.
"""

import pytest

from rightsflow.mail.reading.model import PersonReason, Reading
from rightsflow.mail.reading.read import read_message

OTHER_MATTERS = [
    "Zgubiłem kartę do bramki na hali B. Proszę ją zablokować i wyrobić nową na jutro.",
    "When does the bus to the warehouse leave? I moved to the hostel on Long Street.",
]
NAMED_TOO = [
    "What data do you hold about me? I wonder about the erasure of my file, too.",
    "Jakie dane o mnie macie? Koleżanka mówiła coś o usunięciu profilu.",
]
KEPT_AND_ERASED = [
    (
        "Please restrict the processing of my data under Article 18. My old file is deleted in"
        " June, please tell the archive."
    ),
    "Proszę skasować zdjęcie. Proszę też ograniczyć przetwarzanie akt wypadku, do czasu wyroku.",
]
ONLY_THANKS = [
    "Many thanks for your quick help with my deletion request, it went very well.",
    "Dziękuję za szybkie usunięcie moich danych, to bardzo miłe.",
]
ONLY_THREATENED = [
    "Gdzie moja premia? Jak do środy nie będzie, to każę wam skasować wszystko, co o mnie macie.",
    "Where is my bonus? If it does not come I will ask for all my data and a lawyer.",
]
PLAIN = [
    ("erasure", "Please delete my CV, I found a job in another warehouse."),
    ("access", "Proszę o kopię moich danych. Jeśli jej nie dostanę, złożę skargę do UODO."),
    ("restriction", "Bitte schränken Sie die Verarbeitung meiner Daten ein, löschen Sie nichts."),
    ("consent_withdrawal", "I signed up for your newsletter in May. Please unsubscribe me."),
    ("objection", "I never signed up for your newsletter. Please take me off your mailing list."),
]


def read(text: str) -> Reading:
    """Return how the text is read as the body of a letter."""
    head = "From: jan@example.com\nSubject: Hello\nContent-Type: text/plain; charset=utf-8\n\n"
    return read_message((head + text).encode())


@pytest.mark.parametrize("text", OTHER_MATTERS)
def test_a_word_of_a_right_in_a_letter_about_work_is_looked_at(text: str) -> None:
    """One place asks, and nothing else speaks of data."""
    assert PersonReason.unclear_request in read(text).needs_person


@pytest.mark.parametrize("text", NAMED_TOO)
def test_erasure_that_is_named_beside_another_right_is_looked_at(text: str) -> None:
    """People seldom name it without wanting it."""
    reading = read(text)
    assert reading.rights == ("access",)
    assert PersonReason.unclear_request in reading.needs_person


@pytest.mark.parametrize("text", KEPT_AND_ERASED)
def test_what_shall_be_kept_is_not_erased_without_a_look(text: str) -> None:
    """The controller's plan to delete is often told in a request to keep; one place is no more."""
    reading = read(text)
    assert "restriction" in reading.rights
    assert "erasure" not in reading.rights or PersonReason.unclear_request in reading.needs_person


@pytest.mark.parametrize("text", ONLY_THREATENED)
def test_what_is_only_threatened_is_looked_at(text: str) -> None:
    """It is not asked for yet, and perhaps never."""
    assert PersonReason.unclear_request in read(text).needs_person


@pytest.mark.parametrize("text", ONLY_THANKS)
def test_thanks_for_what_was_done_ask_for_nothing_more(text: str) -> None:
    """If a right is found in them at all, a person looks."""
    reading = read(text)
    assert reading.needs_person or not reading.rights


@pytest.mark.parametrize(("right", "text"), PLAIN)
def test_a_plain_wish_needs_no_person(right: str, text: str) -> None:
    """Neither a threat beside it nor what it forbids makes it doubtful."""
    reading = read(text)
    assert (reading.rights, reading.needs_person) == ((right,), ())


@pytest.mark.parametrize("word", ["UNSUBSCRIBE", "abmelden", "Wypisz"])
def test_a_single_word_that_asks_is_heard(word: str) -> None:
    """It is in no language that could be counted out, and people answer newsletters with it."""
    reading = read(word)
    assert reading.rights == ("objection",) or PersonReason.unclear_request in reading.needs_person
