"""What the trainings system holds: participants, their orders and invoices, their exams."""

from dataclasses import dataclass
from datetime import date, timedelta

from deployments.examples.we_support.draw import Draw, words
from deployments.examples.we_support.people import Person, Place
from deployments.examples.we_support.tables import Tables

_PRICES = (690, 990, 1450)
_BEST_RESULT = 100
_PASSED_FROM = 60
_LAST_HOUSE = 90
_REMARK_PERCENT = 40
_EXAM_PERCENT = 50
_UNTIL_INVOICE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class _Held:
    on: date
    sure: bool


def trainings_tables(people: list[Person], draw: Draw, today: date) -> Tables:
    """Return the rows of everyone who was at a training.

    Planted people were at two: in the last year, and so long ago that nobody has to keep the
    invoice.
    """
    tables = Tables()
    for person in people:
        if Place.trainings in person.places:
            participant = _participant(tables, person, draw)
            for held in _held(person, draw, today):
                _order(tables, participant, held, draw)
    return tables


def _held(person: Person, draw: Draw, today: date) -> list[_Held]:
    if not person.planted:
        return [_Held(draw.day(), sure=False) for _ in range(draw.number(1, 2))]
    return [_Held(date(today.year - years, 5, 20), sure=True) for years in (7, 1)]


def _participant(tables: Tables, person: Person, draw: Draw) -> int:
    street = draw.one(words()["trainings"]["streets"])
    return tables.add(
        "participants",
        {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "address": f"{street} {draw.number(1, _LAST_HOUSE)}, {person.city}",
            "email": person.email,
            "phone": person.phone,
            "restricted_on": None,
        },
    )


def _order(tables: Tables, participant: int, held: _Held, draw: Draw) -> None:
    invoiced_on = held.on + _UNTIL_INVOICE
    remarks = held.sure or draw.happens(_REMARK_PERCENT)
    order = tables.add(
        "orders",
        {
            "participant_id": participant,
            "training": draw.one(words()["trainings"]["titles"]),
            "held_on": held.on,
            "remarks": draw.one(words()["trainings"]["remarks"]) if remarks else None,
            "price": draw.one(_PRICES),
            "invoice_number": f"FV/{invoiced_on.year}/{invoiced_on.month:02}/{participant:04}",
            "invoiced_on": invoiced_on,
        },
    )
    if held.sure or draw.happens(_EXAM_PERCENT):
        points = draw.number(1, _BEST_RESULT)
        tables.add(
            "exams",
            {
                "order_id": order,
                "taken_on": held.on,
                "points": points,
                "passed": points >= _PASSED_FROM,
            },
        )
