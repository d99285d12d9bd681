"""What each column of a table is taken for."""

from collections.abc import Iterator

from sqlalchemy import types

from connectors.sql.drafting import words
from connectors.sql.drafting.draft import DraftField, Found
from connectors.sql.drafting.facts import TableFacts
from connectors.sql.sample import Shape
from rightsflow.law.subject import IdentifierKind

_SECRET = "protects an account; in a copy it would endanger it"  # noqa: S105 - a reason
_BYTES = "bytes that nobody can read as text; look at what they are"
_NOTHING = Shape()


def found_by(table: TableFacts) -> tuple[Found, ...]:
    """Return the columns by which people are found: by name, or because addresses stand there.

    A name that what stands there contradicts is no reason: `mail` may hold the text of a mail.
    """
    if words.like(words.LOGS, table.name) or words.like(words.AUDITS, table.name):
        return ()
    return tuple(found for name in table.shapes if (found := _found(table, name)))


def _found(table: TableFacts, name: str) -> Found | None:
    shape, kind = table.shapes[name], words.identity(name)
    if shape.mostly("addresses"):
        why = f"{shape.addresses} of {shape.filled} sampled values are addresses"
        return Found(name, IdentifierKind.email, why)
    if kind is None or words.like(words.SECRETS, name):
        return None
    if not shape.filled:
        return Found(name, kind, "by its name alone: no value was there to look at")
    if kind is IdentifierKind.phone and shape.mostly("phones"):
        return Found(name, kind, f"{shape.phones} of {shape.filled} sampled values are telephones")
    if kind is IdentifierKind.pesel:
        return Found(name, kind, "by its name alone")
    return None


def fields_of(table: TableFacts, links: set[str]) -> tuple[DraftField, ...]:
    """Return the columns that are mapped, in their order."""
    return tuple(
        _field(table, name)
        for name in table.kinds
        if name not in links and name not in ignored_of(table)
    )


def ignored_of(table: TableFacts) -> dict[str, str]:
    """Return the columns that are left out, with the reason."""
    return dict(_ignored(table))


def _ignored(table: TableFacts) -> Iterator[tuple[str, str]]:
    for name, kind in table.kinds.items():
        if name in table.key:
            continue
        if words.like(words.SECRETS, name):
            yield name, _SECRET
        elif isinstance(kind, types.LargeBinary):
            yield name, _BYTES


def _field(table: TableFacts, name: str) -> DraftField:
    shape = table.shapes.get(name, _NOTHING)
    marks: list[str] = []
    why: list[str] = []
    if words.like(words.OTHERS, name) and not _is_theirs(table, name):
        marks.append("third_party")
        why.append("names somebody else, who wrote or owns the record")
    elif _is_free(name, shape):
        marks.append("may_name_others")
        seen = f" ({shape.prose} of {shape.filled} sampled values are running text)"
        why.append(f"free text that may name others{seen if shape.prose else ''}")
    if words.like(words.OLD_VALUES, name):
        why.append("an old value: what was corrected or erased elsewhere stays here")
    if shape.paths and (words.like(words.FILES, name) or shape.mostly("paths")):
        why.append(
            f"path of a file ({shape.paths} of {shape.filled} sampled values): the file itself "
            "wants a map of its own, connector: files"
        )
    standard = words.STANDARD.get(words.snake(name), "")
    return DraftField(name, words.category(name), tuple(marks), standard, "; ".join(why))


def _is_theirs(table: TableFacts, name: str) -> bool:
    """Tell whether the author is the person who is found: `author` beside `author_email`."""
    return any(found.column.startswith(f"{name}_") for found in found_by(table))


def _is_free(name: str, shape: Shape) -> bool:
    return shape.prose > 0 or words.like(words.FREE_TEXT, name)
