"""By which names a draft takes a column or a table for what; each line can be argued about."""

import re
from collections.abc import Mapping
from typing import Final

from rightsflow.law.subject import IdentifierKind

IDENTITIES: Final = (
    (IdentifierKind.email, r"e_?mail\d*|mail|(?:.*_)?e_?mail(?:_?addr(?:ess)?)?\d*"),
    (
        IdentifierKind.phone,
        r"(?:.*_)?(?:phone|tel|telefon|telephone|mobile|komorka|gsm)(?:_.*)?\d*",
    ),
    (IdentifierKind.pesel, r"(?:.*_)?pesel"),
)
"""Columns by which a person may be found; the first that fits decides."""

SECRETS: Final = r".*(?:passw|pwd|pass$|hash|salt|token|secret|api_?key|session|activation_key).*"
FREE_TEXT: Final = (
    r"(?:.*_)?(?:notes?|comments?|remarks?|body|messages?|description|text|content|bio|biography"
    r"|summary|opinion|review|feedback|uwagi|notatk[ai]|komentarz|opis|tresc)"
)
FILES: Final = r"(?:.*_)?(?:path|file(?:_?name)?|filepath|attachment|cv|resume|stored_as|plik)"
OTHERS: Final = r"(?:.*_)?(?:by|author|owner|recruiter|interviewer|reviewer|referrer|autor)(?:_id)?"
"""Columns that name whoever wrote or owns a record."""

LOGS: Final = (
    r"(?:.*_)?(?:logs?|activity|activitylog|events?|queue|jobs?_queue|sessions?|cache)(?:_.*)?"
)
AUDITS: Final = r".*(?:audit|history|historia|revision|changelog|_changes|_versions?|archive).*"
OLD_VALUES: Final = r"(?:old|new|previous|prev|before|after)(?:_.*)?"

CATEGORIES: Final = (
    ("contact", r"(?:e?mail|phone|tel|mobile|street|city|zip|postcode|address|country|ulica)\d*"),
    ("identification", r"(?:id|name|pesel|birth|gender|imie|nazwisko|login|nick)"),
    ("technical", r"(?:at|on|date|time|created|updated|modified|agent|ip)"),
)
"""Category of data (Article 15(1)(b) GDPR) by a word in a column's name; else `content`."""

STANDARD: Final[Mapping[str, str]] = {
    "first_name": "vcard:n.given",
    "last_name": "vcard:n.family",
    "email": "vcard:email",
    "phone": "vcard:tel",
}


def like(pattern: str, name: str) -> bool:
    """Tell whether a name, in snake case, is of a pattern as a whole."""
    return re.fullmatch(pattern, snake(name)) is not None


def snake(name: str) -> str:
    """Return `commentAuthorEmail` and `Comment-Author-Email` as `comment_author_email`."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")


def title(name: str) -> str:
    """Return a name as words: `first_name` is `First name`."""
    words = snake(name).replace("_", " ")
    return words[:1].upper() + words[1:]


def category(name: str) -> str:
    """Return the category of data that a column's name speaks of."""
    parts = snake(name).split("_")
    return next(
        (one for one, word in CATEGORIES if any(re.fullmatch(word, part) for part in parts)),
        "content",
    )


def identity(name: str) -> IdentifierKind | None:
    """Return what kind of identifier a column is by its name."""
    return next((kind for kind, pattern in IDENTITIES if like(pattern, name)), None)


def singular(name: str) -> str:
    """Return a table's name without its plural, as columns that refer to it begin."""
    name = snake(name)
    if name == "people":
        return "person"
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name
