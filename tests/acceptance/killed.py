"""Runs the real command and kills one of its processes at a chosen point.

Started as: python -m tests.acceptance.killed POINT run --config DIR, or with another command
that decides, where POINT is a JSON object of the fields of `Point`. Nothing in the product knows
of it: one function, looked up by name where it is called, is replaced by one that counts its
calls.
"""

import functools
import importlib
import inspect
import itertools
import json
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from deployments import cli, running
from tests.acceptance.processes import Process, descendants

STRUCK_FILE: Final = "RIGHTSFLOW_TEST_STRUCK"
"""Names the file in which the process writes who descended from it when the blow fell."""

_WITHIN_S = 0.03
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Point:
    """Where the blow falls: before, during or after the n-th call of a function.

    `target` is `module:name` or `module:name.name`. With `holding` only calls count of which an
    argument has a `content` with this text. `victim` is a word of the command line of the
    child that is killed; without one it is the command itself.
    """

    target: str
    when: Literal["before", "during", "after"]
    nth: int = 1
    holding: str = ""
    victim: str = ""

    @property
    def text(self) -> str:
        """Return the point as the argument of the command."""
        return json.dumps(asdict(self))


def arm(point: Point) -> None:
    """Replace the function of the point by one that strikes."""
    module, _, path = point.target.partition(":")
    *parents, name = path.split(".")
    owner = functools.reduce(getattr, parents, importlib.import_module(module))
    setattr(owner, name, _striking(getattr(owner, name), point))


def _striking(original: Callable[..., Any], point: Point) -> Callable[..., Any]:
    calls = itertools.count(1)

    def entered(args: tuple[object, ...]) -> bool:
        counted = any(point.holding.encode() in getattr(one, "content", b"") for one in args)
        chosen = (counted or not point.holding) and next(calls) == point.nth
        if chosen and point.when == "before":
            strike(point.victim)
        if chosen and point.when == "during":
            threading.Timer(_WITHIN_S, strike, [point.victim]).start()
        return chosen and point.when == "after"

    @functools.wraps(original)
    async def waiting(*args: object, **named: object) -> object:
        afterwards = entered(args)
        result = await original(*args, **named)
        if afterwards:
            strike(point.victim)
        return result

    @functools.wraps(original)
    def at_once(*args: object, **named: object) -> object:
        afterwards = entered(args)
        result = original(*args, **named)
        if afterwards:
            strike(point.victim)
        return result

    return waiting if inspect.iscoroutinefunction(original) else at_once


def strike(victim: str) -> None:
    """Write down who lives below this process, and kill."""
    below = descendants(os.getpid())
    rows = [[one.pid, one.started] for one in below]
    Path(os.environ[STRUCK_FILE]).write_text(json.dumps(rows), encoding="ascii")
    if not victim:
        Process.own().kill()
    for one in below:
        if victim in one.command:
            one.kill()


def main() -> None:
    """Start the command; it is armed once Prefect's settings are those of the instance."""
    point = Point(**json.loads(sys.argv.pop(1)))
    running.one_pass = _armed(running.one_pass, point)
    if sys.argv[1:2] == ["decide"]:
        # Loaded here: it loads Prefect, which in a pass takes its settings later.
        from deployments import deciding  # noqa: PLC0415

        deciding._decide = _armed(deciding._decide, point)
    cli.main()


def _armed(
    original: Callable[..., Coroutine[Any, Any, T]], point: Point
) -> Callable[..., Coroutine[Any, Any, T]]:
    async def armed(*args: object) -> T:
        arm(point)
        return await original(*args)

    return armed


if __name__ == "__main__":
    main()
