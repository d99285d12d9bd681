"""Values as they stand in the copy: what a system holds, neither rounded nor translated."""

import json
import math
from base64 import b64encode
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from rightsflow.deeds import Value


def plain(value: object) -> Value:
    """Return a database value as text, number, truth or nothing.

    Dates and times become ISO 8601, decimals their digits, bytes base64, arrays and JSON
    compact JSON text.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return b64encode(value).decode("ascii")
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        return json.dumps(_nested(value), ensure_ascii=False, separators=(",", ":"))
    return _worded(value)


def _worded(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else str(value)
    if isinstance(value, timedelta):
        return f"PT{Decimal(value // timedelta(microseconds=1)) / 1_000_000:f}S"
    return str(value)


def _nested(value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(value, dict):
        return {str(key): _nested(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_nested(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((_nested(item) for item in value), key=str)
    return plain(value)
