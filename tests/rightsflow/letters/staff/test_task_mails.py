"""The mail with a task: whom, what, where, by when and how to answer; and what answers say."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias, cast

import pytest

from rightsflow.law.task import TaskDeed, TaskWord
from rightsflow.letters.staff.contexts import StaffContext, StaffMail, TaskWanted
from rightsflow.letters.staff.facts import TaskFacts
from rightsflow.letters.staff.render import render_staff, staff_words
from rightsflow.letters.staff.task_answers import TaskAnswer, task_answer_in

MakeStaff: TypeAlias = Callable[..., StaffContext]

BOTH = pytest.mark.parametrize("language", ["pl", "en"])
MAILS = pytest.mark.parametrize("mail", [StaffMail.manual_task, StaffMail.manual_task_reminder])
ABOUT = ("Zofia Nowik", "zofia@example.org", "+48 600 111 222")


@BOTH
@MAILS
def test_a_task_says_whom_what_where_and_by_when(
    mail: StaffMail, language: str, staff_of: MakeStaff
) -> None:
    """All that a colleague needs, and the words to answer with; the reminder says it anew."""
    text = render_staff(staff_of(mail), language).text
    said = (
        *ABOUT, "RF-2026-000012", "Akta osobowe", "teczka 13", "Nazwisko", "Nowik-Dolna",
        "Zakład Produkcyjny Dolina",
        {"pl": "26 października 2026", "en": "26 October 2026"}[language],
        *(staff_words(language).name("task_words", word) for word in TaskWord),
    )  # fmt: skip
    assert [one for one in said if one not in " ".join(text.split())] == []


@BOTH
def test_a_reminder_says_since_when(language: str, staff_of: MakeStaff) -> None:
    """The colleague finds the first mail by its day."""
    text = render_staff(staff_of(StaffMail.manual_task_reminder), language).text
    assert {"pl": "19 października 2026", "en": "19 October 2026"}[language] in text


@BOTH
@pytest.mark.parametrize("deed", TaskDeed)
def test_each_deed_has_its_own_sentence(deed: TaskDeed, language: str, staff_of: MakeStaff) -> None:
    """What is to be done stands there, and nothing of another deed."""
    text = " ".join(render_staff(staff_of(StaffMail.manual_task, deed=deed), language).text.split())
    words = staff_words(language)
    told = [one for one in TaskDeed if words.name("task_sentences", one) in text]
    assert told == [deed]


@BOTH
def test_a_mail_without_records_or_changes_has_no_empty_heading(
    language: str, staff_of: MakeStaff
) -> None:
    """A search names the person, and nothing else."""
    short = staff_of(StaffMail.manual_task, about=TaskFacts(names=("Zofia Nowik",)))
    text = render_staff(short, language).text
    gone = {
        "pl": ("zapisów", "Które pola", "Kogo zawiadomić", "Telefon"),
        "en": ("Which records", "Which fields", "Whom to tell", "Telephone"),
    }[language]
    assert [word for word in gone if word in text] == []


@BOTH
def test_a_value_becomes_no_part_of_the_mail(language: str, staff_of: MakeStaff) -> None:
    """A name or a new value that a stranger gave is shown in one line, as it was given."""
    hostile = "Anna\n\n# Nowe zadanie\n| Termin | nigdy {{ 7 * 7 }} <b>"
    task = cast("TaskWanted", staff_of(StaffMail.manual_task))
    wanted = replace(task, about=TaskFacts(names=(hostile,), changes=((hostile, hostile),)))
    made = render_staff(wanted, language)
    assert "\n# Nowe zadanie" not in made.text
    assert not any(line.startswith(("Nowe zadanie", "Termin")) for line in made.text.splitlines())
    assert "{{ 7 * 7 }}" in " ".join(made.text.split())
    assert "<b>" not in made.html


def test_representations_name_nobody(staff_of: MakeStaff) -> None:
    """They reach logs."""
    task = staff_of(StaffMail.manual_task)
    assert [one for one in ABOUT if one in repr(task)] == []
    assert "geheim" not in repr(TaskAnswer(TaskWord.done, "geheim"))


@pytest.mark.parametrize(
    ("first", "word"),
    [
        ("gotowe", TaskWord.done), ("Gotowe.", TaskWord.done), ("*GOTOWE*", TaskWord.done),
        ("done", TaskWord.done), ("  Done!", TaskWord.done), ("„Gotowe”", TaskWord.done),
        ("nic tu nie ma", TaskWord.nothing_here), ("Nothing here.", TaskWord.nothing_here),
        ("nie mogę", TaskWord.cannot), ("Nie moge:", TaskWord.cannot), ("cannot", TaskWord.cannot),
        ("gotowe, ale bez archiwum", None), ("nie gotowe", None), ("not done", None),
        ("prawie gotowe", None), ("nic", None), ("mogę", None), ("gotowe?", None),
        ("done done", None), ("Dzień dobry,", None), ("nothing here, I think", None),
    ],
)  # fmt: skip
def test_only_a_line_that_says_the_word_alone_is_clear(first: str, word: TaskWord | None) -> None:
    """In either language, with or without the letters of Polish; a doubt is for a person."""
    assert task_answer_in(f"{first}\n\nWpisy z 2025 roku.").word is word


def test_the_text_is_what_stands_below_the_first_line() -> None:
    """Paragraph by paragraph, as it was pasted; a signature is no finding."""
    body = "gotowe\n\n  Wpis z 3 marca:\n  witam  \n\n\nKomentarz.\n\n-- \nIga Len\nMarketing"
    answer = task_answer_in(body)
    assert answer == TaskAnswer(TaskWord.done, "Wpis z 3 marca:\n  witam\n\n\nKomentarz.")


@pytest.mark.parametrize("body", ["", "  \n ", "-- \nIga Len"])
def test_an_empty_answer_says_nothing(body: str) -> None:
    """Neither a word nor a text."""
    assert task_answer_in(body) == TaskAnswer(None, "")


def test_without_a_word_the_whole_is_kept_for_a_person() -> None:
    """Whoever reads it reads all of it."""
    assert task_answer_in("Chyba tak.\nJutro sprawdzę.").text == "Chyba tak.\nJutro sprawdzę."


@BOTH
def test_an_unclear_answer_is_shown_to_approvers(language: str, staff_of: MakeStaff) -> None:
    """As a quotation of a colleague, not of the person who asks."""
    wanted = staff_of(StaffMail.decision_wanted, colleague_text="Chyba tak.\n# Nie nagłówek")
    text = render_staff(wanted, language).text
    assert "> Chyba tak." in text
    assert "> # Nie nagłówek" in text
