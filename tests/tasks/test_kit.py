"""What leaves a verb or a story: names and places, never content."""

import pickle
import traceback

import pytest
from prefect import Flow, Task

from rightsflow.errors import Damaged, NeedsPerson, TryAgain
from tasks.describe import describe
from tasks.kit import SafeError, safely, story, verb

PERSONAL = "Anna Nowicka <anna@example.com>"


class QuotingError(Exception):
    """Quotes what it was given, as many libraries do."""


def quoting() -> None:
    """Raise an error that quotes."""
    raise QuotingError(PERSONAL)


async def failing(error: Exception) -> None:
    """Raise the error, with another one that quotes as its cause."""
    raise error from ValueError(PERSONAL)


@pytest.mark.parametrize(
    "error", [ValueError(PERSONAL), KeyError(PERSONAL), QuotingError(PERSONAL)]
)
async def test_the_text_of_an_exception_never_leaves(error: Exception) -> None:
    """Type and place are told; text, cause and context stay behind."""
    with pytest.raises(SafeError) as raised:
        await safely(failing)(error)
    left = raised.value
    assert str(left).startswith(f"{type(error).__name__} at test_kit.py:")
    assert left.__cause__ is None
    assert left.__context__ is None
    shown = "".join(traceback.format_exception(left))
    assert "anna" not in f"{shown} {left!r}".lower()
    assert b"anna" not in pickle.dumps(left).lower()


async def test_a_group_of_exceptions_tells_none_of_them() -> None:
    """Errors raised together leave as one, without their texts."""

    async def body() -> None:
        message = "several"
        raise ExceptionGroup(message, [ValueError(PERSONAL), QuotingError(PERSONAL)])

    with pytest.raises(SafeError) as raised:
        await safely(body)()
    assert "anna" not in "".join(traceback.format_exception(raised.value)).lower()


@pytest.mark.parametrize(
    "error", [TryAgain("System crm did not answer."), NeedsPerson("Two plans."), Damaged()]
)
async def test_the_text_of_our_own_errors_is_told(error: Exception) -> None:
    """Our errors hold nothing personal, and an operator needs what they say."""
    with pytest.raises(SafeError) as raised:
        await safely(failing)(error)
    assert str(raised.value).startswith(f"{type(error).__name__} at test_kit.py:")
    assert str(raised.value).endswith(f": {error}")


async def test_what_is_safe_already_stays_as_it_is() -> None:
    """A story that wraps a verb does not wrap its error again."""
    first = SafeError("ValueError at crm.py:7")
    with pytest.raises(SafeError) as raised:
        await safely(failing)(first)
    assert raised.value is first


async def test_a_result_and_its_parameters_pass_through() -> None:
    """Only exceptions are touched."""

    async def body(system: str, *, limit: int) -> str:
        return f"{system} {limit}"

    assert await safely(body)("crm", limit=5) == "crm 5"
    assert safely(body).__name__ == "body"


def test_an_error_is_described_where_it_happened(caplog: pytest.LogCaptureFixture) -> None:
    """The log names type and place, the description too; the content is in neither."""
    with pytest.raises(QuotingError) as raised:
        quoting()
    described = describe(raised.value)
    assert described.startswith("QuotingError at test_kit.py:")
    assert "anna" not in f"{described} {caplog.text}".lower()


def test_an_error_that_was_never_raised_has_no_place() -> None:
    """A description needs no traceback."""
    assert describe(ValueError(PERSONAL)) == "ValueError"


async def count(system: str) -> int:
    """Count what a system holds."""
    return len(system)


def test_a_verb_is_a_task_that_stores_and_repeats_nothing() -> None:
    """Only the work item retries; results and caches would hold what was processed."""
    declared = verb("count in {system}")(count)
    assert isinstance(declared, Task)
    assert declared.retries == 0
    assert declared.persist_result is False
    assert declared.task_run_name == "count in {system}"


def test_a_story_is_a_flow_that_stores_and_repeats_nothing() -> None:
    """The description is the docstring of its story, and below it what goes into each field."""
    declared = story("count", "count in {system}")(count)
    assert isinstance(declared, Flow)
    assert declared.retries == 0
    assert declared.persist_result is False
    told, _, fields = str(declared.description).partition("\n\n")
    assert told == "Count what a system holds."
    assert "| `system` |" in fields


async def test_the_body_of_a_verb_fails_safely_without_an_orchestrator() -> None:
    """What Prefect would run is the wrapped body, not the bare one."""
    declared = verb("failing")(failing)
    with pytest.raises(SafeError, match=r"^QuotingError at test_kit.py:"):
        await declared.fn(QuotingError(PERSONAL))
