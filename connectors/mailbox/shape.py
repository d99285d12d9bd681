"""What a message tells, and what the data map of a mailbox has to say about it.

A mailbox holds one kind of thing. Its map adds title, purpose and retention, and cannot forget
that others write and are written to: their names are third persons' data, texts may name more.
"""

import re
from collections.abc import Iterator

from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.errors import Fault, Faulty
from rightsflow.law.facts import Erasing
from rightsflow.law.subject import IdentifierKind

PERSON, OTHERS, SUBJECT, TEXT, MARK = "person", "others", "subject", "text", "mark"

FIELDS = (
    "folder",
    "received_at",
    "sent_at",
    "direction",
    PERSON,
    "ours",
    OTHERS,
    SUBJECT,
    TEXT,
    "not_read",
    MARK,
)
"""Fields of a message; README, What it holds, says what each is."""

KEYWORD = re.compile(r"[A-Za-z0-9$._-]{1,64}")
"""A keyword that every server can keep (RFC 9051: an atom)."""


def refuse_other_shapes(system: SystemMap) -> None:
    """Raise `Faulty`, all faults named, if the map does not describe a mailbox."""
    faults = [Fault(f"{system.system}.yaml", 0, *fault) for fault in _faults(system)]
    if faults:
        raise Faulty(faults)


def keyword_of(system: SystemMap) -> str | None:
    """Return the keyword that marks a restriction; None if the map names none."""
    (collection,) = system.collections.values()
    keyword = collection.restrict.values.get(MARK) if collection.restrict else None
    return None if keyword is None else str(keyword)


def _faults(system: SystemMap) -> Iterator[tuple[str, str, str]]:
    if len(system.collections) != 1:
        yield "collections", "a mailbox holds messages alone", "Give one collection"
    for name, collection in system.collections.items():
        at = f"collections.{name}"
        yield from _fields(at, collection)
        if {(one.column, one.kind) for one in collection.identity} != {
            (PERSON, IdentifierKind.email)
        }:
            remedy = f"Give one identity: column {PERSON}, kind email"
            yield f"{at}.identity", "people are correspondents here", remedy
        if not collection.document_may_name_others:
            remedy = "Set document_may_name_others: true"
            yield at, "a message may name anybody", remedy
        if collection.document or collection.discloses or collection.person:
            remedy = "Remove document, discloses and person"
            yield at, "a message is no person, log or column", remedy
        yield from _deeds(at, collection)


def _fields(at: str, collection: Collection) -> Iterator[tuple[str, str, str]]:
    named = collection.fields.keys() | collection.ignore.keys()
    for field in sorted(named - set(FIELDS)):
        yield f"{at}.fields.{field}", "a message has no such field", "Remove it"
    for field in sorted(set(FIELDS) - named):
        yield f"{at}.fields.{field}", "is missing", "Add it, or name it under ignore and say why"
    others = collection.fields.get(OTHERS)
    if others is not None and not others.third_party:
        yield f"{at}.fields.{OTHERS}", "others took part", "Set third_party: true"
    for field in (SUBJECT, TEXT):
        told = collection.fields.get(field)
        if told is not None and not told.may_name_others:
            yield f"{at}.fields.{field}", "may name anybody", "Set may_name_others: true"


def _deeds(at: str, collection: Collection) -> Iterator[tuple[str, str, str]]:
    if collection.erasing is Erasing.blank:
        yield f"{at}.erase", "a message cannot be blanked", "Set erase to delete or leave"
    if collection.stop:
        yield f"{at}.stop", "a mailbox ends no purpose", "Remove it: a person is asked"
    mark = collection.restrict
    if mark is None:
        return
    keyword = mark.values.get(MARK)
    is_keyword = isinstance(keyword, str) and KEYWORD.fullmatch(keyword)
    if set(mark.values) != {MARK} or not is_keyword or mark.lift[MARK] is not None:
        remedy = f"Set {MARK} to a keyword such as $Restricted, and lift it to null"
        yield f"{at}.restrict", "a mailbox marks by a keyword", remedy
