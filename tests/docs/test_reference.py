"""What the program can say, the reference explains."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from enum import StrEnum

import pytest

import rightsflow
import tasks
from rightsflow.errors import Misconfigured, NeedsPerson, RightsflowError, TryAgain
from rightsflow.law import decision, identity, proof, reception, refusal
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HOLDS, HoldKind, Silence
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import TABLE, Letter
from rightsflow.mail.reading.model import PersonReason
from rightsflow.register.types import Stage
from rightsflow.settings.policies import DecisionPolicy
from tests.docs.pages import first_words, rows, section, text_of

CASE = text_of("reference/case.md")


@pytest.mark.parametrize(
    ("heading", "words"),
    [("Stages", Stage), ("Outcomes", Outcome), ("Holds", HoldKind), ("In silence", Silence)],
)
def test_every_word_of_a_case_is_explained(heading: str, words: type[StrEnum]) -> None:
    """Each word that a list of cases may show has one row; no row is about a word of the past."""
    told = first_words(section(CASE, heading))

    assert sorted(told) == sorted(words)


def test_stages_stand_in_their_order() -> None:
    """A reader sees how far a case has come."""
    assert first_words(section(CASE, "Stages")) == list(Stage)


@pytest.mark.parametrize(
    ("heading", "table"), [("Reception", reception._TABLE), ("Identity", identity._TABLE)]
)
def test_the_rules_stand_as_they_are_applied(
    heading: str, table: tuple[tuple[str, object, object], ...]
) -> None:
    """The first row that holds decides, so the order is part of the rule."""
    assert first_words(section(CASE, heading)) == [name for name, _, _ in table]


def test_a_hold_says_who_answers_by_what_and_what_silence_does() -> None:
    """The page is the table of the law in a reader's words."""
    told = {row[0].strip("`"): row[2:] for row in rows(section(CASE, "Holds"))}

    assert told == {
        row.kind: [row.answerer, _in_code(row.decisions), f"`{row.silence}`"] for row in HOLDS
    }


def test_a_decision_says_by_which_article_by_how_many_and_what_it_names() -> None:
    """In the order of the table of the law, with the texts that serve it."""
    told = [row[:4] for row in rows(section(CASE, "Decisions"))]

    assert told == [
        [
            f"`{row.decision}`",
            row.article,
            _people(row),
            _in_code((*row.needs, *row.texts)) or "none",
        ]
        for row in decision.TABLE
    ]


def test_every_hold_that_can_be_released_says_what_follows() -> None:
    """One word, and a consequence for each kind of hold."""
    told = [
        kind.strip("`")
        for row in rows(section(CASE, "What release means"))
        for kind in row[0].split(", ")
    ]

    assert sorted(told) == sorted(row.kind for row in HOLDS if Decision.release in row.decisions)


def test_a_ground_of_refusal_says_for_which_right_it_serves_and_what_it_wants() -> None:
    """Whoever refuses finds the provision, and no ground that the law has not."""
    told = []
    for ground, provisions, refuses, texts in rows(section(CASE, "Grounds of refusal")):
        for provision in provisions.split("; "):
            article, _, rights = provision.partition(": ")
            told += [(ground, article, right, refuses, texts) for right in rights.split(", ")]

    assert sorted(told) == sorted(
        (
            f"`{row.ground}`", row.article, f"`{row.right}`",
            "a part" if row.partly else "the whole", _in_code(row.texts),
        )
        for row in refusal.TABLE
    )  # fmt: skip


def test_what_is_enough_for_which_right_is_said_row_by_row() -> None:
    """A lawyer reads the table that the program goes by, in its order, with its sources."""
    told = [
        (right, what.partition(" ")[0], enough, source)
        for right, what, enough, source in rows(section(CASE, "What is enough"))
    ]
    assert told == [
        (
            f"`{row.right}`", "stopping" if row.treatment else "everything",
            f"`{row.proof}`", row.source,
        )
        for row in proof.TABLE
    ]  # fmt: skip


def _in_code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _people(row: decision.Row) -> str:
    return f"{row.approvers}, one the officer" if row.officer else str(row.approvers)


def test_what_is_done_by_hand_is_said_to_be_the_controllers_choice() -> None:
    """No right is by hand unless the controller says so."""
    assert DecisionPolicy().by_hand == ()
    assert "`decisions.by_hand`" in CASE


def test_every_letter_is_listed_with_its_article() -> None:
    """Which letter, when, to whom, and what wants it."""
    page = text_of("reference/letters.md")
    told = {row[0].strip("`"): row[3] for row in rows(page)}

    assert set(told) == set(Letter)
    assert [row.letter for row in TABLE if row.article.split(",")[0] not in told[row.letter]] == []
    assert [letter for letter in Letter if f"**`{letter}`.**" not in page] == []


def _errors() -> Iterator[type[RightsflowError]]:
    for package in (rightsflow, tasks):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "conformance" not in module.name and "migrations" not in module.name:
                importlib.import_module(module.name)
    waiting: list[type[RightsflowError]] = [RightsflowError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith(("rightsflow.", "tasks.")):
            yield error


def test_every_error_is_sorted_by_what_happens_next() -> None:
    """An error stands in the table under the one whose consequence it shares."""
    page = text_of("reference/errors.md")
    told = {row[0].strip("`"): row[1].strip("`") for row in rows(page)}
    consequences = (TryAgain, NeedsPerson, Misconfigured)
    own = {error for error in _errors() if error not in (RightsflowError, *consequences)}

    assert {error.__name__ for error in consequences} <= set(told)
    assert {error.__name__: told.get(error.__name__) for error in own} == {
        error.__name__: next(one.__name__ for one in consequences if issubclass(error, one))
        for error in own
    }


def test_what_is_attached_is_told_by_the_reasons_that_are_given() -> None:
    """Each row is a reason, and each has words in the mail to an approver."""
    told = first_words(section(CASE, "What is attached"))

    assert told == sorted(told)
    assert set(told) >= {"tnef", "request_attached", "locked_attachment"}
    assert set(told) <= set(PersonReason)
