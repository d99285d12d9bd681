"""Values of a copy as a column takes them, and whether a column holds one."""

import json
import math
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import types
from sqlalchemy.types import TypeEngine

from rightsflow.deeds import Value
from rightsflow.plainly import plain

_TRUTHS = {"true": True, "false": False, "1": True, "0": False}

_SINGLE = 1e-6
"""Relative precision of the shortest floating point numbers."""


def bound(value: Value, kind: TypeEngine[Any]) -> object:
    """Return a value for a column of this type; raises `ValueError` if it is none of it.

    A moment for a column without time zone is given in UTC.
    """
    if value is None:
        return None
    for of, convert in _CONVERT:
        if isinstance(kind, of):
            return convert(value, kind)
    return value


def holds(stored: object, value: Value, kind: TypeEngine[Any]) -> bool:
    """Tell whether what the driver read from a column is the value that was set."""
    if stored is None or value is None:
        return stored is value
    if isinstance(stored, timedelta) and isinstance(kind, types.Time):  # as MariaDB's driver reads
        stored = (datetime(1, 1, 1, tzinfo=UTC) + stored).time()
    try:
        found, wanted = bound(plain(stored), kind), bound(value, kind)
    except (ValueError, ArithmeticError):
        return False
    if isinstance(found, (float, Decimal)) and isinstance(kind, types.Float):
        return math.isclose(float(found), float(str(wanted)), rel_tol=_SINGLE)
    if isinstance(kind, types.CHAR):  # padded with blanks to its length
        return str(found).rstrip() == str(wanted).rstrip()
    return found == wanted


def _truth(value: Value, _: TypeEngine[Any]) -> bool:
    try:
        return _TRUTHS[str(value).lower()]
    except KeyError:
        problem = "no truth value"
        raise ValueError(problem) from None


def _moment(value: Value, kind: TypeEngine[Any]) -> datetime:
    moment = datetime.fromisoformat(str(value))
    if getattr(kind, "timezone", False):
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _whole(value: Value, _: TypeEngine[Any]) -> int:
    if isinstance(value, float) and not value.is_integer():
        problem = "no whole number"
        raise ValueError(problem)
    return int(value or 0)


def _number(value: Value, _: TypeEngine[Any]) -> Decimal:
    try:
        return Decimal(str(value))
    except ArithmeticError:
        problem = "no number"
        raise ValueError(problem) from None


def _words(value: Value, _: TypeEngine[Any]) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _json(value: Value, _: TypeEngine[Any]) -> object:
    return json.loads(value) if isinstance(value, str) else value


_CONVERT: tuple[tuple[type[TypeEngine[Any]], Callable[[Value, Any], object]], ...] = (
    (types.Boolean, _truth),
    (types.Integer, _whole),
    (types.Float, lambda value, _: float(str(value))),
    (types.Numeric, _number),
    (types.DateTime, _moment),
    (types.Date, lambda value, _: datetime.fromisoformat(str(value)).date()),
    (types.Time, lambda value, _: time.fromisoformat(str(value))),
    (types.Uuid, lambda value, _: UUID(str(value))),
    (types.LargeBinary, lambda value, _: b64decode(str(value), validate=True)),
    (types.JSON, _json),
    (types.String, _words),
)
"""The first type that fits decides; a type that is not here takes the value as it is."""
