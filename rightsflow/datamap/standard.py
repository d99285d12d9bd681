"""Fields of standard formats that a column may fill: vCard 4.0 and JSON Resume 1.x.

Sources: RFC 6350 section 6 (vCard 4.0); the JSON Resume schema, version 1.0.0. Not offered are
references of a JSON Resume: they are other people's data by nature.
"""

from enum import StrEnum


class Shape(StrEnum):
    """What a field of JSON Resume takes; `many` is a list of texts."""

    text = "text"
    date = "date"
    email = "email"
    uri = "uri"
    many = "many"


VCARD: tuple[str, ...] = (
    "fn", "n.family", "n.given", "n.additional", "n.prefix", "n.suffix", "nickname", "bday",
    "adr.street", "adr.locality", "adr.region", "adr.code", "adr.country", "tel", "email", "lang",
    "title", "role", "org", "note", "url",
)  # fmt: skip
"""Properties of a vCard, with the components of the two structured ones, in their order."""

_T, _D, _U, _M = Shape.text, Shape.date, Shape.uri, Shape.many
_SPAN = {"startDate": _D, "endDate": _D}

RESUME: dict[str, dict[str, Shape]] = {
    "basics": {
        "name": _T, "label": _T, "image": _U, "email": Shape.email, "phone": _T, "url": _U,
        "summary": _T, "location.address": _T, "location.postalCode": _T, "location.city": _T,
        "location.countryCode": _T, "location.region": _T,
    },
    "work": {
        "name": _T, "location": _T, "description": _T, "position": _T, "url": _U, **_SPAN,
        "summary": _T, "highlights": _M,
    },
    "volunteer": {
        "organization": _T, "position": _T, "url": _U, **_SPAN, "summary": _T, "highlights": _M,
    },
    "education": {
        "institution": _T, "url": _U, "area": _T, "studyType": _T, **_SPAN, "score": _T,
        "courses": _M,
    },
    "awards": {"title": _T, "date": _D, "awarder": _T, "summary": _T},
    "certificates": {"name": _T, "date": _D, "url": _U, "issuer": _T},
    "publications": {
        "name": _T, "publisher": _T, "releaseDate": _D, "url": _U, "summary": _T,
    },
    "skills": {"name": _T, "level": _T, "keywords": _M},
    "languages": {"language": _T, "fluency": _T},
    "interests": {"name": _T, "keywords": _M},
    "projects": {
        "name": _T, "description": _T, "highlights": _M, "keywords": _M, **_SPAN, "url": _U,
        "roles": _M, "entity": _T, "type": _T,
    },
}  # fmt: skip
"""Sections of a JSON Resume with their fields; `basics` is one object, the others are lists."""

STANDARD: frozenset[str] = frozenset(
    [f"vcard:{name}" for name in VCARD]
    + [f"resume:{section}.{name}" for section, names in RESUME.items() for name in names]
)
"""Everything that `standard` of a column may say."""
