"""Asking a connector as the tasks do, and judging what it says."""

import asyncio
import traceback
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import unquote

from rightsflow.canonical import canonical_email
from rightsflow.conformance.people import ADDRESSES, Person, person
from rightsflow.conformance.stage import Stage
from rightsflow.connector import Connector, Finding, Located, Subject, Wanted
from rightsflow.law.subject import Identifier, IdentifierKind

T = TypeVar("T")

LONGEST_S = 60
"""Nothing here is so much work: what takes longer hangs."""


def rule(kept: bool, text: str, *about: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise `AssertionError` with the rule, and what it is about, if it is not kept."""
    if not kept:
        raise AssertionError(": ".join([text, *filter(None, [", ".join(about)])]))


@contextmanager
def answering() -> Iterator[None]:
    """Turn hanging into a broken rule; use around `async with asyncio.timeout(LONGEST_S)`."""
    try:
        yield
    except TimeoutError:
        text = f"a connector answers or raises, and does not hang for {LONGEST_S} s"
        raise AssertionError(text) from None


def subject(case_number: str, address: str) -> Subject:
    """Return the subject as a letter would give it: the address in canonical form."""
    value = canonical_email(address) or address
    return Subject(case_number, (Identifier(IdentifierKind.email, value),))


def subjects(people: Iterable[Person]) -> list[Subject]:
    """Return a subject for each person."""
    return [subject(person.case_number, person.email) for person in people]


async def planted(stage: Stage, at_most: int | None = None) -> list[Person]:
    """Plant everybody whose address the system accepts, or the first few of them."""
    fitting = [address for address in ADDRESSES if stage.can_hold(address)][:at_most]
    people = [person(number, address) for number, address in enumerate(fitting, start=1)]
    await stage.plant(people)
    return people


async def located(connector: Connector, asked: Sequence[Subject]) -> list[Located]:
    """Return all that is located."""
    with answering():
        async with asyncio.timeout(LONGEST_S):
            return [found async for found in connector.locate(asked)]


async def gathered(connector: Connector, wanted: Sequence[Wanted]) -> list[Finding]:
    """Return all that is gathered."""
    with answering():
        async with asyncio.timeout(LONGEST_S):
            return [found async for found in connector.gather(wanted)]


def wanted_of(found: Iterable[Located]) -> list[Wanted]:
    """Return what to gather: every record located, by case."""
    records: dict[str, list[str]] = defaultdict(list)
    for one in found:
        records[one.case_number].append(one.match.record)
    return [Wanted(case_number, tuple(all_)) for case_number, all_ in records.items()]


async def found_of(connector: Connector, people: Iterable[Person]) -> list[Finding]:
    """Locate and gather, as an access request does."""
    return await gathered(connector, wanted_of(await located(connector, subjects(people))))


def told(findings: Iterable[Finding], case_number: str) -> str:
    """Return everything that a case was given, as one text."""
    return "\n".join(
        str(value)
        for finding in findings
        if finding.case_number == case_number
        for value in finding.values.values()
    )


async def until_error(stream: AsyncIterator[T]) -> tuple[list[T], BaseException | None]:
    """Return what a stream yields, and the error that ends it, or None."""
    came: list[T] = []
    try:
        with answering():
            async with asyncio.timeout(LONGEST_S):
                async for one in stream:
                    came.append(one)  # noqa: PERF401 - what came before an error is wanted, too
    except AssertionError:
        raise
    except Exception as error:  # noqa: BLE001 - judging errors is the purpose
        return came, error
    return came, None


async def error_of(stream: AsyncIterator[object]) -> BaseException | None:
    """Return the error that ends a stream, or None."""
    return (await until_error(stream))[1]


def text_of(error: BaseException | None) -> str:
    """Return all that an error and what led to it says, also where a log would leave it out."""
    texts: list[str] = []
    seen: set[int] = set()
    left = [error]
    while left:
        one = left.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            texts += [
                str(one),
                repr(one),
                *map(repr, one.args),
                "".join(getattr(one, "__notes__", ())),
            ]
            left += [one.__cause__, one.__context__]
    return "\n".join(texts)


def tells_of(text: str, people: Iterable[Person]) -> bool:
    """Tell whether a text holds somebody's address or mark, in whatever letter case or quoting."""
    plain = unquote(text).casefold()
    personal = (value for one in people for value in (one.email, one.mark))
    return any(value.casefold() in plain for value in personal)


def names_nobody(error: BaseException | None, people: Iterable[Person]) -> bool:
    """Tell whether an error, with its causes as a log would print them, holds nobody's data."""
    if error is None:
        return True
    printed = "".join(traceback.format_exception(error))
    return not tells_of(printed + text_of(error), people)
