"""Who is not to be written to, or not to be taken in again: two lists with different meaning.

An objection to direct marketing ends it for good (Article 21(3) GDPR), so somebody has to remember
who objected; an erasure that the next import undoes was none (Article 17(1)). Neither list says
that a person may not come back: whoever gives consent anew, or applies for a job again, is taken
off it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.subject import IdentifierKind

EVERYTHING = ""
"""The scope of an entry that is about all marketing, or about every system."""

_BUT = "-"

LISTED_KINDS = frozenset({IdentifierKind.email, IdentifierKind.phone})
"""By what people are recognised in imports; a name is no one person's."""


class SuppressionList(StrEnum):
    """What an entry forbids.

    `no_marketing`: to use the data for direct marketing (Article 21(3)); its scope is a purpose
    as `system.purpose`. `do_not_recreate`: to take the person in again from an old file after an
    erasure (Article 17); its scope is a system.
    """

    no_marketing = "no_marketing"
    do_not_recreate = "do_not_recreate"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: `scope` as above, `EVERYTHING`, or one `all_but` of it."""

    list: SuppressionList
    scope: str


def all_but(scope: str) -> str:
    """Return the scope that takes one purpose or system out of an entry about everything."""
    return f"{_BUT}{scope}"


def forbids(entries: Iterable[Entry], of: SuppressionList, scope: str = EVERYTHING) -> bool:
    """Say whether a list forbids this purpose or system; without one, whether it forbids any."""
    scopes = {entry.scope for entry in entries if entry.list is of}
    if scope == EVERYTHING:
        return any(not one.startswith(_BUT) for one in scopes)
    return scope in scopes or (EVERYTHING in scopes and all_but(scope) not in scopes)
