"""Figures of reading: worked out by hand here, and by the program."""

from pathlib import Path

import pytest

from rightsflow.law.right import Right
from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mail.scoring.samples import Sample, SampleKind
from rightsflow.mail.scoring.score import Counts, scored, taken_for

ACCESS, ERASURE, OBJECTION = Right.access, Right.erasure, Right.objection


def sample(kind: SampleKind, *rights: Right, language: str = "en") -> Sample:
    """Return a label without a letter."""
    return Sample(Path(f"{kind}.txt"), language, kind, frozenset(rights))


def test_precision_recall_and_f1_are_those_of_the_books() -> None:
    """Three found rightly, one wrongly, two missed."""
    counts = Counts(right=3, wrong=1, missed=2)
    assert (counts.precision, counts.recall) == (0.75, 0.6)
    assert counts.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert Counts().f1 == 1.0


def test_rights_count_by_language_and_together() -> None:
    """A right that nobody asked for is wrong, one that was asked for and not found is missed."""
    request = SampleKind.request
    read = [
        (sample(request, ACCESS, ERASURE), Reading(kind=Kind.request, rights=(ACCESS,))),
        (sample(request, ACCESS), Reading(kind=Kind.request, rights=(ACCESS, OBJECTION))),
        (sample(SampleKind.not_a_request), Reading(kind=Kind.request, rights=(ERASURE,))),
        (sample(request, ACCESS, language="pl"), Reading(kind=Kind.request, rights=(ACCESS,))),
    ]
    scores = scored(read)
    english = scores["en"]
    assert english.rights[ACCESS] == Counts(right=2)
    assert english.rights[ERASURE] == Counts(wrong=1, missed=1)
    assert english.micro == Counts(right=2, wrong=2, missed=1)
    assert [missed for _, missed, _ in english.misread] == [
        {ACCESS, ERASURE}, {ACCESS}, set(),
    ]  # fmt: skip
    assert scores["pl"].micro.f1 == 1.0


def test_what_a_person_reads_first_is_no_mistake_of_the_program() -> None:
    """The person corrects it; what goes on alone is counted by itself."""
    request = SampleKind.request
    doubtful = (PersonReason.unclear_request,)
    read = [
        (sample(request, ACCESS), Reading(kind=Kind.request, rights=(ACCESS,))),
        (sample(request, ACCESS), Reading(kind=Kind.request, rights=(ERASURE,))),
        (
            sample(request, ERASURE),
            Reading(kind=Kind.request, rights=(ACCESS,), needs_person=doubtful),
        ),
        (sample(request, ERASURE), Reading(kind=Kind.request)),
    ]
    (score,) = scored(read).values()
    assert score.micro == Counts(right=1, wrong=2, missed=3)
    assert score.alone == Counts(right=1, wrong=1, missed=1)
    assert score.handed == 2


def test_a_request_is_lost_only_if_nobody_hears_of_it() -> None:
    """A person who reads it saves it; so does the case that it joins."""
    request = SampleKind.request
    unheard = Reading(kind=Kind.not_a_request)
    read = Reading(kind=Kind.not_a_request, needs_person=(PersonReason.minor,))
    joined = Reading(kind=Kind.follow_up)
    (score,) = scored((sample(request, ACCESS), one) for one in (unheard, read, joined)).values()
    assert score.lost == ["request.txt"]
    assert (score.requests, score.handed, score.handed_share) == (3, 3, 1.0)


@pytest.mark.parametrize("kind", [SampleKind.bounce, SampleKind.auto_reply])
def test_a_machine_that_would_be_answered_is_named(kind: SampleKind) -> None:
    """Two machines would answer each other for ever."""
    reading = Reading(kind=Kind.request, rights=(ACCESS,), may_auto_answer=True)
    (score,) = scored([(sample(kind), reading)]).values()
    assert score.answered == [f"{kind}.txt"]


def test_rights_of_a_follow_up_are_not_counted() -> None:
    """They are those of its case, and a person reads it."""
    reading = Reading(kind=Kind.follow_up)
    (score,) = scored([(sample(SampleKind.follow_up, ACCESS), reading)]).values()
    assert (score.rights, score.lost) == ({}, [])


@pytest.mark.parametrize(
    ("reading", "taken"),
    [
        (Reading(kind=Kind.bounce), "bounce"),
        (Reading(kind=Kind.unreadable), "unreadable"),
        (Reading(kind=Kind.authority), "authority"),
        (Reading(kind=Kind.request, needs_person=(PersonReason.complaint,)), "authority"),
        (Reading(kind=Kind.not_a_request, needs_person=(PersonReason.breach_report,)), "breach"),
        (Reading(kind=Kind.request, rights=(ACCESS,),
                 needs_person=(PersonReason.representative,)), "representative"),
        (Reading(kind=Kind.request, rights=(ACCESS,)), "request"),
    ],
)  # fmt: skip
def test_what_a_letter_is_taken_for_is_told_in_the_words_of_the_labels(
    reading: Reading, taken: str
) -> None:
    """Reasons for a person tell kinds apart that the intake treats alike."""
    assert taken_for(reading) == taken
