"""What a database's error means for the case: try again, or ask a person.

No text of the database is passed on: it quotes values.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from rightsflow.errors import NeedsPerson, RightsflowError, TryAgain

REFUSED = "28"
"""SQLSTATE class: the login is refused. MariaDB says so for its privileges, too."""

_WANTS_PERSON = {
    REFUSED: "refused the login",
    "3D": "has no such database",
    "3F": "has no such schema",
    "42": "has no such table or column, or does not allow to read it",
    "22": "holds a value that cannot be read",
    "0A": "cannot do what was asked",
    "23": "has a constraint that forbids the change; nothing was changed",
    "25006": "can only be read",
    "P0": "has a trigger that forbids the change; nothing was changed",
    "45": "has a trigger that forbids the change; nothing was changed",
}
"""SQLSTATE classes (ISO/IEC 9075-2) and codes that no waiting cures; others are tried again."""

_PASSING_SQLITE = (
    "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL",
)  # fmt: skip
_SQLITE_CLASS = {
    "SQLITE_ERROR": "42",
    "SQLITE_AUTH": "42",
    "SQLITE_MISMATCH": "22",
    "SQLITE_CONSTRAINT_TRIGGER": "45",
    "SQLITE_CONSTRAINT": "23",
    "SQLITE_READONLY": "25006",
}
"""By the beginning of the name: the extended codes are longer."""

REMEDY = "Run rightsflow check; it names what is wrong."


def sqlstate(error: BaseException) -> str:
    """Return the SQLSTATE of a database error, or empty; SQLite's own codes are translated."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        name = str(getattr(cause, "sqlite_errorname", ""))
        if name.startswith(_PASSING_SQLITE):
            return ""
        return next((its for prefix, its in _SQLITE_CLASS.items() if name.startswith(prefix)), "22")
    return str(getattr(cause, "sqlstate", None) or "")


def explained(error: BaseException, system: str) -> RightsflowError:
    """Return the error to raise instead, without any text of the database."""
    state = sqlstate(error)
    problem = _WANTS_PERSON.get(state) or _WANTS_PERSON.get(state[:2])
    if problem:
        return NeedsPerson(f"System {system} {problem}. {REMEDY}")
    if isinstance(error, (ValueError, OverflowError, ArithmeticError)):
        return NeedsPerson(f"System {system} {_WANTS_PERSON['22']}. {REMEDY}")
    return TryAgain(f"System {system} did not answer ({type(error).__name__}).")


@contextmanager
def no_text_of(system: str) -> Iterator[None]:
    """Turn every error of the database into one of ours."""
    try:
        yield
    except (SQLAlchemyError, OSError, EOFError, ValueError, ArithmeticError) as error:
        raise explained(error, system) from None
    except Exception as error:
        # While connecting, SQLAlchemy lets the driver's own errors through, as they are.
        if not sqlstate(error):
            raise
        raise explained(error, system) from None
