"""When the time limit may be prolonged: by a person, for a reason that is there. A table.

Sources: Article 12(3) GDPR; EDPB Guidelines 01/2022 paragraphs 162 to 164; the controller's
promise that a complicated request is one put together from several systems, or one over which
more than one person has to be consulted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from rightsflow.law.right import Right

_SEVERAL = 2


class Criterion(StrEnum):
    """Why more time is needed."""

    several_requests = "several_requests"
    several_systems = "several_systems"
    several_people = "several_people"


@dataclass(frozen=True, slots=True)
class Complexity:
    """What a case takes: open requests of the person, systems that hold data, people to ask."""

    requests: int
    systems: int
    people: int


_TABLE: tuple[tuple[Criterion, Callable[[Complexity], int]], ...] = (
    (Criterion.several_requests, lambda c: c.requests),
    (Criterion.several_systems, lambda c: c.systems),
    (Criterion.several_people, lambda c: c.people),
)
"""Each criterion, and what is counted for it; it is met from two on."""


def criteria(complexity: Complexity) -> tuple[tuple[Criterion, int], ...]:
    """Return the criteria that are met, each with its number; none: nothing may be extended."""
    counted = ((criterion, count(complexity)) for criterion, count in _TABLE)
    return tuple((criterion, number) for criterion, number in counted if number >= _SEVERAL)


class NoExtension(StrEnum):
    """Why a request cannot be extended."""

    never_for_this_right = "never_for_this_right"
    first_month_over = "first_month_over"
    extended_already = "extended_already"
    no_criterion = "no_criterion"


def may_be_extended(right: Right, marketing: bool) -> bool:  # noqa: FBT001 - a fact of the request
    """Say whether the right knows extension: not what is to be stopped at once (21(3), 7(3))."""
    return right is not Right.consent_withdrawal and not (marketing and right is Right.objection)


def why_not(
    right: Right,
    *,
    marketing: bool,
    now: datetime,
    until: datetime,
    extended: bool,
    complexity: Complexity,
) -> NoExtension | None:
    """Return what stands against an extension, or None.

    `until` is the end of the first month (aware, exclusive). Raises `ValueError` for a naive
    moment.
    """
    if now.utcoffset() is None or until.utcoffset() is None:
        problem = "moments carry their time zone"
        raise ValueError(problem)
    rows = (
        (NoExtension.never_for_this_right, not may_be_extended(right, marketing)),
        (NoExtension.first_month_over, now.astimezone(UTC) >= until.astimezone(UTC)),
        (NoExtension.extended_already, extended),
        (NoExtension.no_criterion, not criteria(complexity)),
    )
    return next((reason for reason, holds in rows if holds), None)
