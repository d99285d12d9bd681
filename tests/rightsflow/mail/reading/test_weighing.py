"""Phrases and the weight of all words read a letter together. Every text is invented."""

from collections.abc import Mapping

import pytest

from rightsflow.law.right import Right
from rightsflow.mail.reading import weighing
from rightsflow.mail.reading.lexicon import lexicon
from rightsflow.mail.reading.model import PersonReason
from rightsflow.mail.reading.read import read_message
from rightsflow.mail.reading.sentences import sentences
from rightsflow.mail.reading.weighing import read_rights
from rightsflow.mail.reading.weights import Weights

HEAD = "From: jan@example.com\nSubject: Hello\nContent-Type: text/plain; charset=utf-8\n\n"
UNTOLD = "The grey heron of the pond. It rains over the yellow boats."
PLAIN = "Please delete my CV."
TWICE = "Please send me a copy of all my data. Please delete my CV."


def heavy(monkeypatch: pytest.MonkeyPatch, odds: Mapping[Right, float]) -> None:
    """Let every letter speak for the rights with these odds, and for all others not at all."""
    bias = tuple(odds.get(right, -9.0) for right in Right)
    column = (1.0,) + (0.0,) * (len(Right) - 1)
    monkeypatch.setattr(weighing, "weights", lambda _: Weights(bias, {"heron": column}))
    monkeypatch.setattr(weighing, "FEW", 0)


def test_words_tell_a_right_that_no_phrase_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence that speaks for it most is shown."""
    heavy(monkeypatch, {Right.access: 1.0})
    found = read_rights(list(sentences(UNTOLD)), lexicon("en"))
    assert found.rights == (Right.access,)
    (item,) = found.evidence
    assert (item.span, item.rule) == ("The grey heron of the pond.", "en/access/weighed")
    assert not found.disputed


def test_erasure_is_never_told_by_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person sees the letter first."""
    heavy(monkeypatch, {Right.erasure: 5.0})
    reading = read_message((HEAD + UNTOLD).encode())
    assert reading.rights == (Right.erasure,)
    assert PersonReason.unclear_request in reading.needs_person


def test_a_phrase_that_all_words_contradict_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter is still a request, and no right of it is lost."""
    heavy(monkeypatch, {})
    reading = read_message((HEAD + PLAIN).encode())
    assert reading.kind == "request"
    assert reading.rights == ()
    assert PersonReason.unclear_request in reading.needs_person


def test_a_short_letter_is_read_by_its_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """They know one line better than words that are hardly any."""
    heavy(monkeypatch, {Right.access: 5.0})
    monkeypatch.setattr(weighing, "FEW", 2)
    assert read_message((HEAD + PLAIN).encode()).rights == (Right.erasure,)


def test_a_phrase_outweighs_words_that_say_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is worth three to the words' two."""
    heavy(monkeypatch, {Right.erasure: -2.0})
    reading = read_message((HEAD + PLAIN).encode())
    assert reading.rights == (Right.erasure,)
    assert reading.needs_person == ()


def test_erasure_that_words_make_unlikely_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is never guessed, though the phrase outweighs the words."""
    heavy(monkeypatch, {Right.erasure: -2.8})
    reading = read_message((HEAD + PLAIN).encode())
    assert reading.rights == (Right.erasure,)
    assert reading.needs_person == (PersonReason.unclear_request,)


def test_what_weighs_far_too_little_is_dropped_beside_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other right goes on without a person."""
    heavy(monkeypatch, {Right.erasure: 2.0})
    found = read_rights(list(sentences(TWICE)), lexicon("en"))
    assert found.rights == (Right.erasure,)
    assert not found.disputed


def test_what_weighs_a_little_too_little_beside_another_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may have been asked for."""
    heavy(monkeypatch, {Right.erasure: 2.0, Right.access: -3.4})
    found = read_rights(list(sentences(TWICE)), lexicon("en"))
    assert found.disputed == {Right.access}


def test_a_letter_that_words_make_likely_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """About shifts and in no phrase of a right: the words say that it may ask for one."""
    about_work = "The shift on Monday starts at six, says the rota. When is the bus to the shift?"
    heavy(monkeypatch, {Right.restriction: -3.0})
    assert read_message((HEAD + about_work).encode()).needs_person == ()
    heavy(monkeypatch, {Right.restriction: -1.0})
    reading = read_message((HEAD + about_work).encode())
    assert reading.needs_person == (PersonReason.unclear_request,)
