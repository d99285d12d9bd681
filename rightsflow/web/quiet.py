"""Keeps addresses out of the log: they stand in the URLs that are asked for."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ASKING: ContextVar[bool] = ContextVar("asking_a_system", default=False)

LOUD = ("httpx", "httpcore.connection", "httpcore.http11")
"""Loggers that tell what is asked for. httpx writes every URL, at level INFO."""


def _not_while_asking(_record: logging.LogRecord) -> bool:
    return not _ASKING.get()


def install() -> None:
    """Make the loggers of httpx silent within `unlogged`; others' requests stay logged.

    A filter on the logger outlasts changes of level and handlers, which the program that
    runs us makes at any time. Installing it again changes nothing.
    """
    for name in LOUD:
        logging.getLogger(name).addFilter(_not_while_asking)


@contextmanager
def unlogged() -> Iterator[None]:
    """Log nothing of what is asked inside."""
    token = _ASKING.set(True)
    try:
        yield
    finally:
        _ASKING.reset(token)
