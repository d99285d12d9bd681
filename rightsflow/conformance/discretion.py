"""The contract, seventh part: neither people nor secrets show in logs, errors or `repr`."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rightsflow.conformance.asking import (
    error_of,
    located,
    planted,
    rule,
    subjects,
    tells_of,
    text_of,
    wanted_of,
)
from rightsflow.conformance.ordering import done, expected_of, left, order_for, told_of
from rightsflow.conformance.people import Person
from rightsflow.conformance.stage import Stage, Trouble
from rightsflow.connector import Connector
from rightsflow.deeds import Capability, Order


class Keeping(logging.Handler):
    """Keeps what a log file would hold: messages with the details of their exceptions."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record as it would be written, and the errors it came from."""
        self.lines.append(self.format(record))
        if record.exc_info:
            self.lines.append(text_of(record.exc_info[1]))


@contextmanager
def logged() -> Iterator[Keeping]:
    """Log everything, as an operator does who looks for a fault, and keep it."""
    root, kept = logging.getLogger(), Keeping()
    named = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before = {one: (one.level, one.disabled) for one in (root, *named)}
    root.addHandler(kept)
    for one in before:
        one.setLevel(logging.DEBUG)
        one.disabled = False
    try:
        yield kept
    finally:
        root.removeHandler(kept)
        for one, (level, disabled) in before.items():
            one.setLevel(level)
            one.disabled = disabled


class KeepsQuiet:
    """What a system holds, and how we get into it, is nobody else's business."""

    async def test_nothing_personal_and_no_secret_is_logged(self, stage: Stage) -> None:
        """At level DEBUG of every logger, from asking to verifying."""
        people = await planted(stage, 4)
        with logged() as kept:
            async with stage.connector() as connector:
                await connector.check()
                told = await told_of(connector, people)
                orders = [order_for(case, found) for case, found in told.items()]
                await _change(stage, connector, people, orders)
        _is_discreet(kept.lines, stage, people, "a log")

    async def test_trouble_makes_nobody_talk(self, stage: Stage) -> None:
        """Errors, with all that led to them, and what is logged meanwhile."""
        people = await planted(stage, 2)
        async with stage.connector() as connector:
            wanted = wanted_of(await located(connector, subjects(people)))
        credential = {Trouble.wrong_credential} if stage.has_credential else set()
        for trouble in sorted({Trouble.dead, *stage.troubles, *credential} - {Trouble.slow}):
            with logged() as kept:
                async with stage.connector(trouble) as connector:
                    errors = [
                        await error_of(connector.locate(subjects(people))),
                        await error_of(connector.gather(wanted)),
                    ]
                    shown, parts = [repr(connector), str(connector)], _parts_of(connector)
            _is_discreet(kept.lines, stage, people, "a log")
            _is_discreet([text_of(error) for error in errors], stage, people, "an error")
            _is_discreet(shown, stage, people, "repr")
            _hides_secrets(parts, stage, "repr")

    async def test_no_secret_shows_in_repr(self, stage: Stage) -> None:
        """A connector and all it is made of may stand in a traceback with its variables."""
        people = await planted(stage, 2)
        async with stage.connector() as connector:
            await told_of(connector, people)
            parts = _parts_of(connector)
        _hides_secrets(parts, stage, "repr")


async def _change(
    stage: Stage, connector: Connector, people: Sequence[Person], orders: Sequence[Order]
) -> None:
    if Capability.erase in stage.can:
        await left(connector, expected_of(people, orders, everywhere=True))
        await done(connector, Capability.erase, orders)


def _parts_of(connector: Connector) -> list[str]:
    """Return how a connector and its parts show themselves: settings, clients, secrets."""
    parts = [connector, *vars(connector).values()]
    return [text for one in parts for text in (repr(one), str(one))]


def _is_discreet(texts: Sequence[str], stage: Stage, people: Sequence[Person], what: str) -> None:
    _hides_secrets(texts, stage, what)
    rule(not tells_of("\n".join(texts), people), f"{what} names nobody")


def _hides_secrets(texts: Sequence[str], stage: Stage, what: str) -> None:
    shows = any(secret in text for secret in stage.secrets for text in texts)
    rule(not shows, f"{what} shows no secret")
