"""Collections read to their very end, page by page; a shorter answer is an error."""

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.web.client import WebClient
from rightsflow.web.exchange import Answer, Question
from rightsflow.web.following import Read, at, first_question, next_question, total_of
from rightsflow.web.paging import Paging, Whole
from rightsflow.web.strange import strange
from rightsflow.web.trouble import refuse_trouble

Row: TypeAlias = Mapping[str, Any]
"""One record as a system tells it."""

MOST_FRUITLESS = 50
"""Pages in a row that bring nothing new: more of them lead nowhere."""

_REPEATS = (
    "A system gives the same page again and again: it does not know the paging parameter. "
    "Correct paging in the map."
)
_ENDLESS = "A system names ever new pages with nothing new on them. Correct paging in the map."
_CHANGED = "A system's data changed while it was read. It is read again later."
_SHORT = "A system gave fewer or other records than it counts. They are read again later."


@dataclass(slots=True)
class Walk:
    """What was seen on the way through the pages of one collection."""

    pages: int = 0
    fruitless: int = 0
    total: int | None = None
    keys: set[int] = field(default_factory=set, repr=False)
    questions: set[int] = field(default_factory=set, repr=False)

    def asks(self, question: Question) -> None:
        """Note a question; raises `Misconfigured` if it was asked before."""
        asked = hash((question.path, question.query, question.form, repr(question.json)))
        if asked in self.questions:
            raise Misconfigured(_REPEATS)
        self.questions.add(asked)

    def took(self, keys: list[str], total: int | None) -> Read:
        """Note a page; raises `TryAgain` where records repeat or the total changes on the way."""
        new = {hash(key) for key in keys}
        if keys and self.pages and new <= self.keys:
            raise Misconfigured(_REPEATS)
        changed = self.pages and total != self.total
        if changed or len(new) != len(keys) or new & self.keys:
            raise TryAgain(_CHANGED)
        self.total = total
        self.keys |= new
        self.pages += 1
        self.fruitless = 0 if keys else self.fruitless + 1
        if self.fruitless > MOST_FRUITLESS:
            raise Misconfigured(_ENDLESS)
        return Read(self.pages, len(self.keys))

    def ends(self) -> None:
        """Raise `TryAgain` unless as many records came as were counted."""
        if self.total is not None and len(self.keys) != self.total:
            raise TryAgain(_SHORT)


@dataclass(frozen=True, slots=True)
class Listing:
    """A collection to be read: the question, where its records are, what tells them apart.

    `key` returns what no two records have in common; `nothing` tells the answers that mean that
    there is nothing, such as a 404 of the system itself.
    """

    question: Question
    rows_at: str
    key: Callable[[Row], str]
    paging: Paging = field(default_factory=lambda: Whole(kind="whole"))
    nothing: Callable[[Answer], bool] = lambda _: False


async def rows(client: WebClient, listing: Listing) -> AsyncGenerator[Row]:
    """Yield every record, each once; raises `TryAgain` rather than give fewer.

    Errors as `WebClient.ask` and `refuse_trouble`, too.
    """
    walk = Walk()
    question: Question | None = first_question(listing.paging, listing.question)
    while question is not None:
        walk.asks(question)
        answer = await client.ask(question)
        if walk.pages == 0 and listing.nothing(answer):
            return
        refuse_trouble(answer)
        total = total_of(listing.paging, answer)
        page = [] if total == 0 else rows_in(answer, listing.rows_at)
        read = walk.took([listing.key(row) for row in page], total)
        question = next_question(listing.paging, question, answer, read, len(page))
        for row in page:
            yield row
    walk.ends()


def rows_in(answer: Answer, rows_at: str, field: str = "records_at") -> list[Row]:
    """Return the records of one page; `field` names the place in the map.

    Raises `StrangeFormat` (a `TryAgain`) if they are not where they should be.
    """
    page = at(answer.value, rows_at)
    if isinstance(page, dict):
        page = [page]
    if not isinstance(page, list) or not all(isinstance(row, dict) for row in page):
        raise strange(answer, rows_at, "records stand", field)
    return page
