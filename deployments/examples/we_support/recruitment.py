"""What recruitment holds: candidates, their applications, who received them, their papers."""

from dataclasses import dataclass
from datetime import date

from deployments.examples.we_support.draw import LAST_ON, PLANTED_BY, Draw, words
from deployments.examples.we_support.people import PLANTED, Person, Place
from deployments.examples.we_support.tables import Tables
from rightsflow.canonical import fold

_JOBS = 40
_REFERRED_PERCENT = 15
_PORTAL_PERCENT = 40
_DISCLOSED_PERCENT = 45
_CLOSED_PERCENT = 70
_FUTURE_PERCENT = 75
_LOWEST_SALARY = 60
_HIGHEST_SALARY = 280
_HUNDRED = 100
_BEST_RATING = 5
_HASH_DIGITS = 64
_FILE_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that a candidate sent: where its file is to lie, and what it is."""

    person: Person
    kind: str
    stored_as: str
    received_on: date


def recruitment_tables(people: list[Person], draw: Draw) -> tuple[Tables, list[Paper]]:
    """Return the rows of the recruitment database, and the papers its index names."""
    tables = Tables()
    for _ in range(_JOBS):
        _job(tables, draw)
    papers: list[Paper] = []
    candidates = [person for person in people if Place.recruitment in person.places]
    referrers = [person for person in people if not person.planted]
    for person in candidates:
        papers += _candidate(tables, person, referrers, draw)
    return tables, papers


def _job(tables: Tables, draw: Draw) -> None:
    tables.add(
        "jobs",
        {
            "title": draw.one(words()["positions"]),
            "city": draw.one(words()["cities"]),
            "ordered_by": draw.one(words()["companies"])["name"],
        },
    )


def _candidate(tables: Tables, person: Person, referrers: list[Person], draw: Draw) -> list[Paper]:
    created_on = draw.day(until=PLANTED_BY if person.planted else LAST_ON)
    candidate = tables.add(
        "candidates",
        {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "phone": person.phone,
            "city": person.city,
            "expected_salary": draw.number(_LOWEST_SALARY, _HIGHEST_SALARY) * _HUNDRED,
            "available_from": draw.day(since=created_on),
            "future_recruitments": draw.happens(_FUTURE_PERCENT),
            "origin": draw.one(words()["recruitment"]["origins"]),
            "created_on": created_on,
        },
    )
    for _ in range(draw.number(1, 3)):
        _application(tables, candidate, created_on, person, draw)
    if person is PLANTED["everywhere"] or draw.happens(_REFERRED_PERCENT):
        _referral(tables, candidate, draw.one(referrers), created_on, draw)
    if person.planted or draw.happens(_PORTAL_PERCENT):
        _portal_account(tables, candidate, person, created_on, draw)
    return _papers(tables, person, created_on, draw)


def _application(tables: Tables, candidate: int, since: date, person: Person, draw: Draw) -> None:
    applied_on = draw.day(since)
    closed = draw.happens(_CLOSED_PERCENT)
    application = tables.add(
        "applications",
        {
            "candidate_id": candidate,
            "job_id": draw.number(1, _JOBS),
            "applied_at": draw.moment(applied_on, applied_on),
            "cover_letter": draw.one(words()["recruitment"]["letters"]),
            "status": draw.one(words()["recruitment"]["statuses"]),
            "closed_on": draw.day(since=applied_on) if closed else None,
        },
    )
    for _ in range(draw.times(2, sure=person.planted)):
        _interview(tables, application, applied_on, draw)
    if person.planted or draw.happens(_DISCLOSED_PERCENT):
        _disclosure(tables, application, applied_on, draw)


def _interview(tables: Tables, application: int, since: date, draw: Draw) -> None:
    tables.add(
        "interview_notes",
        {
            "application_id": application,
            "held_on": draw.day(since),
            "interviewer": draw.one(words()["staff"]),
            "rating": draw.number(1, _BEST_RATING),
            "text": draw.one(words()["recruitment"]["notes"]),
        },
    )


def _disclosure(tables: Tables, application: int, since: date, draw: Draw) -> None:
    tables.add(
        "disclosures",
        {
            "application_id": application,
            "client": draw.one(words()["companies"])["name"],
            "disclosed_on": draw.day(since),
            "content": draw.one(words()["recruitment"]["given"]),
        },
    )


def _referral(
    tables: Tables, candidate: int, referrer: Person, referred_on: date, draw: Draw
) -> None:
    tables.add(
        "referrals",
        {
            "candidate_id": candidate,
            "referrer_name": referrer.name,
            "referrer_email": referrer.email,
            "referred_on": referred_on,
            "message": draw.one(words()["recruitment"]["messages"]),
            "consent_checked_on": draw.day(since=referred_on),
        },
    )


def _portal_account(
    tables: Tables, candidate: int, person: Person, since: date, draw: Draw
) -> None:
    tables.add(
        "portal_accounts",
        {
            "candidate_id": candidate,
            "login": person.email.lower(),
            "password_hash": draw.token(_HASH_DIGITS),
            "created_at": draw.moment(since, since),
            "last_login_at": draw.moment(since),
        },
    )


def _papers(tables: Tables, person: Person, since: date, draw: Draw) -> list[Paper]:
    papers = []
    kinds = words()["recruitment"]["papers"]
    fewest = 2 if person.planted else 1
    for kind in kinds[: draw.number(fewest, len(kinds) - 1)]:
        received_on = draw.day(since)
        paper = Paper(
            person, kind, f"{received_on.year}/{draw.token(_FILE_DIGITS)}.pdf", received_on
        )
        papers.append(paper)
        tables.add(
            "documents",
            {
                "email": person.email,
                "kind": kind,
                "original_name": fold(f"{kind} {person.name}").replace(" ", "_") + ".pdf",
                "stored_as": paper.stored_as,
                "received_on": received_on,
            },
        )
    return papers
