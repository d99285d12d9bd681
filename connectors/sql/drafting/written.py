"""A draft as YAML, with a comment wherever something was guessed."""

import json
import re
from collections.abc import Iterator, Mapping

from connectors.sql.drafting.draft import Draft, DraftCollection, DraftField
from connectors.sql.drafting.words import title
from rightsflow.law.right import Ground

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""What some reader of YAML takes for something else than a word."""

_HEAD = """\
# A first data map of the database {database}, drafted from its tables, columns and the first rows
# of each. Nobody has decided anything yet. Look at every line with "guess", answer every TODO (the
# map is refused until then), then run: rightsflow check
# Nothing here is `verified`: say it of an e-mail column only where the person once proved, by a
# link in a message, that the address is theirs. Without one no data is sent by this map alone.
"""


def written(draft: Draft, *, system: str, database: str, connection: Mapping[str, object]) -> str:
    """Return the map as text, ending with a newline."""
    lines = [
        _HEAD.format(database=database).rstrip(),
        f"system: {_text(system)}",
        f"title: {{en: {_text(title(system))}}}  # guess: the name of the database",
        "connector: sql",
        "connection:",
        *(f"  {name}: {_value(value)}" for name, value in connection.items()),
        "  # write: true, or a role of its own, lets rightsflow erase and correct here",
        'answers_for: "TODO: the e-mail address of whoever answers for this system"',
        "",
        *_purposes(),
        "collections:",
    ]
    for one in draft.collections:
        lines += [*_collection(one), ""]
    if draft.ignored:
        lines += ["# Left out as a whole. After an erasure these are searched all the same."]
        lines += ["ignore:"]
        lines += [
            f"  {_text(name)}: {_text(why)}{_guess(why)}" for name, why in draft.ignored.items()
        ]
    return "\n".join(lines).rstrip() + "\n"


def _purposes() -> Iterator[str]:
    grounds = ", ".join(Ground)
    yield "# Usually there are several; give each collection the one that it really serves."
    yield "purposes:"
    yield "  main:"
    yield '    title: {en: "TODO: what the data is for, in plain words"}'
    yield f'    ground: "TODO: one of {grounds}"'
    yield "    retention:"
    yield '      criteria: {en: "TODO: how long it is kept, in plain words"}'
    yield ""


def _collection(one: DraftCollection) -> Iterator[str]:
    yield f"  {one.name}:"
    for note in one.notes:
        yield f"    # guess: {note}"
    yield f"    title: {{en: {_text(title(one.name))}}}"
    yield f"    table: {_text(one.table)}"
    yield f"    key: {_text(one.key)}"
    if one.found:
        yield "    # person: true, if each record stands for one person"
        yield "    identity:"
        for each in one.found:
            how = f"{{column: {_text(each.column)}, kind: {each.kind}}}"
            yield f"      - {how}  # guess: {each.why}"
    if one.parent:
        yield from _parent(one)
    yield "    purpose: main"
    yield "    fields:" if one.fields else "    fields: {}"
    for field in one.fields:
        yield f"      {_text(field.column)}: {_field(field)}"
    if one.ignored:
        yield "    ignore:"
        for column, why in one.ignored.items():
            yield f"      {_text(column)}: {_text(why)}{_guess(why)}"


def _parent(one: DraftCollection) -> Iterator[str]:
    link = one.parent
    if link is None:
        return
    yield "    parent:"
    yield f"      collection: {one.above}"
    comment = "" if link.sure else f"  # guess: {link.why}"
    yield f"      on: {{{_text(link.column)}: {_text(link.to)}}}{comment}"
    if link.where:
        column, value = link.where
        yield f"      where: {{{_text(column)}: {_value(value)}}}"


def _field(field: DraftField) -> str:
    said = [f"title: {{en: {_text(title(field.column))}}}", f"category: {field.category}"]
    said += [f"{mark}: true" for mark in field.marks]
    if field.standard:
        said.append(f'standard: "{field.standard}"')
    comment = f"  # guess: {field.why}" if field.why else ""
    return f"{{{', '.join(said)}}}{comment}"


def _guess(why: str) -> str:
    return "" if why.startswith("TODO") else "  # guess"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_text(k)}: {_value(v)}' for k, v in value.items())}}}"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    """Return a text as YAML reads it back, in quotes unless it is one plain word."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
