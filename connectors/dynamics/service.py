"""The Web API of one environment: rows read to the very end, and changed only if they are there."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final

from connectors.dynamics.odata import address, equal, filters
from connectors.dynamics.tables import EXPAND, SELECT, Table, read_table
from connectors.dynamics.trouble import Change, change_of, is_no_answer
from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.web import STRANGE_FORMAT, Answer, Question, WebClient, refuse_trouble
from rightsflow.web.pages import Listing, Row, rows
from rightsflow.web.paging import ByUrl

LABEL: Final = "OData.Community.Display.V1.FormattedValue"
ETAG: Final = "@odata.etag"
ANY: Final = "*"
"""The If-Match of a change that must never create what it changes (an upsert would)."""

_ODATA: Final = {"OData-Version": "4.0", "OData-MaxVersion": "4.0"}
_PAGING: Final = ByUrl(kind="url", url_at="@odata.nextLink", ends="absent")


class Service:
    """Asks one environment. Errors are those of `WebClient.ask` and of `trouble`."""

    def __init__(self, client: WebClient, page_size: int) -> None:
        """Take the client and how many rows are asked for at once."""
        self._client = client
        # The same on every page: the address of the next one counts on it.
        prefer = f'odata.maxpagesize={page_size},odata.include-annotations="{LABEL}"'
        self._reading = {**_ODATA, "Prefer": prefer}

    async def get(self, path: str, *query: tuple[str, str]) -> Mapping[str, Any]:
        """Return one thing that must be there."""
        asked = address(path, *query) if query else path
        answer = await self._client.ask(Question(asked, headers=_ODATA))
        refuse_trouble(answer)
        return _row(answer)

    async def tables(self, names: Iterable[str]) -> dict[str, Table]:
        """Return the definitions of those tables that are there, by logical name."""
        found: dict[str, Table] = {}
        for some in filters(equal("LogicalName", name, "String") for name in sorted(set(names))):
            query = (("$select", SELECT), ("$filter", some), ("$expand", EXPAND))
            for row in (await self.get("EntityDefinitions", *query)).get("value", []):
                table = read_table(row)
                found[table.name] = table
        return found

    async def rows(
        self, table: Table, columns: Sequence[str], conditions: Iterable[str]
    ) -> AsyncGenerator[Row]:
        """Yield rows that meet one of the conditions, each once for each filter it meets."""
        for some in filters(conditions):
            async with aclosing(self._page_by_page(table, columns, (("$filter", some),))) as found:
                async for row in found:
                    yield row

    async def all_rows(self, table: Table, columns: Sequence[str]) -> AsyncGenerator[Row]:
        """Yield every row of a table."""
        async with aclosing(self._page_by_page(table, columns, ())) as found:
            async for row in found:
                yield row

    def _page_by_page(
        self, table: Table, columns: Sequence[str], query: tuple[tuple[str, str], ...]
    ) -> AsyncGenerator[Row]:
        select = ",".join(dict.fromkeys([table.key, *columns]))
        question = Question(
            address(table.plural, ("$select", select), *query), headers=self._reading
        )
        listing = Listing(question, "value", lambda row: str(row[table.key]), _PAGING)
        return _of(table, rows(self._client, listing))

    async def fetched(self, plural: str, xml: str) -> list[Row] | None:
        """Return what FetchXML asks for; None if Dataverse does not know that, or lets us not."""
        question = Question(address(plural, ("fetchXml", xml)), headers=_ODATA)
        answer = await self._client.ask(question)
        if is_no_answer(answer):
            return None
        refuse_trouble(answer)
        return list(_row(answer).get("value", []))

    async def download(self, path: str) -> AsyncGenerator[bytes]:
        """Yield a file in pieces of 64 KiB at most."""
        async for piece in self._client.download(Question(path, headers=_ODATA)):
            yield piece

    async def set(
        self, table: Table, key: str, values: Mapping[str, Any], etag: str = ANY
    ) -> Change:
        """Change a row that is there, and has not changed since `etag` was read."""
        headers = {**_ODATA, "If-Match": etag}
        path = f"{table.plural}({key})"
        return await self._changed(Question(path, "PATCH", json=dict(values), headers=headers))

    async def delete(self, table: Table, key: str) -> Change:
        """Delete a row."""
        headers = {**_ODATA, "If-Match": ANY}
        return await self._changed(Question(f"{table.plural}({key})", "DELETE", headers=headers))

    async def act(self, path: str, body: Mapping[str, Any]) -> Change:
        """Have an action carried out."""
        return await self._changed(Question(path, "POST", json=dict(body), headers=_ODATA))

    async def _changed(self, question: Question) -> Change:
        return change_of(await self._client.ask(question))


async def _of(table: Table, found: AsyncGenerator[Row]) -> AsyncGenerator[Row]:
    """Yield rows; a refusal says of which table."""
    try:
        async with aclosing(found) as there:
            async for row in there:
                yield row
    except Misconfigured as error:
        message = f"{table.name}: {error}"
        raise Misconfigured(message) from None


def _row(answer: Answer) -> Mapping[str, Any]:
    if not isinstance(answer.value, dict):
        raise TryAgain(STRANGE_FORMAT)
    return answer.value
