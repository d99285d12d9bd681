"""What a log record tells: never what an exception quotes."""

import io
import logging
import sys

import pytest

from tasks.log_filter import WithoutDetails

PERSONAL = "Anna Nowicka"


def fail() -> None:
    """Raise an error that quotes."""
    raise ValueError(PERSONAL)


def fail_because_of_another() -> None:
    """Raise an error whose cause quotes."""
    try:
        fail()
    except ValueError as error:
        raise RuntimeError from error


def logger_to(*streams: io.StringIO) -> logging.Logger:
    """Return a logger with a filtered handler for each stream."""
    logger = logging.Logger("filtered")  # noqa: LOG001 - its own: no other test shares it
    for stream in streams:
        handler = logging.StreamHandler(stream)
        handler.addFilter(WithoutDetails())
        logger.addHandler(handler)
    return logger


def test_an_exception_is_told_by_its_type_alone() -> None:
    """Text and traceback stay out of every handler; the message and the type get there."""
    one, other = io.StringIO(), io.StringIO()
    try:
        fail()
    except ValueError:
        logger_to(one, other).exception("case %s failed", "RF-2026-000001")
    for stream in (one, other):
        assert stream.getvalue() == "case RF-2026-000001 failed (ValueError)\n"


def test_the_cause_of_an_exception_is_not_told_either() -> None:
    """What a traceback would chain is gone with it."""
    stream = io.StringIO()
    try:
        fail_because_of_another()
    except RuntimeError:
        logger_to(stream).exception("failed")
    assert stream.getvalue() == "failed (RuntimeError)\n"


def test_a_stack_is_not_told() -> None:
    """Lines of code around a message are no part of it."""
    stream = io.StringIO()
    logger_to(stream).warning("slow", stack_info=True)
    assert stream.getvalue() == "slow\n"


def test_a_text_formatted_by_another_handler_is_not_told() -> None:
    """The first formatter leaves its text on the record; the filtered handler drops it."""
    plain, filtered = io.StringIO(), io.StringIO()
    logger = logging.Logger("mixed")  # noqa: LOG001 - its own: no other test shares it
    logger.addHandler(logging.StreamHandler(plain))
    for handler in logger_to(filtered).handlers:
        logger.addHandler(handler)
    try:
        fail()
    except ValueError:
        logger.exception("failed")
    assert PERSONAL in plain.getvalue()
    assert filtered.getvalue() == "failed (ValueError)\n"


def test_a_plain_message_is_not_changed() -> None:
    """Records without details pass as they are."""
    stream = io.StringIO()
    logger_to(stream).info("%d cases", 5)
    assert stream.getvalue() == "5 cases\n"


@pytest.mark.parametrize("info", [True, (None, None, None)])
def test_a_record_that_asks_for_an_exception_where_there_is_none_says_so(info: object) -> None:
    """No exception is being handled: the message still comes through."""
    assert sys.exc_info() == (None, None, None)
    stream = io.StringIO()
    logger_to(stream).error("odd", exc_info=info)  # type: ignore[arg-type]
    assert stream.getvalue() == "odd (no exception)\n"
