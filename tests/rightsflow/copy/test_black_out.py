"""What a person writes about texts that name others, and what comes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.copy.black_out import NoBlackOut, kept_out, released
from rightsflow.law.third_persons import BLOCK, Decided, decided

NOTE, SUBJECT, PAPER = "crm.notes.text", "mailing.held.subject", "crm.files.@document"
WAITING = frozenset({NOTE, SUBJECT, PAPER})


def after(text: str) -> Decided:
    """Return what a copy leaves out after a text, of three places that waited."""
    return decided(WAITING, released(text, WAITING))


def test_without_a_word_everything_that_was_shown_is_released() -> None:
    """A yes without a text is a yes to all."""
    assert after("") == Decided()


def test_a_passage_is_blacked_out_and_the_rest_of_the_field_is_released() -> None:
    """The mildest means; several passages of a field stand on lines of their own."""
    text = f"{NOTE} = Ewa Nowik\n\n  {NOTE}=her sister = Ola  \n{SUBJECT} = Ola"
    assert after(text) == Decided(
        redactions={NOTE: ("Ewa Nowik", "her sister = Ola"), SUBJECT: ("Ola",)}
    )


def test_a_field_without_a_passage_is_left_out_whole() -> None:
    """And so is a document."""
    assert after(f"{SUBJECT}\n{PAPER}") == Decided(withheld=frozenset({SUBJECT, PAPER}))


def test_who_keeps_out_what_waits_leaves_out_all_of_it() -> None:
    """Nothing of it still waits."""
    assert decided(WAITING, kept_out(WAITING)) == Decided(withheld=WAITING)
    assert kept_out(()) == ()


@pytest.mark.parametrize(
    "line",
    [
        "crm.contacts.phone = 600 000 000",  # does not wait
        "no field at all",
        f"{NOTE} =",
        f"{NOTE} = half {BLOCK} of it",
        f"{PAPER} = a name",
    ],
)
def test_a_line_that_blacks_nothing_out_is_named_by_its_number(line: str) -> None:
    """The error quotes no passage."""
    with pytest.raises(NoBlackOut) as caught:
        released(f"{NOTE} = Ewa\n\n{line}", WAITING)
    assert str(caught.value) == "lines 3"


@given(st.sets(st.sampled_from(sorted(WAITING))), st.sets(st.sampled_from(sorted(WAITING))))
def test_what_was_not_shown_is_never_released(shown: set[str], named: set[str]) -> None:
    """Whatever is written: the rest goes on waiting."""
    text = "\n".join(sorted(named & shown))
    assert decided(WAITING, released(text, shown)).held_back == WAITING - shown
