"""Reading one REST system by its declared requests: people, single records, what is below them."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from connectors.http.filling import Unaskable, filled
from connectors.http.requests import PARENT, One, Request, Requests, Several
from connectors.http.rows import key_of, parts_of
from connectors.http.settings import HttpConnection
from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.web import Answer, StrangeFormat, WebClient, made_of, refuse_trouble
from rightsflow.web.following import at
from rightsflow.web.pages import Listing, Row, rows, rows_in

NOTHING_BELOW = (400, 404, 410, 422)
"""How systems answer when they are asked what hangs on a record that is gone."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Asks by the requests of a map; raises as `WebClient.ask` and `refuse_trouble` do."""

    client: WebClient
    system: SystemMap
    connection: HttpConnection

    def requests(self, name: str) -> Requests:
        """Return what can be asked about a collection."""
        return self.connection.requests[name]

    def collection(self, name: str) -> Collection:
        """Return what the map says of a collection."""
        return self.system.collections[name]

    def key_columns(self, name: str) -> Sequence[str]:
        """Return the columns that name a record."""
        return self.requests(name).key or (self.collection(name).key,)

    def record(self, name: str, row: Row) -> str:
        """Return the name of a record."""
        return f"{name}:{key_of(self.key_columns(name), row)}"

    def place(self, name: str, request: Request) -> str:
        """Return where in the map a request of a collection stands."""
        of = self.requests(name)
        at_ = next((f"find.{n}" for n, one in enumerate(of.find) if one is request), "")
        named = {"everybody": of.everybody, "get": of.get, "read": of.read}
        at_ = at_ or next((one for one, there in named.items() if there is request), "")
        return f"connection.requests.{name}.{at_}".rstrip(".")

    @contextmanager
    def telling(self, place: str) -> Iterator[None]:
        """Let an answer that is not made as the map says be told with its request."""
        try:
            yield
        except StrangeFormat as error:
            message = f"{self.system.system}.yaml {place}: {error}"
            raise StrangeFormat(message) from None

    async def several(
        self, name: str, request: Several, values: Mapping[str, Any]
    ) -> AsyncGenerator[Row]:
        """Yield the records that a request gives; none if no question can hold the values."""
        try:
            question = filled(request, values, self.connection.headers)
        except Unaskable:
            return
        listing = Listing(
            question,
            request.records_at,
            partial(key_of, self.key_columns(name)),
            request.paging,
            partial(says_absent, request),
        )
        with self.telling(self.place(name, request)):
            async for row in rows(self.client, listing):
                yield row

    async def get(self, name: str, key: str) -> Row | None:
        """Return one record; None if the system says that it has none of this key."""
        request, parts = self.requests(name).get, parts_of(self.key_columns(name), key)
        if request is None or parts is None:
            return None
        try:
            question = filled(request, parts, self.connection.headers)
        except Unaskable:
            return None
        answer = await self.client.ask(question)
        if says_absent(request, answer):
            return None
        refuse_trouble(answer)
        with self.telling(self.place(name, request)):
            return self._of_key(name, key, parts, request, answer)

    def _of_key(
        self, name: str, key: str, parts: Mapping[str, str], request: One, answer: Answer
    ) -> Row | None:
        """Return the record of an answer; an answer about another one is no answer about it."""
        if _says_null(answer, request.record_at):
            return None
        found = rows_in(answer, request.record_at, "record_at")
        if not found:
            return None
        row = {**parts, **found[0]}
        if len(found) > 1 or not found[0] or key_of(self.key_columns(name), row) != key:
            message = (
                f"another record came than was asked for, or several: {made_of(answer.value)}. "
                "Correct path, record_at or key if it is always so; it is asked again later."
            )
            raise StrangeFormat(message)
        return row

    async def below(self, name: str, parent: Row, *, gone: bool = False) -> AsyncGenerator[Row]:
        """Yield the records of a collection that hang on a record; those of others are left out.

        `gone`: the record above is not there any more, so that a refusal, too, means nothing.
        """
        request, link = self.requests(name).read, self.collection(name).parent
        if request is None or link is None:
            return
        if gone:
            request = request.model_copy(update={"absent": NOTHING_BELOW, "absent_says": ""})
        above = {own: at(parent, theirs) for own, theirs in link.on.items()}
        if None in above.values():
            return
        values = {place: at(parent, place.removeprefix(PARENT)) for place in request.places}
        async for row in self.several_below(name, request, values, above):
            if all(str(at(row, own)) == str(value) for own, value in link.where.items()):
                yield row

    async def several_below(
        self,
        name: str,
        request: Several,
        values: Mapping[str, Any],
        above: Mapping[str, Any],
    ) -> AsyncGenerator[Row]:
        """Yield records with the columns that only the question named."""
        try:
            question = filled(request, values, self.connection.headers)
        except Unaskable:
            return

        def key(row: Row) -> str:
            return key_of(self.key_columns(name), {**above, **row})

        absent = partial(says_absent, request)
        listing = Listing(question, request.records_at, key, request.paging, absent)
        with self.telling(f"connection.requests.{name}.read"):
            async for row in rows(self.client, listing):
                whole = {**above, **row}
                if all(str(at(whole, own)) == str(value) for own, value in above.items()):
                    yield whole


def _says_null(answer: Answer, place: str) -> bool:
    """Tell whether there is a place for a record, and nothing stands in it."""
    above, _, last = place.rpartition(".")
    holder = at(answer.value, above)
    return bool(place) and isinstance(holder, dict) and last in holder and holder[last] is None


def says_absent(request: Request, answer: Answer) -> bool:
    """Tell whether the system itself says that there is nothing."""
    if answer.status not in request.absent:
        return False
    said = at(answer.value, request.absent_says) if request.absent_says else ...
    return said is not None and said != ""
