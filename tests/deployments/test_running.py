"""What `rightsflow run` says when it is done."""

from pathlib import Path

from deployments.running import outcome
from deployments.terminal import Counting

OFFICE = Path("office")


def test_one_is_told_as_one_and_many_as_many() -> None:
    """With where to look next."""
    shown = Counting("working")
    for what, count in (("messages", 1), ("asked", 4), ("letters", 1), ("unheard of", 3)):
        shown.count(what, count)

    told = outcome(shown, OFFICE)

    assert told == (
        "1 message read, 4 questions to systems, 1 letter sent. "
        "See: rightsflow case list --config office"
    )


def test_a_pass_without_work_says_so() -> None:
    """There is nothing to look at either; counts of nothing are no work."""
    shown = Counting("working")
    shown.count("letters", 0)

    assert outcome(shown, OFFICE) == "Nothing to do."
