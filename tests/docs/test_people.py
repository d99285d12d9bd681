"""The page for colleagues says what their answers are understood by."""

from rightsflow.law.task import TaskWord
from rightsflow.letters.staff.render import staff_words
from rightsflow.letters.staff.task_answers import task_answer_in
from tests.docs.pages import examples, rows, section, text_of

PAGE = text_of("how-to/people.md")


def test_the_words_of_an_answer_are_those_that_are_understood() -> None:
    """In both languages."""
    told = [
        [cell.strip("`") for cell in row[:2]]
        for row in rows(section(PAGE, "If you get such a mail"))
    ]

    assert told == [
        [staff_words(language).name("task_words", word) for language in ("pl", "en")]
        for word in TaskWord
    ]


def test_the_answer_that_is_shown_is_understood() -> None:
    """Whoever writes like it has given the finding, and no signature."""
    (shown,) = examples(PAGE, "text")

    answer = task_answer_in(shown)

    assert answer.word is TaskWord.done
    assert "Komentarz z 5 marca 2026" in answer.text
    assert "marketing" not in answer.text
