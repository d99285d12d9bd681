"""Personal columns: JSON, sealed under the key of the case, bound to its place."""

import json
from typing import Any

from rightsflow import sealing


def lock(key: bytes, place: str, scope: str, value: object) -> bytes:
    """Seal a JSON value for one column (`place`, like `letter.body`) of one scope."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return sealing.seal(key, plain, place, scope)


def unlock(key: bytes | list[bytes], place: str, scope: str, sealed: bytes) -> Any:  # noqa: ANN401 - JSON of the shape that was locked there
    """Return the JSON value; of several keys the first that fits opens it.

    Raises `Damaged` if it was sealed elsewhere or changed.
    """
    keys = key if isinstance(key, list) else [key]
    return json.loads(sealing.unseal_any(keys, sealed, place, scope))
