"""Data of third persons in a copy: what is left out, what waits, and what a person may decide.

Sources: Articles 15(4) and 20(4) GDPR (a copy must not adversely affect the rights and freedoms of
others), recital 63 (which never means that all information is refused), Article 12(4) (leaving
out is a refusal in part, told with reasons and remedies); EDPB Guidelines 01/2022, section 6.2
(weigh in the single case, and black out before leaving out).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """Why something is left out of a copy for the sake of others."""

    third_party = "third_party"
    held_back = "held_back"
    withheld = "withheld"
    blacked_out = "blacked_out"


@dataclass(frozen=True, slots=True)
class Row:
    """A reason, its provisions in a copy (15) and in an export (20), and who has decided it.

    `waits`: nobody has yet; a person must, before the rest of the copy is complete.
    """

    why: Why
    access: str
    portability: str
    waits: bool = False


WHYS: tuple[Row, ...] = (
    # Decided once for the column, by whoever wrote the data map: it is another person's data.
    Row(Why.third_party, "15(4)", "20(4)"),
    # A free text or a document that may name others: held back until a person has looked.
    Row(Why.held_back, "15(4)", "20(4)", waits=True),
    # A person has looked, and weighed the rights of both.
    Row(Why.withheld, "15(4)", "20(4)"),
    Row(Why.blacked_out, "15(4)", "20(4)"),
)
"""One row for each reason."""


class Choice(StrEnum):
    """What a person may decide about what was held back."""

    release_all = "release_all"
    release_field = "release_field"
    withhold = "withhold"
    black_out = "black_out"


class Names(StrEnum):
    """What a choice names: fields (`system.collection.column`), passages of their texts."""

    fields = "fields"
    passages = "passages"


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A choice: its provision, what it names, and whether it refuses a part (Article 12(4))."""

    choice: Choice
    article: str
    names: tuple[Names, ...] = ()
    refuses: bool = False


CHOICES: tuple[ChoiceRow, ...] = (
    ChoiceRow(Choice.release_all, "15(3)"),
    ChoiceRow(Choice.release_field, "15(3)", (Names.fields,)),
    # The mildest means first: a passage goes before the field, the field before the record.
    ChoiceRow(Choice.black_out, "15(4), recital 63", (Names.fields, Names.passages), refuses=True),
    ChoiceRow(Choice.withhold, "15(4), recital 63", (Names.fields,), refuses=True),
)
"""One row for each choice. To refuse the whole copy is none of them."""

DOCUMENT = "@document"
"""Stands for the document of a record where a place names a column."""

BLOCK = "█"
"""What a passage is replaced by, in a run of fixed length; no passage can contain it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice that was made; `fields` are places, `passages` exact strings in each of them."""

    choice: Choice
    fields: frozenset[str] = frozenset()
    passages: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a copy leaves out, by place (`system.collection.column`).

    `held_back` still waits, `withheld` was decided, `redactions` are passages to black out.
    """

    held_back: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    redactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @property
    def refuses(self) -> bool:
        """Say whether a part of the copy is refused, which the letter tells (Article 12(4))."""
        return bool(self.held_back or self.withheld or self.redactions)


def decided(waiting: Collection[str], chosen: Sequence[Chosen]) -> Decided:
    """Return what is left out after these choices; a later one about a field takes its place.

    Raises `ValueError` for a choice that does not name what it needs, and for a passage that is
    blank or has a block in it. No text of an error quotes a passage.
    """
    held, withheld = set(waiting), set[str]()
    redactions: dict[str, tuple[str, ...]] = {}
    for one in chosen:
        _checked(one)
        fields = one.fields or held.copy()
        held -= fields
        withheld -= fields
        if one.choice is Choice.withhold:
            withheld |= fields
        for place in fields:
            if one.choice is Choice.black_out:
                earlier = redactions.get(place, ())
                redactions[place] = tuple(dict.fromkeys((*earlier, *one.passages)))
            else:
                redactions.pop(place, None)
    return Decided(frozenset(held), frozenset(withheld), redactions)


def _checked(one: Chosen) -> None:
    names = next(row.names for row in CHOICES if row.choice is one.choice)
    if bool(one.fields) != (Names.fields in names):
        problem = f"{one.choice}: name the fields" if not one.fields else "names fields in vain"
        raise ValueError(problem)
    if bool(one.passages) != (Names.passages in names):
        problem = f"{one.choice}: name the passages" if not one.passages else "passages in vain"
        raise ValueError(problem)
    check_passages(one.passages)


def is_passage(text: str) -> bool:
    """Say whether a text can be blacked out: not a blank one, nor one with a block in it."""
    return bool(text.strip()) and BLOCK not in text


def check_passages(passages: Collection[str]) -> None:
    """Raise `ValueError` for a passage that is blank or has a block in it."""
    if not all(map(is_passage, passages)):
        problem = "a passage to black out is blank, or has a block in it"
        raise ValueError(problem)
