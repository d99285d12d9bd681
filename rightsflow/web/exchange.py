"""What is asked of a web system, and what comes back. Neither shows itself in a log."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

Body: TypeAlias = Literal["json", "form"]
Pairs: TypeAlias = tuple[tuple[str, str], ...]

TIMED_OUT, TOO_MANY, SERVER_ERROR = 408, 429, 500


@dataclass(frozen=True, slots=True)
class Question:
    """One request: `path` below the base address, or a whole address that the system gave.

    Values are given apart from the path and encoded by the client; `json` and `form` exclude
    each other. Whatever changes something must be safe to send twice: an answer may be lost.
    """

    path: str = field(repr=False)
    method: str = "GET"
    query: Pairs = field(default=(), repr=False)
    json: Any = field(default=None, repr=False)
    form: Pairs = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Answer:
    """What came back: a status and a body; or, with status 0, what went wrong instead.

    `wait_s`: seconds that the system told us to stay away; `url`: where the body came from.
    """

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    url: str = field(default="", repr=False)
    trouble: str = ""
    wait_s: float = 0

    @property
    def passing(self) -> bool:
        """Tell whether asking again may help."""
        return self.status in {0, TIMED_OUT, TOO_MANY} or self.status >= SERVER_ERROR

    @cached_property
    def value(self) -> Any:  # noqa: ANN401 - JSON has no narrower type
        """Return the JSON that came; None where none did, or what JSON does not know (NaN)."""
        try:
            return json.loads(self.body, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
