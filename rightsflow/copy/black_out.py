"""What a person decides about texts that may name others, as they write it down.

A line each: `system.collection.field = passage` blacks a passage out, `system.collection.field`
alone leaves the field out whole. Everything else that was shown is released.
"""

from collections.abc import Collection

from rightsflow.errors import NeedsPerson
from rightsflow.law.third_persons import DOCUMENT, Choice, Chosen, is_passage


class NoBlackOut(NeedsPerson):
    """Lines that black out nothing; `lines` are their numbers, from 1. Quotes no passage."""

    def __init__(self, lines: tuple[int, ...]) -> None:
        self.lines = lines
        super().__init__("lines " + ", ".join(map(str, lines)))


def released(text: str, waiting: Collection[str]) -> tuple[Chosen, ...]:
    """Return the choices of a person who releases what waits, but for what the text says.

    `waiting` are the places that were shown (`system.collection.column`, or `@document` for the
    column). Raises `NoBlackOut` for a line that names none of them, for a passage that has a
    block in it, and for one in a document: of that nothing can be blacked out, so it goes whole.
    """
    passages: dict[str, list[str]] = {}
    bad = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        place, separator, passage = (part.strip() for part in line.partition("="))
        if place not in waiting or not _can_be_blacked(place, separator, passage):
            bad.append(number)
        passages.setdefault(place, []).extend([passage] if separator else [])
    if bad:
        raise NoBlackOut(tuple(bad))
    whole = frozenset(place for place, found in passages.items() if not found)
    free = frozenset(waiting) - whole
    chosen = [Chosen(Choice.release_field, free)] if free else []
    chosen += [
        Chosen(Choice.black_out, frozenset({place}), tuple(dict.fromkeys(found)))
        for place, found in passages.items()
        if found
    ]
    return (*chosen, *kept_out(whole))


def kept_out(waiting: Collection[str]) -> tuple[Chosen, ...]:
    """Return the choice of a person who leaves out everything that waits."""
    return (Chosen(Choice.withhold, frozenset(waiting)),) if waiting else ()


def _can_be_blacked(place: str, separator: str, passage: str) -> bool:
    if not separator:
        return True
    return is_passage(passage) and not place.endswith(f".{DOCUMENT}")
