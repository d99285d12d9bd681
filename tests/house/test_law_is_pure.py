"""The check that keeps rightsflow.law pure finds each kind of impurity."""

from pathlib import Path

import pytest

from tools import check_law


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import httpx", "imports httpx"),
        ("from pydantic import BaseModel", "imports pydantic"),
        ("import os.path", "imports os.path"),
        ("from rightsflow.canonical import canonical_email", "imports rightsflow.canonical"),
        ("from rightsflow import settings", "imports rightsflow.settings"),
        ("from datetime import date\ndate.today()", "asks the clock: today()"),
        ("async def f(): ...", "is asynchronous"),
        ("open('statute.txt')", "opens a file"),
    ],
)
def test_an_impure_line_of_law_is_named(source: str, expected: str) -> None:
    """Law imports the standard library, holidays and itself; it neither waits nor looks outside."""
    assert expected in [fault for _, fault in check_law.faults(source)]


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date, timedelta",
        "import holidays",
        "from rightsflow.law.right import Right",
        "from rightsflow import errors",
        "from . import right",
    ],
)
def test_a_pure_line_of_law_passes(source: str) -> None:
    """What the rule allows is not reported."""
    assert list(check_law.faults(source)) == []


def test_an_empty_law_is_not_called_pure(tmp_path: Path) -> None:
    """A check that found nothing to check says so, and fails."""
    with pytest.raises(SystemExit, match="nothing was checked"):
        check_law.main(tmp_path)
