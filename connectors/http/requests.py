"""Requests as a data map declares them: a shape, and places into which values are put.

A text `$name` stands for a value and is replaced as a whole, in the path as one segment between
slashes; `$$` begins a text that begins with a dollar itself. Nothing is put into the middle of a
text, so that no value can become a part of a question's form.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, field_validator

from rightsflow.datamap.part import Name, Part, Plain
from rightsflow.law.subject import IdentifierKind
from rightsflow.web.paging import Paging

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Scalar: TypeAlias = str | int | float | bool

VALUE, VALUES, PARENT = "value", "values", "parent."
"""What is asked for; many of them at once; columns of the record above."""


def _path(text: str) -> str:
    segments = text.split("/")
    if "?" in text or "#" in text or ":" in text or {"", ".", ".."} & set(segments):
        problem = "give the way below base_url, such as contacts/$id: no query, no empty segment"
        raise ValueError(problem)
    inside = [one for one in segments if "$" in one[1:] or "{" in one]
    if inside:
        problem = f"{inside[0]}: a value fills a whole segment, written $name"
        raise ValueError(problem)
    return text


class Request(Part):
    """What is asked: `query`, and `json` or `form` in the body.

    `absent`: statuses by which the system itself says that there is nothing. `absent_says`: where
    such an answer must hold something, so that a proxy's 404 does not pass for the system's.
    """

    path: Annotated[str, AfterValidator(_path)]
    method: Method = "GET"
    query: dict[str, Scalar | list[Scalar]] = Field(default_factory=dict)
    body: dict[str, Any] | None = Field(default=None, alias="json")
    form: dict[str, Scalar] = Field(default_factory=dict)
    absent: tuple[int, ...] = ()
    absent_says: str = ""

    @field_validator("absent")
    @classmethod
    def _is_no_refusal(cls, statuses: tuple[int, ...]) -> tuple[int, ...]:
        if set(statuses) - {400, 404, 405, 410, 422}:
            problem = "only 400, 404, 405, 410 and 422 can mean that there is nothing"
            raise ValueError(problem)
        return statuses

    @property
    def places(self) -> frozenset[str]:
        """Return the names of the values that are put in."""
        return frozenset(_names([self.path.split("/"), self.query, self.body, self.form]))

    @property
    def in_path(self) -> frozenset[str]:
        """Return the names of those that stand in the path."""
        return frozenset(_names(self.path.split("/")))


class Several(Request):
    """A request that gives records: where they are in an answer, and how they are paged.

    `paging` has to be said, `{kind: whole}` too: a first page taken for all is a copy that lacks
    the rest, and nobody notices.
    """

    records_at: str = ""
    paging: Paging


class Find(Several):
    """How people are looked for by one kind of identifier.

    `$value` is one, `$values` (in `json`) a list of up to `at_most`. With neither everybody is
    read, once for a batch. The system only narrows down: what it gives is compared here.
    """

    by: IdentifierKind
    at_most: int = Field(default=100, ge=1, le=1000)


class One(Request):
    """A request that gives one record, by its key."""

    record_at: str = ""
    absent: tuple[int, ...] = (404, 410)


class Update(Request):
    """A request that sets fields of a record: by column, where it stands in what is sent.

    `empty`: what is sent where a field is emptied.
    """

    method: Literal["PATCH", "PUT", "POST"] = "PATCH"
    send: Literal["json", "form"] = "json"
    fields: Annotated[dict[str, str], Field(min_length=1)]
    empty: Plain = None
    absent: tuple[int, ...] = (404, 410)


class Delete(Request):
    """A request that deletes a record.

    Of the collections whose records hang on it the system deletes those in `takes` and `contains`
    along, and leaves those in `leaves`. What it `contains` is a part of it and needs no order of
    its own. A record on which another hangs that no order names, and that may go along, is not
    deleted.
    """

    method: Literal["DELETE", "POST", "PUT", "PATCH"] = "DELETE"
    takes: tuple[Name, ...] = ()
    contains: tuple[Name, ...] = ()
    leaves: tuple[Name, ...] = ()
    absent: tuple[int, ...] = (404, 410)


class DocumentAt(Part):
    """The file of a record: its address in a column (`url`), or a request's path (`path`).

    `title`: the column with its name; `suffix`: such as `.pdf`, where the name has none. `hosts`:
    other servers on which files may lie; they are not shown our credential.
    """

    url: str | None = None
    path: Annotated[str, AfterValidator(_path)] | None = None
    title: str | None = None
    suffix: Annotated[str, Field(pattern=r"^\.[a-z0-9]{1,8}$")] = ".bin"
    hosts: tuple[str, ...] = ()


class Requests(Part):
    """All that can be asked about one collection.

    `key`: the columns that name a record, where one alone does not. `retained_if`: columns and
    values by which the system says that a deleted record was only put away; `retained_as` is the
    reason told in the receipt.
    """

    key: tuple[str, ...] = ()
    find: tuple[Find, ...] = ()
    everybody: Several | None = None
    get: One | None = None
    read: Several | None = None
    update: Update | None = None
    delete: Delete | None = None
    retained_if: dict[str, tuple[Plain, ...]] = Field(default_factory=dict)
    retained_as: Name = "archived"
    document: DocumentAt | None = None


def name_in(text: object) -> str | None:
    """Return the name of the value that a text stands for; None if it stands for itself."""
    if isinstance(text, str) and text.startswith("$") and not text.startswith("$$"):
        return text[1:]
    return None


def _names(template: object) -> Iterator[str]:
    if isinstance(template, dict):
        template = list(template.values())
    if isinstance(template, list):
        for one in template:
            yield from _names(one)
    elif (name := name_in(template)) is not None:
        yield name
