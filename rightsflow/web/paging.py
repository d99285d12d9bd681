"""How a system gives a long answer in pages: what a data map may say of it.

Sources: RFC 8288 (Link header); the vendors' pages name the rest.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Path: TypeAlias = Annotated[str, Field(min_length=1)]
"""Where something stands in an answer, such as `paging.next.after`; see `following.at`."""


class _Paging(BaseModel):
    """What all ways share.

    `limit`: the parameter that says how many are wanted (`size`). `total_at`: where an answer says
    how many there are altogether; `more_at`: where it says whether more follow. `place`: where the
    parameters stand in the question.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: Path | None = None
    size: int = Field(default=100, ge=1, le=10_000)
    total_at: Path | None = None
    more_at: Path | None = None
    place: Literal["query", "json", "form"] = "query"


class ByPage(_Paging):
    """Pages have numbers, from `first` on."""

    kind: Literal["page"]
    page: Path
    first: int = Field(default=1, ge=0, le=1)


class ByOffset(_Paging):
    """A question names how many records to skip."""

    kind: Literal["offset"]
    offset: Path


class _Pointed(_Paging):
    """An answer says itself how it goes on.

    `ends`: how the last answer says that it is the last. `empty`: what led on stands there still,
    with nothing in it, so that a place misspelt in the map is noticed; `absent`: it is left out.
    """

    ends: Literal["empty", "absent"] = "empty"


class ByCursor(_Pointed):
    """An answer holds a word (at `cursor_at`) that the next question repeats."""

    kind: Literal["cursor"]
    cursor: Path
    cursor_at: Path


class ByLink(_Paging):
    """The header `Link` of an answer names the next address (RFC 8288), with `rel="next"`."""

    kind: Literal["link"]


class ByUrl(_Pointed):
    """An answer holds the next address at `url_at`."""

    kind: Literal["url"]
    url_at: Path


class Whole(_Paging):
    """Everything comes in one answer."""

    kind: Literal["whole"]


Paging = Annotated[
    ByPage | ByOffset | ByCursor | ByLink | ByUrl | Whole, Field(discriminator="kind")
]
