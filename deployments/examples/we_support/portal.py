"""What the candidate portal holds: accounts, careers, saved searches and logins."""

from datetime import date

from deployments.examples.we_support.draw import PLANTED_BY, Draw, words
from deployments.examples.we_support.people import Person, Place
from deployments.examples.we_support.tables import Tables

_HASH_DIGITS = 64
_LAST_HOST = 254
_FIRST_YEAR = 2012
_LAST_YEAR = 2017
_SKILLS = 4


def portal_tables(people: list[Person], draw: Draw) -> Tables:
    """Return the rows of everyone who has an account: one for each address."""
    tables = Tables()
    for person in people:
        if Place.portal in person.places:
            _account(tables, person, draw)
    return tables


def _account(tables: Tables, person: Person, draw: Draw) -> None:
    created_on = draw.day(until=PLANTED_BY)
    account = tables.add(
        "accounts",
        {
            "email": person.email.lower(),
            "first_name": person.first_name,
            "last_name": person.last_name,
            "phone": person.phone,
            "city": person.city,
            "headline": draw.one(words()["positions"]),
            "password_hash": draw.token(_HASH_DIGITS),
            "created_at": draw.moment(created_on, created_on),
            "restricted_on": None,
        },
    )
    _career(tables, account, draw)
    for skill in draw.some(words()["skills"], _SKILLS):
        tables.add("skills", {"account_id": account, "name": skill})
    for _ in range(draw.times(2, sure=person.planted)):
        _alert(tables, account, created_on, draw)
    for _ in range(draw.times(3, sure=person.planted)):
        _login(tables, account, created_on, draw)


def _career(tables: Tables, account: int, draw: Draw) -> None:
    year = draw.number(_FIRST_YEAR, _LAST_YEAR)
    companies = draw.some(words()["companies"], draw.number(1, 3))
    for number, company in enumerate(companies, 1):
        until = year + draw.number(1, 3)
        tables.add(
            "experiences",
            {
                "account_id": account,
                "employer": company["name"],
                "position": draw.one(words()["positions"]),
                "began_on": date(year, draw.number(1, 12), 1),
                "ended_on": date(until, 12, 31) if number < len(companies) else None,
            },
        )
        year = until + 1


def _alert(tables: Tables, account: int, since: date, draw: Draw) -> None:
    tables.add(
        "alerts",
        {
            "account_id": account,
            "position": draw.one(words()["positions"]),
            "city": draw.one(words()["cities"]),
            "made_on": draw.day(since),
        },
    )


def _login(tables: Tables, account: int, since: date, draw: Draw) -> None:
    tables.add(
        "logins",
        {
            "account_id": account,
            "at": draw.moment(since),
            "ip_address": f"198.51.100.{draw.number(1, _LAST_HOST)}",
        },
    )
