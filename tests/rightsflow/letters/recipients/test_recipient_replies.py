"""What recipients answer: a word in the first line, and nothing below that takes it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.notice import RecipientWord
from rightsflow.letters.recipients.render import recipient_languages, recipient_words
from rightsflow.letters.recipients.replies import LONGEST, Said, said_in

DONE, RECEIVED, REFUSES = RecipientWord.done, RecipientWord.received, RecipientWord.refuses
SIGNATURE = "\n\nZ poważaniem,\nJan Dąb\nTa wiadomość nie jest tylko dla adresata, jeśli…\n"


@pytest.mark.parametrize("language", sorted(recipient_languages()))
@pytest.mark.parametrize("word", RecipientWord)
def test_each_word_is_understood(language: str, word: RecipientWord) -> None:
    """As it stands in the letter, in capitals, in quotation marks, below a greeting."""
    said = recipient_words(language).name("reply", word)
    for body in (
        said,
        f"{said.upper()}.\n",
        f"  „{said}”\r\n",
        f"Dzień dobry,\n\n{said}\n{SIGNATURE}",
        f"Hello,\n{said}!\n\nKind regards,\nJan\nDo not reply, but call us.",
        f"{said}\n\nThe receipt is attached.\n-- \nJan Dąb",
    ):
        assert said_in(body).word is word, body


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("Odmawiamy: dane są nam potrzebne do roszczeń.", REFUSES),
        ("We refuse, for we have a contract of our own.\nJan", REFUSES),
        ("odmawiamy\nPrzyczyna: nie mamy takich danych?", REFUSES),
        ("potwierdzam odbior", RECEIVED),
        ("Wykonano\nUsunięto trzy pliki w dniu 12.01.2026.", DONE),
    ],
)
def test_a_refusal_may_go_on_and_a_receipt_may_follow(body: str, word: RecipientWord) -> None:
    """The reason of a refusal says whatever it likes; not every keyboard has Polish letters."""
    assert said_in(body) == Said(word, body.strip())


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n-- \nwykonano",
        "Dzień dobry",
        "nie wykonano",
        "wykonano?",
        "wykonano częściowo",
        "not done",
        "done soon",
        "done\nWe refuse the rest.",
        "wykonano\nale kopie zostają na 30 dni",
        "wykonano\nOprócz jednej bazy.",
        "done\nBut only in one system.",
        "received\nWhat is this about?",
        "potwierdzam odbiór\nWykonano",
        "Odebrano i przekazano do działu IT",
        "Thank you.\ndone",
    ],
)
def test_what_is_not_clear_is_no_word(body: str) -> None:
    """A person reads it."""
    assert said_in(body).word is None


@given(st.text())
def test_whatever_is_written_is_kept_and_cut(body: str) -> None:
    """Nothing that a stranger writes stops us."""
    said = said_in(body)
    assert len(said.text) <= LONGEST
    assert body.strip() == "" or said.word is None or said.text


@given(st.sampled_from(RecipientWord), st.text(alphabet=st.characters(categories=["L"])))
def test_letters_beside_the_word_make_it_another(word: RecipientWord, more: str) -> None:
    """Neither a prefix nor a suffix is overlooked."""
    said = recipient_words("en").name("reply", word)
    if more:
        assert said_in(f"{more}{said}").word is None or more.casefold() in {"un", "re"}
