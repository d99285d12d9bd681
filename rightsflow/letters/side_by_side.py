"""Answers that stand in one letter: what one says of the data is true of what the others did."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rightsflow.law.ground import Treatment
from rightsflow.letters.parts import PartTold, PurposeTold
from rightsflow.letters.rights import RightAnswer

_GONE = frozenset({Treatment.erase, Treatment.blank})


def beside_each_other(answers: Sequence[RightAnswer]) -> tuple[RightAnswer, ...]:
    """Return answers for one letter: none says that goes on what another erases or stops."""
    parts = [part for answer in answers for part in answer.parts]
    gone, ended = _gone(parts), _ended(parts)
    return tuple(
        replace(answer, parts=tuple(_true(answer.parts, gone, ended))) for answer in answers
    )


def _gone(parts: Sequence[PartTold]) -> set[tuple[str, str]]:
    """Return system and collection of what is erased, and of which nothing stays."""
    gone = {(one.system, what) for one in parts if one.treatment in _GONE for what in one.what}
    return gone - {(one.system, what) for one in parts if one.leaves for what in one.what}


def _ended(parts: Sequence[PartTold]) -> set[tuple[str, PurposeTold]]:
    """Return system and purpose of what is stopped, by a program or by hand."""
    stops = [one for one in parts if one.treatment is Treatment.stop]
    return {(one.system, purpose) for one in stops for purpose in one.purposes}


def _true(
    parts: Sequence[PartTold], gone: set[tuple[str, str]], ended: set[tuple[str, PurposeTold]]
) -> Iterator[PartTold]:
    for part in parts:
        if part.treatment is not Treatment.go_on:
            yield part
            continue
        purposes = tuple(one for one in part.purposes if (part.system, one) not in ended)
        if purposes and not all((part.system, what) in gone for what in part.what):
            yield replace(part, purposes=purposes)
