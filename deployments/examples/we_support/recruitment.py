"""What recruitment holds: candidates, their applications, who received them, their papers."""

from dataclasses import dataclass
from datetime import date, timedelta

from deployments.examples.we_support.draw import Draw, words
from deployments.examples.we_support.people import PLANTED, Person, Place
from deployments.examples.we_support.tables import Tables
from rightsflow.canonical import fold

_JOBS = 40
_REFERRED_PERCENT = 15
_DISCLOSED_PERCENT = 45
_CLOSED_PERCENT = 70
_FUTURE_PERCENT = 75
_LOWEST_SALARY = 60
_HIGHEST_SALARY = 280
_HUNDRED = 100
_BEST_RATING = 5
_FILE_DIGITS = 16


_KNOWN_FOR = timedelta(days=1700)
_TURNED_DOWN_AGO = (timedelta(days=1500), timedelta(days=730))
"""When the recruitments of planted people ended: more than three years ago, and two."""
_IN_COURSE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class _Course:
    """How an application went: when it came, its state, when it ended."""

    applied_on: date
    status: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that a candidate sent: where its file is to lie, and what it is."""

    person: Person
    kind: str
    stored_as: str
    received_on: date


def recruitment_tables(people: list[Person], draw: Draw, today: date) -> tuple[Tables, list[Paper]]:
    """Return the rows of the recruitment database, and the papers its index names.

    Planted candidates were turned down more than three years before `today`, and two years
    before it; a third application of theirs is open.
    """
    tables = Tables()
    for _ in range(_JOBS):
        _job(tables, draw)
    papers: list[Paper] = []
    candidates = [person for person in people if Place.recruitment in person.places]
    referrers = [person for person in people if not person.planted]
    for person in candidates:
        papers += _candidate(tables, person, referrers, draw, today)
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


def _candidate(
    tables: Tables, person: Person, referrers: list[Person], draw: Draw, today: date
) -> list[Paper]:
    created_on = today - _KNOWN_FOR if person.planted else draw.day()
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
            "consent_withdrawn_on": None,
            "restricted_on": None,
        },
    )
    for course in _courses(person, created_on, draw, today):
        _application(tables, candidate, course, person, draw)
    if person is PLANTED["referred"]:
        _referral(tables, candidate, PLANTED["referrer"], created_on, draw, agreed=False)
    elif person is PLANTED["everywhere"] or draw.happens(_REFERRED_PERCENT):
        _referral(tables, candidate, draw.one(referrers), created_on, draw)
    return _papers(tables, person, created_on, draw)


def _courses(person: Person, since: date, draw: Draw, today: date) -> list[_Course]:
    states = words()["recruitment"]["statuses"]
    if person.planted:
        ended = [today - ago for ago in _TURNED_DOWN_AGO]
        past = [_Course(max(since, day - _IN_COURSE), states["turned_down"], day) for day in ended]
        return [*past, _Course(today - _IN_COURSE, states["open"][0], None)]
    courses = []
    for _ in range(draw.number(1, 3)):
        applied_on, closed = draw.day(since), draw.happens(_CLOSED_PERCENT)
        status = draw.one([states["turned_down"], states["hired"]] if closed else states["open"])
        courses.append(_Course(applied_on, status, draw.day(applied_on) if closed else None))
    return courses


def _application(
    tables: Tables, candidate: int, course: _Course, person: Person, draw: Draw
) -> None:
    applied_on = course.applied_on
    turned_down = course.status == words()["recruitment"]["statuses"]["turned_down"]
    application = tables.add(
        "applications",
        {
            "candidate_id": candidate,
            "job_id": draw.number(1, _JOBS),
            "applied_at": draw.moment(applied_on, applied_on),
            "cover_letter": draw.one(words()["recruitment"]["letters"]),
            "status": course.status,
            "rejected_on": course.closed_on if turned_down else None,
            "closed_on": course.closed_on,
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
    client = draw.one(words()["companies"])
    tables.add(
        "disclosures",
        {
            "application_id": application,
            "client": client["name"],
            "client_email": client["email"],
            "disclosed_on": draw.day(since),
            "content": draw.one(words()["recruitment"]["given"]),
        },
    )


def _referral(
    tables: Tables,
    candidate: int,
    referrer: Person,
    referred_on: date,
    draw: Draw,
    *,
    agreed: bool = True,
) -> None:
    checked_on = draw.day(since=referred_on)
    tables.add(
        "referrals",
        {
            "candidate_id": candidate,
            "referrer_name": referrer.name,
            "referrer_email": referrer.email,
            "referred_on": referred_on,
            "message": draw.one(words()["recruitment"]["messages"]),
            "consent_checked_on": checked_on if agreed else None,
            "restricted_on": None,
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
                "consent_withdrawn_on": None,
                "restricted_on": None,
            },
        )
    return papers
