"""Every rule about mail has code and a test, and both are there."""

import ast
from collections import Counter

import pytest

from rightsflow.mail.reading.auto import RULES
from rightsflow.mail.reading.read import TOLD_BY_MACHINE
from tests.docs.pages import ROOT, first_words, rows, section, text_of

PAGE = text_of("reference/mail-rules.md")
ROWS = list(rows(PAGE))
CODE = sorted({row[2].strip("`") for row in ROWS})
TESTS = sorted({row[3].strip("`") for row in ROWS})


@pytest.mark.parametrize("code", CODE)
def test_the_code_of_a_rule_is_there(code: str) -> None:
    """Whoever changes a rule finds it."""
    assert (ROOT / code).is_file()


@pytest.mark.parametrize("test", TESTS)
def test_the_test_of_a_rule_is_there(test: str) -> None:
    """A rule that nothing shows is a wish."""
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert name in {node.name for node in tree.body if isinstance(node, kinds)}


def test_each_rule_is_named_once_with_source_code_and_test() -> None:
    """No cell is empty, and no row escapes the tests above."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    heads = [line for line in lines if line.startswith("| rule ")]
    assert len(ROWS) == len(lines) - len(heads)
    assert {len([cell for cell in row if cell]) for row in ROWS} == {4}
    assert set(Counter(first_words(PAGE)).values()) == {1}


def test_every_rule_against_an_answer_is_on_the_page() -> None:
    """In the order of the table by which a message is judged."""
    told = first_words(section(PAGE, "Whom a machine answers"))
    judged = [*(rule.name for rule in RULES), TOLD_BY_MACHINE]
    assert told[: len(judged)] == judged
