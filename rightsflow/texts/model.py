"""What comes back from reading a letter or a document."""

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """Whether a document could be searched.

    `no_text`: it can be opened and holds no text: a scan, a photograph. `partly`: some pages or
    parts hold none, or the rest is beyond a limit. `unreadable`: encrypted, damaged, too costly,
    or of a kind that is not read.
    """

    read = "read"
    partly = "partly"
    no_text = "no_text"
    unreadable = "unreadable"


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a document, as far as it could be read."""

    state: State
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of a letter; `flaws` say why it was not read, or not all of it (`mime.flaw`).

    `attached`: how many parts are no text of the letter, and are not read.
    """

    text: str = field(default="", repr=False)
    flaws: tuple[str, ...] = ()
    attached: int = 0
