"""Runs the intake in one forked process after the other, and kills each at a chosen moment.

Started as: python -m tests.acceptance.mail_kills, with the instance in `RIGHTSFLOW_CONFIG`. It
reads one line of JSON for each pass, with the fields of `Pass`, and answers with `{"ended": ...}`:
0, or minus the number of the signal. What Python loads is loaded once, so that a death costs a
second and not five. Nothing in the product knows of it: the functions at which something leaves
the process, or comes to stay, are replaced by ones that count.
"""

import asyncio
import functools
import importlib
import inspect
import itertools
import json
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flows import intake
from tasks.wiring import at_desk

MOMENTS: Final = (
    "imaplib:IMAP4.send",
    "sqlalchemy.engine.default:DefaultDialect.do_commit",
    "rightsflow.copy.vault:write_all",
    "aiosmtplib:SMTP.mail",
    "aiosmtplib:SMTP.data",
)
"""Before and after each: an IMAP command, a commit, a sealed message, a letter that leaves."""

_READ_MANY: Final = "rightsflow.mail.reading.pool:ReadingPool.read_many"
_VERBS: Final = ("take_over", "take_in", "send", "note_read")


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass: killed at the `nth` moment (0: at none), or by reading what holds `poison`."""

    nth: int = 0
    poison: str = ""


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _replace(target: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    module, _, path = target.partition(":")
    *parents, name = path.split(".")
    owner = functools.reduce(getattr, parents, importlib.import_module(module))
    setattr(owner, name, make(getattr(owner, name)))


def _counting(moment: Callable[[], None]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what makes a function tell that it begins and that it has ended."""

    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        async def waiting(*args: object, **named: object) -> object:
            moment()
            result = await original(*args, **named)
            moment()
            return result

        @functools.wraps(original)
        def at_once(*args: object, **named: object) -> object:
            moment()
            result = original(*args, **named)
            moment()
            return result

        return waiting if inspect.iscoroutinefunction(original) else at_once

    return make


def _arm(wanted: Pass) -> None:
    count = itertools.count(1)

    def moment() -> None:
        if next(count) == wanted.nth:
            _die()

    for target in MOMENTS:
        _replace(target, _counting(moment))
    if wanted.poison:
        _replace(_READ_MANY, functools.partial(_poisoned, wanted.poison.encode()))


def _poisoned(poison: bytes, original: Callable[..., Any]) -> Callable[..., Any]:
    async def read_many(pool: object, raws: Sequence[bytes]) -> object:
        if any(poison in raw for raw in raws):
            _die()
        return await original(pool, raws)

    return read_many


async def _pass() -> None:
    """Take in and acknowledge; what a dead pass had queued is sent by the next flow."""
    async with at_desk():
        await intake.intake.fn()
        await intake.send_all()


def _run(wanted: Pass) -> int:
    """Do one pass as the flow does it, without the orchestrator around it."""
    _arm(wanted)
    for name in _VERBS:
        setattr(intake, name, getattr(intake, name).fn)
    try:
        asyncio.run(_pass())
    except BaseException:  # noqa: BLE001 - told to whoever started it
        traceback.print_exc()
        return 1
    return 0


def main() -> None:
    """Do a pass for each line that comes in."""
    logging.disable()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_run(Pass(**json.loads(line))))
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"ended": ended}), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
