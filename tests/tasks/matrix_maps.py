"""The places of the matrix as data maps: what a system would be that is nothing but its row."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rightsflow.law.facts import Erasing
from rightsflow.law.places import FIELDS, Place, Reached

TABLE = """
CREATE TABLE records (id INTEGER PRIMARY KEY, name TEXT, email TEXT, note TEXT, since_on DATE,
    restricted_on DATE, ended_at TEXT);
CREATE INDEX by_email ON records (email);
"""
"""Every place that a program reaches has this one table."""


def map_of(
    place: Place,
    data: Path,
    *,
    write: bool = True,
    kept: bool = False,
    recipients: Sequence[Place] = (),
) -> dict[str, Any]:
    """Return the data map of a place; `kept`: with the duty for which something stays.

    `recipients` receive the data of everybody in it, and can be written to.
    """
    of = place.purpose
    assert of is not None
    program = place.reached is Reached.program
    made: dict[str, Any] = {
        "system": place.system,
        "title": _texts(place.title),
        "connector": "sql" if program else "people",
        "answers_for": f"{place.system}@example.com",
        "connection": _connection(place, data, write=write) if program else {"days": 7},
        "purposes": {of.name: _purpose(place)},
        "recipients": [_recipient(one) for one in recipients],
        "collections": {"records": _records(place, kept=kept)} if program else _answers(place),
    }
    if of.profiling:
        card = dict.fromkeys(("logic", "significance", "consequences"), _texts("Points count."))
        made["profiling"] = [{"purpose": of.name, **card}]
    return made


def _texts(text: str) -> dict[str, str]:
    return {"en": text, "pl": text}


def _connection(place: Place, data: Path, *, write: bool) -> dict[str, Any]:
    url = f"sqlite+aiosqlite:///{data}/{place.system}.sqlite"
    return {"url": url, **({"write": True} if write else {})}


def _purpose(place: Place) -> dict[str, Any]:
    of = place.purpose
    assert of is not None
    return {
        "title": _texts(f"Purpose {of.name}"),
        "ground": str(of.ground),
        "interest": _texts("what we are interested in"),
        "retention": {"criteria": _texts("until it is no longer needed")},
        "marketing": of.marketing,
        "profiling": of.profiling,
        "ends": _texts(f"You hear no more of {of.name}."),
    }


def _records(place: Place, *, kept: bool) -> dict[str, Any]:
    of = place.purpose
    assert of is not None
    made: dict[str, Any] = {
        "title": _texts(f"Records of {place.row}"),
        "table": "records",
        "person": True,
        "name": ["name"],
        "identity": [{"column": "email", "kind": "email", "verified": True}],
        "purpose": of.name,
        "given": str(place.given),
        "source": _texts("From the person"),
        "fields": {
            name: {"title": _texts(name), "category": "contact"} for name in ("id", *FIELDS)
        },
        "ignore": {"restricted_on": "a mark", "ended_at": "a mark"},
        "restrict": {"set": {"restricted_on": "$today"}, "lift": {"restricted_on": None}},
    }
    if place.erasing is not Erasing.delete:
        made["erase"] = str(place.erasing)
    if place.stops:
        made["stop"] = {of.name: {"set": {"ended_at": "$now"}}}
    if kept and place.keeps:
        fields = list(place.keeps.fields)
        made["duties"] = [{"duty": str(place.keeps.duty), "since": "since_on", "fields": fields}]
    return made


def _answers(place: Place) -> dict[str, Any]:
    of = place.purpose
    assert of is not None
    free = {"title": _texts("what was found"), "category": "content"}
    return {
        "answers": {
            "title": _texts(f"Answers of {place.row}"),
            "purpose": of.name,
            "given": str(place.given),
            "identity": [{"column": "email", "kind": "email"}],
            "document": "attachment",
            "fields": {"text": free, "attachment": free},
        }
    }


def _recipient(place: Place) -> dict[str, Any]:
    return {
        "name": f"{place.title.capitalize()} sp. z o.o.",
        "role": str(place.role),
        "what": _texts("what they need"),
        "email": f"{place.system}@example.net",
    }
