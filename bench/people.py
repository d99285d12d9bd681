"""The data set: 10,000 invented people and 100,000 rows in the five tables of a web shop."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg

ROWS = {
    "customers": 10_000,
    "addresses": 15_000,
    "payment_cards": 12_000,
    "orders": 55_000,
    "newsletter_subscriptions": 8_000,
}
_SEED = 7
_GIVEN = [
    "Ala",
    "Borys",
    "Celina",
    "Damian",
    "Ewa",
    "Feliks",
    "Gaja",
    "Hubert",
    "Iga",
    "Jan",
    "Kaja",
    "Leon",
    "Maja",
    "Natan",
    "Ola",
    "Piotr",
]
_FAMILY = [
    "Adamska",
    "Borowy",
    "Cichy",
    "Dudek",
    "Frank",
    "Gajda",
    "Hoffman",
    "Janik",
    "Kowal",
    "Lis",
    "Maj",
    "Nowak",
    "Pająk",
    "Rak",
]
_TOWN = ("Gdynia", "Kielce", "Lublin", "Opole", "Radom", "Sopot", "Toruń", "Zamość")
_TOPIC = ("news", "offers", "events")
_GIFTS = 0.2
_FIVE_YEARS_S = 5 * 365 * 86_400
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)

SCHEMA = """
create table customers (
  id integer primary key, email text unique, first_name text, last_name text, phone text,
  birth_date date, created_at timestamptz not null);
create table addresses (
  id integer primary key, customer_id integer not null references customers(id), street text,
  city text, postcode text, country text);
create table payment_cards (
  id integer primary key, customer_id integer not null references customers(id), card_name text,
  card_number text, expires text);
create table orders (
  id integer primary key, customer_id integer not null references customers(id),
  address_id integer not null, ordered_at timestamptz not null, total_cents integer not null,
  gift_note text, ip_address text);
create table newsletter_subscriptions (
  id integer primary key, email text, topic text not null, subscribed_at timestamptz not null);
"""
INDEXES = """
create index on addresses(customer_id);
create index on payment_cards(customer_id);
create index on orders(customer_id);
create index on newsletter_subscriptions(email);
analyze;
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """The rows of each table, and the order in which people are asked about."""

    tables: dict[str, list[tuple[Any, ...]]]
    subjects: list[str]


def make_shop() -> Shop:
    """Return the data set; the same one every time."""
    draw = random.Random(_SEED)  # noqa: S311 - invented data, not secrets
    people = [(draw.choice(_GIVEN), draw.choice(_FAMILY)) for _ in range(ROWS["customers"])]
    emails = [f"c{number}.{given.lower()}@example.com" for number, (given, _) in _numbered(people)]
    owners = list(range(1, ROWS["customers"] + 1))
    owners += [draw.choice(owners) for _ in range(ROWS["addresses"] - len(owners))]
    addresses: dict[int, int] = {}
    for number, owner in _numbered(owners):
        addresses.setdefault(owner, number)
    tables: dict[str, list[tuple[Any, ...]]] = {
        "customers": [
            (number, emails[number - 1], given, family, f"+48{draw.randrange(10**8, 10**9)}",
             date(1940, 1, 1) + timedelta(days=draw.randrange(24_000)), _moment(draw))
            for number, (given, family) in _numbered(people)
        ],
        "addresses": [
            (number, owner, f"ul. {draw.choice(_FAMILY)} {draw.randint(1, 250)}",
             draw.choice(_TOWN), f"{draw.randint(10, 99)}-{draw.randint(100, 999)}", "PL")
            for number, owner in _numbered(owners)
        ],
        "payment_cards": [
            (number, owner := draw.randint(1, ROWS["customers"]), " ".join(people[owner - 1]),
             f"4{draw.randrange(10**15):015}", f"{draw.randint(1, 12):02}/{draw.randint(26, 31)}")
            for number in range(1, ROWS["payment_cards"] + 1)
        ],
        "orders": [
            (number, owner := draw.randint(1, ROWS["customers"]), addresses[owner], _moment(draw),
             draw.randint(300, 90_000), _note(draw),
             ".".join(str(draw.randrange(1, 255)) for _ in range(4)))
            for number in range(1, ROWS["orders"] + 1)
        ],
        "newsletter_subscriptions": [
            (number, draw.choice(emails), draw.choice(_TOPIC), _moment(draw))
            for number in range(1, ROWS["newsletter_subscriptions"] + 1)
        ],
    }  # fmt: skip
    draw.shuffle(emails)
    return Shop(tables, emails)


async def load(url: str, shop: Shop) -> None:
    """Make the tables in an empty PostgreSQL database and fill them."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(SCHEMA)
        for table, rows in shop.tables.items():
            await connection.copy_records_to_table(table, records=rows)
        await connection.execute(INDEXES)
    finally:
        await connection.close()


def _numbered(items: list[Any]) -> Iterator[tuple[int, Any]]:
    return enumerate(items, 1)


def _note(draw: random.Random) -> str | None:
    return f"for {draw.choice(_GIVEN)}" if draw.random() < _GIFTS else None


def _moment(draw: random.Random) -> datetime:
    return _BEGIN + timedelta(seconds=draw.randrange(_FIVE_YEARS_S))
