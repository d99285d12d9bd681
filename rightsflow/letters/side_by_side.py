"""Answers that stand in one letter: what one says of the data is true of what the others did."""

from collections.abc import Sequence
from dataclasses import replace

from rightsflow.law.ground import Treatment
from rightsflow.letters.parts import PartTold
from rightsflow.letters.rights import RightAnswer

_GONE = frozenset({Treatment.erase, Treatment.blank})


def beside_each_other(answers: Sequence[RightAnswer]) -> tuple[RightAnswer, ...]:
    """Return answers for one letter: none says that processing goes on of what another erases."""
    parts = [part for answer in answers for part in answer.parts]
    gone = {(one.system, what) for one in parts if one.treatment in _GONE for what in one.what}
    gone -= {(one.system, what) for one in parts if one.leaves for what in one.what}

    def is_true(part: PartTold) -> bool:
        goes_on = part.treatment is Treatment.go_on
        return not (goes_on and all((part.system, what) in gone for what in part.what))

    return tuple(
        replace(answer, parts=tuple(part for part in answer.parts if is_true(part)))
        for answer in answers
    )
