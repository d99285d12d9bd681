"""What a company or a program writes to its reader asks for no right. Texts are invented."""

import pytest

from rightsflow.mail.reading.read import TOLD_BY_MACHINE, read_message

FROM_COMPANIES = [
    (
        "Your account and all data have been anonymised. Your consent is marked as withdrawn."
        " Some records are exempt under Article 17."
    ),
    (
        "Hiermit erhalten Sie Ihre Daten in einem strukturierten, maschinenlesbaren Format nach"
        " Artikel 20. Ihr Konto bleibt bestehen."
    ),
    "Twój eksport danych został wygenerowany. Link do pliku CSV wygasa za 7 dni.",
]
BY_MACHINES = [
    "This is an automatically generated confirmation. We have received your message.",
    "Diese Nachricht wurde maschinell erstellt. Wir melden uns in fünf Werktagen.",
    "Twoje zgłoszenie zostało zarejestrowane. Prosimy nie odpowiadać na tę wiadomość.",
    "This mailbox is not monitored any more. Please write to planning@example.org.",
]
BY_PEOPLE = [
    "I got an automatically generated rejection. Please let a person look at my application.",
    "Ihre Absage wurde automatisch erstellt. Ich möchte, dass ein Mensch darüber entscheidet.",
]
HEAD = "From: jan@example.com\nSubject: Hello\nContent-Type: text/plain; charset=utf-8\n\n"


@pytest.mark.parametrize("text", FROM_COMPANIES)
def test_what_is_told_of_the_readers_data_asks_for_nothing(text: str) -> None:
    """Nobody speaks of themselves in it."""
    assert read_message((HEAD + text).encode()).rights == ()


@pytest.mark.parametrize("text", BY_MACHINES)
def test_a_text_that_a_program_wrote_is_not_answered_by_one(text: str) -> None:
    """Their answers would go on for ever (RFC 3834, section 2)."""
    assert TOLD_BY_MACHINE in read_message((HEAD + text).encode()).why_not_auto


@pytest.mark.parametrize("text", BY_PEOPLE)
def test_who_complains_about_an_automatic_letter_is_answered(text: str) -> None:
    """It asks for a right, so a person wrote it."""
    reading = read_message((HEAD + text).encode())
    assert TOLD_BY_MACHINE not in reading.why_not_auto
    assert reading.rights == ("automated_decision",)
