"""What the mailing list holds: subscriptions, what was sent, contests and downloads."""

from datetime import date, timedelta
from typing import TypeAlias

from deployments.examples.we_support.draw import LAST_ON, PLANTED_BY, Draw, words
from deployments.examples.we_support.people import PLANTED, Person, Place
from deployments.examples.we_support.tables import Tables

_MAILINGS_PER_LIST = 12
_OPENED_PERCENT = 55
_MOST_CLICKS = 3
_WITHDRAWN_PERCENT = 10
_CONTEST_PERCENT = 20
_DOWNLOAD_PERCENT = 35
_MARKETING_PERCENT = 50
_LAST_HOST = 254
_NEXT_DAY = timedelta(days=1)

Mailing: TypeAlias = tuple[str, int]
"""When it was sent, and its key."""


def mailing_tables(people: list[Person], draw: Draw) -> Tables:
    """Return the rows of the mailing list for everyone who stands in it."""
    tables = Tables()
    mailings = {name: _mailings(tables, name, draw) for name in words()["mailing"]["lists"]}
    for person in people:
        if Place.mailing in person.places:
            _subscriptions(tables, person, mailings, draw)
            _extras(tables, person, draw)
    return tables


def _mailings(tables: Tables, name: str, draw: Draw) -> list[Mailing]:
    subjects = words()["mailing"]["subjects"]
    sent = sorted(draw.moment() for _ in range(_MAILINGS_PER_LIST))
    rows = [{"list": name, "subject": draw.one(subjects), "sent_at": sent_at} for sent_at in sent]
    return [(sent_at, tables.add("mailings", row)) for sent_at, row in zip(sent, rows, strict=True)]


def _subscriptions(
    tables: Tables, person: Person, mailings: dict[str, list[Mailing]], draw: Draw
) -> None:
    for name in draw.some(list(mailings), draw.number(1, len(mailings))):
        subscribed_on = draw.day(until=PLANTED_BY if person.planted else LAST_ON)
        lot = not person.planted and draw.happens(_WITHDRAWN_PERCENT)
        withdrawn = lot or person is PLANTED["withdrew"]
        withdrawn_at = draw.moment(subscribed_on) if withdrawn else None
        subscription = tables.add(
            "subscriptions",
            {
                "email": person.email,
                "list": name,
                "form": draw.one(words()["mailing"]["forms"]),
                "subscribed_at": draw.moment(subscribed_on, subscribed_on),
                "withdrawn_at": withdrawn_at,
                "restricted_on": None,
            },
        )
        tables.add(
            "confirmations",
            {
                "email": person.email,
                "list": name,
                "wording": words()["mailing"]["wording"],
                "confirmed_at": draw.moment(subscribed_on, subscribed_on),
                "confirmed_from": f"192.0.2.{draw.number(1, _LAST_HOST)}",
                "withdrawn_at": withdrawn_at,
                "restricted_on": None,
            },
        )
        for sent_at, mailing in mailings[name]:
            if sent_at > subscribed_on.isoformat():
                _delivery(tables, subscription, mailing, sent_at, draw)


def _delivery(tables: Tables, subscription: int, mailing: int, sent_at: str, draw: Draw) -> None:
    sent_on = date.fromisoformat(sent_at[: len("2026-09-30")])
    opened = draw.happens(_OPENED_PERCENT)
    tables.add(
        "deliveries",
        {
            "subscription_id": subscription,
            "mailing_id": mailing,
            "opened_at": draw.moment(sent_on + _NEXT_DAY) if opened else None,
            "clicks": draw.number(0, _MOST_CLICKS) if opened else 0,
        },
    )


def _extras(tables: Tables, person: Person, draw: Draw) -> None:
    texts = words()["mailing"]
    if person.planted or draw.happens(_CONTEST_PERCENT):
        tables.add(
            "contest_entries",
            {
                "email": person.email,
                "contest": draw.one(texts["contests"]),
                "answer": draw.one(texts["answers"]),
                "entered_at": draw.moment(),
                "withdrawn_on": None,
                "restricted_on": None,
            },
        )
    if person.planted or draw.happens(_DOWNLOAD_PERCENT):
        tables.add(
            "downloads",
            {
                "email": person.email,
                "document": draw.one(texts["reports"]),
                "marketing_consent": draw.happens(_MARKETING_PERCENT),
                "downloaded_at": draw.moment(),
                "withdrawn_on": None,
                "restricted_on": None,
            },
        )
