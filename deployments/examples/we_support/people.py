"""The invented people: some hundred drawn by lot, a few planted with a story of their own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from deployments.examples.we_support.draw import Draw, words
from rightsflow.canonical import fold

HOW_MANY = 300

_ORIGINS = ("pl",) * 16 + ("uk", "uk_cyrillic", "vi", "en")
"""Out of twenty people, so many have names of this origin."""
_DOMAINS = ("example.com", "example.org", "example.net")
_SHOUTED_PERCENT = 8


class Place(StrEnum):
    """The systems in which a person may stand; CVs lie with recruitment."""

    crm = "crm"
    recruitment = "recruitment"
    portal = "portal"
    trainings = "trainings"
    mailing = "mailing"


EVERYWHERE = frozenset(Place)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person; a planted one has records of every kind in each of their places."""

    first_name: str
    last_name: str
    email: str
    phone: str
    city: str
    places: frozenset[Place] = field(default=EVERYWHERE)
    language: str = "pl"
    planted: bool = False

    @property
    def name(self) -> str:
        """Return first name and surname."""
        return f"{self.first_name} {self.last_name}"


def _planted(name: str, email: str, phone: str, city: str, *places: Place) -> Person:
    first_name, last_name = name.split("|")
    chosen = frozenset(places) or EVERYWHERE
    language = "en" if email.endswith("example.net") else "pl"
    return Person(first_name, last_name, email, phone, city, chosen, language, planted=True)


PLANTED: dict[str, Person] = {
    "everywhere": _planted(
        "Zofia|Wąsowicz-Łęcka", "zofia.lecka@example.org", "+48 600 000 901", "Warszawa"
    ),
    "candidate": _planted(
        "Minh Anh|Nguyễn", "minh.anh@example.net", "+48 600 000 902", "Kraków", Place.recruitment
    ),
    "contact": _planted(
        "Bartosz|Ćwikła",
        "bartek.cwikla@example.com",
        "600-000-903",
        "Gdynia",
        Place.crm,
        Place.mailing,
    ),
    "subscriber": _planted(
        "Halina|Sroczyńska", "h.sroczynska@example.com", "+48 600 000 904", "Sopot", Place.mailing
    ),
    "unproven": _planted(
        "Оксана|Мельник",
        "oksana.melnyk@example.org",
        "+48 600 000 905",
        "Lublin",
        Place.crm,
        Place.recruitment,
    ),
    "leaver": _planted("Piotr|Żurawski-Źdźbło", "p.zurawski@example.com", "600 000 906", "Opole"),
    "homonym": _planted(
        "Anna|Nowacka", "anna.nowacka@example.com", "600 000 907", "Kielce", Place.crm
    ),
    "other_homonym": _planted(
        "Anna|Nowacka",
        "anna.nowacka@example.org",
        "600 000 908",
        "Radom",
        Place.crm,
        Place.recruitment,
    ),
    "shares_mailbox": _planted(
        "Lucjan|Paprocki", "biuro@example.org", "600 000 909", "Płock", Place.crm
    ),
    "shares_mailbox_too": _planted(
        "Teresa|Paprocka", "biuro@example.org", "600 000 909", "Płock", Place.crm
    ),
    "referrer": _planted(
        "Kornelia|Bażant", "kornelia.bazant@example.com", "600 000 911", "Tarnów", Place.portal
    ),
    "referred": _planted(
        "Hubert|Żyła", "hubert.zyla@example.org", "600 000 912", "Tarnów", Place.recruitment
    ),
    "withdrew": _planted(
        "Roman|Gęśl", "roman.gesl@example.org", "600 000 913", "Elbląg", Place.crm, Place.mailing
    ),
    "corrector": _planted(
        "Bogna|Kępa",
        "bogna.kepa@example.com",
        "600 000 914",
        "Słupsk",
        Place.recruitment,
        Place.portal,
    ),
    "restrictor": _planted(
        "Wiktor|Dzięcioł",
        "wiktor.dzieciol@example.org",
        "600 000 915",
        "Chełm",
        Place.crm,
        Place.trainings,
    ),
    "mover": _planted(
        "Eleanor|Thackeray",
        "eleanor.thackeray@example.net",
        "+48 600 000 916",
        "Poznań",
        Place.recruitment,
        Place.portal,
    ),
    "fed_up": _planted(
        "Jadwiga|Śnieżek", "j.sniezek@example.com", "600 000 917", "Ełk", Place.crm, Place.mailing
    ),
    "unsubscriber": _planted(
        "Fiona|Ashgrove", "fiona.ashgrove@example.net", "600 000 918", "Gdańsk", Place.mailing
    ),
    "objector": _planted(
        "Ignacy|Świętoń", "ignacy.swieton@example.com", "600 000 919", "Jasło", Place.crm
    ),
    "profiled": _planted(
        "Duncan|Merriweather",
        "duncan.merriweather@example.net",
        "+48 600 000 920",
        "Wrocław",
        Place.crm,
    ),
    "twice": _planted(
        "Marek|Jeż", "marek.jez@example.com", "600 000 910", "Zamość", Place.recruitment
    ),
    "twice_again": _planted(
        "Marek|Jeż", "Marek.Jez@Example.com", "+48600000910", "Lublin", Place.recruitment
    ),
}
"""People with a story, by what it is: letters and tests ask for them by this word."""


def make_people(draw: Draw, how_many: int = HOW_MANY) -> list[Person]:
    """Return so many people, the planted ones first, each with an address of their own."""
    people = list(PLANTED.values())
    taken = {person.email.lower() for person in people}
    drawn = [_drawn(draw, number, taken) for number in range(how_many - len(people))]
    return people + drawn


def _drawn(draw: Draw, number: int, taken: set[str]) -> Person:
    origin = draw.one(_ORIGINS)
    pool = words()["names"][origin]
    woman = draw.happens(50)
    first_name = draw.one(pool["women" if woman else "men"])
    last_name = draw.one(pool["surnames"])[0 if woman else 1]
    email = next(a for a in _addresses(first_name, last_name, draw) if a.lower() not in taken)
    taken.add(email.lower())
    if draw.happens(_SHOUTED_PERCENT):
        email = email.title()
    places = frozenset(place for place in Place if draw.happens(60)) or {draw.one(list(Place))}
    language = "en" if origin in {"en", "vi"} else "pl"
    city = draw.one(words()["cities"])
    phone = draw.one(("+48 600 000 {}", "600 000 {}", "600-000-{}")).format(f"{number:03}")
    return Person(first_name, last_name, email, phone, city, frozenset(places), language)


def _addresses(first_name: str, last_name: str, draw: Draw) -> Iterator[str]:
    """Yield addresses for a name without end, the plain ones first."""
    first, last = _latin(first_name), _latin(last_name)
    for domain in draw.some(_DOMAINS, len(_DOMAINS)):
        yield f"{first}.{last}@{domain}"
    while True:
        yield f"{first}.{last}{draw.number(2, 99)}@{draw.one(_DOMAINS)}"


def _latin(name: str) -> str:
    latin = words()["transliteration"]
    letters = (latin.get(letter, letter) for letter in name.lower())
    return "".join(letter for letter in fold("".join(letters)) if letter.isalnum())
