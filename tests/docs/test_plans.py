"""The pages about plans name every word that a plan may say."""

import pytest

from rightsflow.law.go_ahead import TABLE
from tasks.planshown import HowFar
from tests.deployments.test_plan import KEYS, OF_ACTION, OF_RIGHT
from tests.docs.pages import first_words, section, text_of

CASE = text_of("reference/case.md")


def test_every_treatment_says_what_it_waits_for() -> None:
    """As in the table of the law, and each once."""
    told = [
        (row.split(" | ")[0].strip("| `"), row.rsplit(" | ", 1)[-1].strip("| "))
        for row in section(CASE, "Plans").partition("### How far")[0].splitlines()
        if row.startswith("| `")
    ]

    assert sorted(told) == sorted((row.treatment, row.waits_for) for row in TABLE)


def test_every_word_of_progress_has_a_row() -> None:
    """In the order in which they come about."""
    _, _, page = CASE.partition("### How far a plan is")

    assert first_words(page.partition("\n## ")[0])[: len(HowFar)] == list(HowFar)


@pytest.mark.parametrize("keys", [KEYS, OF_RIGHT, OF_ACTION], ids=["case", "right", "action"])
def test_every_key_for_programs_is_told(keys: set[str]) -> None:
    """A key that is not documented cannot be relied on."""
    page = text_of("reference/command-line.md").partition("## `rightsflow plan CASE`")[2]

    told = page.partition("\n## ")[0]
    assert [key for key in keys if f"`{key}`" not in told] == []
