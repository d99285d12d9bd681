"""How well letters are read that others wrote: figures that no change may make worse.

The letters lie in `tests/letters`, written by people who had not seen the vocabulary. The phrases
were extended with `first` to `fourteenth` at hand (all but `third`), and the weights of words are
learned from all but `third` and `twentysecond`. So the figures of these two are what to expect of
letters never seen: `third` is hard on purpose, `twentysecond` is what a mailbox gets. `sixteenth`
are templates, notices and receipts, `seventeenth` wishes in no word of a right, `twentieth` single
lines.
"""

from functools import cache
from pathlib import Path

import pytest

from deployments.samples import MOST_HANDED
from rightsflow.mail.reading.model import Reading
from rightsflow.mail.reading.read import read_message
from rightsflow.mail.scoring.samples import Sample, SampleKind, load_samples
from rightsflow.mail.scoring.score import Score, scored

LETTERS = Path(__file__).parents[3] / "letters"
LANGUAGES = ("pl", "en", "de")
LEAST_LETTERS = {"pl": 60, "en": 40, "de": 20}
LEAST_F1 = {
    ("first", "pl"): 0.97, ("first", "en"): 0.97, ("first", "de"): 0.97,
    ("second", "pl"): 0.97, ("second", "en"): 0.97, ("second", "de"): 0.97,
    ("everyday", "pl"): 0.97, ("everyday", "en"): 0.97, ("everyday", "de"): 0.97,
    ("third", "pl"): 0.90, ("third", "en"): 0.88, ("third", "de"): 0.87,
    ("third_seen", "pl"): 0.97,
    ("fourth", "pl"): 0.97, ("fourth", "en"): 0.97, ("fourth", "de"): 0.97,
    ("fifth", "pl"): 0.97, ("fifth", "en"): 0.97, ("fifth", "de"): 0.97,
    ("sixth", "pl"): 0.97, ("sixth", "en"): 0.97, ("sixth", "de"): 0.97,
    ("seventh", "pl"): 0.97, ("seventh", "en"): 0.97, ("seventh", "de"): 0.97,
    ("eighth", "pl"): 0.97, ("eighth", "en"): 0.97, ("eighth", "de"): 0.97,
    ("ninth", "pl"): 0.97, ("ninth", "en"): 0.97, ("ninth", "de"): 0.97,
    ("tenth", "pl"): 0.97, ("tenth", "en"): 0.97, ("tenth", "de"): 0.97,
    ("eleventh", "pl"): 0.97, ("eleventh", "en"): 0.97, ("eleventh", "de"): 0.97,
    ("twelfth", "pl"): 0.97, ("twelfth", "en"): 0.97, ("twelfth", "de"): 0.97,
    ("thirteenth", "pl"): 0.97, ("thirteenth", "en"): 0.97, ("thirteenth", "de"): 0.97,
    ("fourteenth", "pl"): 0.97, ("fourteenth", "en"): 0.97, ("fourteenth", "de"): 0.97,
    ("fifteenth", "pl"): 0.97, ("fifteenth", "en"): 0.96, ("fifteenth", "de"): 0.97,
    ("sixteenth", "pl"): 0.93, ("sixteenth", "en"): 0.93, ("sixteenth", "de"): 0.97,
    ("seventeenth", "pl"): 0.95, ("seventeenth", "en"): 0.94, ("seventeenth", "de"): 0.95,
    ("eighteenth", "pl"): 0.96, ("eighteenth", "en"): 0.94, ("eighteenth", "de"): 0.93,
    ("nineteenth", "pl"): 0.97, ("nineteenth", "en"): 0.95, ("nineteenth", "de"): 0.96,
    ("twentieth", "pl"): 0.84, ("twentieth", "en"): 0.89, ("twentieth", "de"): 0.90,
    ("twentyfirst", "en"): 0.94,
    ("twentysecond", "pl"): 0.94, ("twentysecond", "en"): 0.94, ("twentysecond", "de"): 0.90,
    ("twentythird", "pl"): 0.87,
}  # fmt: skip
LEAST_ALONE: dict[tuple[str, str], float] = {
}  # fmt: skip
"""Where what no person reads first is found less well than the whole."""

