"""A rule that a letter can break, as a row: its code, the kind of letter, when it is broken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from rightsflow.letters.context import Context
from rightsflow.letters.render import paragraphs

Kind = TypeVar("Kind", bound=Context)


@dataclass(frozen=True, slots=True)
class Rule(Generic[Kind]):
    """One row; `breaks` is asked about letters of its kind alone."""

    code: str
    kind: type[Kind]
    breaks: Callable[[Kind], bool]

    def broken_by(self, context: Context) -> bool:
        """Return whether a letter with this context must not go out."""
        return isinstance(context, self.kind) and self.breaks(context)


def blank(text: str) -> bool:
    """Return whether nothing was written."""
    return not paragraphs(text)
