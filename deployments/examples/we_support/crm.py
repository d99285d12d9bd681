"""What the company's CRM holds: contacts, what was said with them, and their profiles."""

from deployments.examples.we_support.draw import Draw, words
from deployments.examples.we_support.people import PLANTED, Person, Place
from deployments.examples.we_support.tables import Tables
from rightsflow.canonical import fold

_WITH_COMPANY_PERCENT = 70
_PROFILED_PERCENT = 40
_WITHDRAWN_PERCENT = 20
_LATEST_VERSION = 9
_BEST_SCORE = 100
_PROFILE_SKILLS = 4


def crm_tables(people: list[Person], draw: Draw) -> Tables:
    """Return the rows of the CRM for everyone who stands in it."""
    tables = Tables()
    for company in words()["companies"]:
        tables.add("companies", {name: company[name] for name in ("name", "city", "industry")})
    for person in people:
        if Place.crm in person.places:
            _contact(tables, person, draw)
    return tables


def _contact(tables: Tables, person: Person, draw: Draw) -> None:
    company = draw.number(1, len(words()["companies"]))
    contact = tables.add(
        "contacts",
        {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "phone": person.phone,
            "company_id": company if draw.happens(_WITH_COMPANY_PERCENT) else None,
            "job_title": draw.one(words()["positions"]),
            "city": person.city,
            "language": person.language,
            "origin": draw.one(words()["crm"]["origins"]),
            "created_on": draw.day(),
            "profiling_stopped_on": None,
            "restricted_on": None,
            "row_version": draw.number(1, _LATEST_VERSION),
        },
    )
    for _ in range(draw.times(4, sure=person.planted)):
        _note(tables, contact, draw)
    for _ in range(draw.times(1, sure=person.planted)):
        _enquiry(tables, contact, draw)
    _consents(tables, contact, person, draw)
    if person.planted or draw.happens(_PROFILED_PERCENT):
        _profile(tables, contact, person, draw)


def _note(tables: Tables, contact: int, draw: Draw) -> None:
    tables.add(
        "notes",
        {
            "contact_id": contact,
            "kind": draw.one(words()["crm"]["note_kinds"]),
            "written_at": draw.moment(),
            "author": draw.one(words()["staff"]),
            "text": draw.one(words()["crm"]["notes"]),
        },
    )


def _enquiry(tables: Tables, contact: int, draw: Draw) -> None:
    asked_on = draw.day()
    tables.add(
        "enquiries",
        {
            "contact_id": contact,
            "asked_at": draw.moment(asked_on, asked_on),
            **draw.one(words()["crm"]["enquiries"]),
            "answered_on": draw.day(since=asked_on),
        },
    )


def _consents(tables: Tables, contact: int, person: Person, draw: Draw) -> None:
    scopes = words()["crm"]["scopes"]
    for scope in draw.some(scopes, draw.times(2, sure=person.planted)):
        given_on = draw.day()
        lot = not person.planted and draw.happens(_WITHDRAWN_PERCENT)
        withdrawn = lot or person is PLANTED["withdrew"]
        by_phone = scope == words()["crm"]["scope_by_phone"]
        tables.add(
            "consents",
            {
                "contact_id": contact,
                "address": person.phone if by_phone else person.email,
                "scope": scope,
                "wording": words()["crm"]["wording"],
                "given_at": draw.moment(given_on, given_on),
                "withdrawn_at": draw.moment(since=given_on) if withdrawn else None,
            },
        )


def _profile(tables: Tables, contact: int, person: Person, draw: Draw) -> None:
    network = draw.one(words()["crm"]["networks"])
    handle = fold(f"{person.first_name}-{person.last_name}").replace(" ", "-")
    linked_on = draw.day()
    tables.add(
        "social_profiles",
        {
            "contact_id": contact,
            "profile_url": f"https://{network}/in/{handle}-{draw.token(4)}",
            "headline": draw.one(words()["positions"]),
            "skills": ", ".join(draw.some(words()["skills"], _PROFILE_SKILLS)),
            "location": person.city,
            "found_in": network,
            "linked_on": linked_on,
        },
    )
    topics = words()["crm"]["topics"]
    for topic in draw.some(topics, draw.number(1, len(topics))):
        tables.add(
            "scores",
            {
                "contact_id": contact,
                "topic": topic,
                "score": draw.number(1, _BEST_SCORE),
                "reason": draw.one(words()["crm"]["reasons"]),
                "computed_on": draw.day(since=linked_on),
            },
        )