SETS = list(LEAST_F1)
KNOWN_GUESSES = {
    ("third", "pl"): ["pl-118.txt"],
    ("eighteenth", "en"): ["109.txt"],
    ("twentyfirst", "en"): ["027.txt"],
}
"""A mail sent by mistake that we are to delete, and two that tell what others want or once wanted:
an approver sees before anything is erased that nobody asked for it."""

MORE_HANDED = {
    ("third", "pl"): 0.20, ("third", "en"): 0.25, ("third", "de"): 0.25,
    ("eighth", "pl"): 0.16,
    ("sixteenth", "pl"): 0.19, ("sixteenth", "de"): 0.23,
    ("seventeenth", "pl"): 0.19, ("seventeenth", "en"): 0.29, ("seventeenth", "de"): 0.21,
    ("eighteenth", "pl"): 0.21, ("eighteenth", "en"): 0.28, ("eighteenth", "de"): 0.24,
    ("nineteenth", "en"): 0.18,
    ("twentyfirst", "en"): 0.32,
    ("twentysecond", "en"): 0.24,
    ("twentythird", "pl"): 0.28,
}  # fmt: skip
"""Where more requests are read by a person than the aim allows: letters that taught nothing."""


@cache
def letters_of(which: str, language: str) -> list[tuple[Sample, Reading]]:
    """Return the letters of one set in one language, each read once in this process."""
    samples = load_samples(LETTERS / which / language)
    return [(one, read_message(one.message())) for one in samples]


@cache
def score_of(which: str, language: str) -> Score:
    """Return the score of one set in one language."""
    (score,) = scored(letters_of(which, language)).values()
    return score


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_letters_enough_of_every_right(language: str) -> None:
    """A figure over three letters says nothing."""
    score = score_of("first", language)
    asked = {right: one.right + one.missed for right, one in score.rights.items()}
    assert score.letters >= LEAST_LETTERS[language]
    assert len(asked) == 8
    assert min(asked.values()) >= 5


@pytest.mark.parametrize(("which", "language"), SETS)
def test_no_request_goes_unheard(which: str, language: str) -> None:
    """Whatever is not understood is read by a person."""
    assert score_of(which, language).lost == []


@pytest.mark.parametrize(("which", "language"), SETS)
def test_rights_are_found_as_well_as_before(which: str, language: str) -> None:
    """Micro-averaged F1 over all rights."""
    assert score_of(which, language).micro.f1 >= LEAST_F1[which, language]


@pytest.mark.parametrize(("which", "language"), SETS)
def test_what_no_person_reads_first_is_read_well(which: str, language: str) -> None:
    """The others are looked at before the program goes on."""
    least = LEAST_ALONE.get((which, language), LEAST_F1[which, language])
    assert score_of(which, language).alone.f1 >= least


@pytest.mark.parametrize(("which", "language"), SETS)
def test_few_requests_have_to_be_read_by_a_person(which: str, language: str) -> None:
    """Else the program would save nobody any work."""
    most = MORE_HANDED.get((which, language), MOST_HANDED)
    assert score_of(which, language).handed_share <= most


@pytest.mark.parametrize(("which", "language"), SETS)
def test_erasure_is_never_guessed_of_a_letter_that_asks_for_nothing(
    which: str, language: str
) -> None:
    """What is erased is gone."""
    guessed = [
        sample.path.name
        for sample, reading in letters_of(which, language)
        if sample.kind is SampleKind.not_a_request
        and "erasure" in reading.rights
        and not reading.needs_person
    ]
    assert guessed == KNOWN_GUESSES.get((which, language), [])
