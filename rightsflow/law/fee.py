"""When a fee may be asked, and how much: what this one copy costs, and nothing beside.

| rule | source |
|---|---|
| a further copy of the same scope may cost a reasonable fee | Article 15(3) GDPR |
| only the cost of that copy: no overheads, no profit | EDPB Guidelines 01/2022, paragraph 30 |
| the amount is told first; the person may withdraw or narrow | paragraphs 31, 194 |
| a new scope or period reopens a free copy; so does a year | paragraphs 28, 185 |
| instead of refusing an excessive request, with the same evidence | Article 12(5)(a) |
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from rightsflow.law.deadline import months_later

FREE_AGAIN_MONTHS = 12
"""A request a year after the last answer is never a repetition (paragraph 185)."""

_CENT = Decimal("0.01")
_HUNDRED = 100


class FeeRule(StrEnum):
    """Which rule a fee rests on."""

    further_copy = "further_copy"
    excessive = "excessive"


ARTICLE: dict[FeeRule, str] = {FeeRule.further_copy: "15(3)", FeeRule.excessive: "12(5)(a)"}


class CostItem(StrEnum):
    """What a copy costs."""

    copy = "copy"
    hundred_records = "hundred_records"


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one copy costs the controller; amounts in `currency` (ISO 4217), never negative."""

    currency: str
    copy: Decimal
    hundred_records: Decimal


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of the calculation: so many, at so much each."""

    item: CostItem
    quantity: int
    each: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """The calculation and its sum."""

    lines: tuple[CostLine, ...]
    total: Decimal
    currency: str


def quote(tariff: Tariff, records: int) -> Quote:
    """Return what a copy of so many records costs; parts of a hundred are not charged."""
    quantities = (
        (CostItem.copy, 1, tariff.copy),
        (CostItem.hundred_records, records // _HUNDRED, tariff.hundred_records),
    )
    lines = tuple(
        CostLine(item, quantity, each, (quantity * each).quantize(_CENT, ROUND_DOWN))
        for item, quantity, each in quantities
        if quantity * each
    )
    return Quote(lines, sum((line.amount for line in lines), Decimal("0.00")), tariff.currency)


def free_again_on(answered_on: date) -> date:
    """Return the day from which a copy is free again, whatever its scope."""
    return months_later(answered_on, FREE_AGAIN_MONTHS)


def is_repetition(answered_on: date, received_on: date, *, same_scope: bool) -> bool:
    """Say whether a request asks again for what was answered less than a year before."""
    return same_scope and answered_on <= received_on < free_again_on(answered_on)
