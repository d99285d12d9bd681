"""Keeps people out of the log: at level DEBUG, rows and values of statements are written there."""

import logging

LOGGING_NAME = "system"
"""Names the logger of our engines, so that those of other programs stay as they are."""

LOUD = (f"sqlalchemy.engine.Engine.{LOGGING_NAME}", "aiosqlite")
"""Loggers that tell what is asked for: SQLAlchemy each row, aiosqlite each value given to it."""


def _above_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


def install() -> None:
    """Leave out what these loggers write at level DEBUG; statements, at INFO, have no values.

    A filter on the logger outlasts changes of level and handlers. Installing it again changes
    nothing.
    """
    for name in LOUD:
        logging.getLogger(name).addFilter(_above_debug)
