"""Mailman's REST interface: single things, and collections read to their very end."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, TypeAlias

from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain
from rightsflow.web import Answer, Question, WebClient

Row: TypeAlias = Mapping[str, Any]
"""One thing as Mailman tells it."""

OK, NOT_FOUND = 200, 404
DONE = frozenset({200, 201, 202, 204})
REFUSED = frozenset({400, 409})
NO_ENTRY = frozenset({401, 403})

_CHANGED = "Mailman's data changed while it was read. It is read again later."
_SHORT = "Mailman gave fewer or other entries than it counts. They are read again later."
_STRANGE = "Mailman answers, but not in its own format. It is asked again later."
_NO_ENTRY = (
    "Mailman refuses the user name or the password. Compare username and password with "
    "admin_user and admin_pass in the section [webservice] of mailman.cfg."
)
_REFUSED = (
    "Mailman refuses a change: perhaps a language that it has not, or a value of another kind. "
    "Correct the value in the data map, or make the change by hand."
)


class Rest:
    """Reads and changes one Mailman.

    Every method raises `TryAgain` and `Misconfigured`, whose texts hold no URL and no value.
    """

    def __init__(self, client: WebClient, page_size: int) -> None:
        """Make ready to ask; nothing is asked yet."""
        self._client = client
        self._page_size = page_size

    async def get(self, path: str) -> Row | None:
        """Return what is at `path`; None if Mailman itself says that there is nothing."""
        return _read(await self._client.ask(Question(path)))

    async def need(self, path: str) -> Row:
        """Return what must be at `path`, since Mailman has just told of it."""
        row = await self.get(path)
        if row is None:
            raise TryAgain(_CHANGED)
        return row

    async def entries(
        self, path: str, key: str, *, form: Mapping[str, str] | None = None, at_most: int = 0
    ) -> AsyncIterator[Row]:
        """Yield every entry of a collection; no two of them have the same `key`.

        With `form` it is asked by POST, which leaves the question out of the URL. `at_most`
        lowers the page size. Fewer entries than Mailman counts are never a shorter answer.
        """
        size = min(self._page_size, at_most or self._page_size)
        seen: set[str] = set()
        start, total = 0, 1
        while start < total:
            rows, counted = await self._page(path, start // size + 1, size, form)
            total = counted if start == 0 else total
            start += size
            seen |= {str(row[key]) for row in rows if key in row}
            if counted != total or len(seen) != min(start, total):
                raise TryAgain(_SHORT)
            for row in rows:
                yield row

    async def change(self, method: str, path: str, **values: str) -> bool:
        """Change what is at `path`; tell whether Mailman says that there is something.

        202 (it waits for somebody) counts as said: whether it is done is for a later question.
        Raises `NeedsPerson`, too, if Mailman refuses the change.
        """
        answer = await self._client.ask(Question(path, method, json=values or None))
        if answer.status in DONE:
            return True
        if answer.status in REFUSED and str(_json(answer).get("title", "")).startswith("4"):
            raise NeedsPerson(_REFUSED)
        return _read(answer) is not None

    async def _page(
        self, path: str, page: int, size: int, form: Mapping[str, str] | None
    ) -> tuple[list[Row], int]:
        query = (("count", str(size)), ("page", str(page)))
        asked = Question(path, query=query)
        if form is not None:
            asked = Question(path, "POST", query, form=tuple(form.items()))
        answer = await self._client.ask(asked)
        body = _read(answer)
        if body is None:
            raise TryAgain(_CHANGED)
        rows, total = body.get("entries", []), body.get("total_size")
        if not isinstance(total, int) or not _are_rows(rows):
            raise TryAgain(_STRANGE)
        return rows, total


def _read(answer: Answer) -> Row | None:
    if answer.passing:
        message = f"Mailman does not answer ({answer.trouble or f'status {answer.status}'})."
        raise TryAgain(message, wait_s=answer.wait_s)
    if answer.status in NO_ENTRY:
        raise Misconfigured(_NO_ENTRY)
    body = _json(answer)
    if answer.status == OK:
        if not body:
            raise TryAgain(_STRANGE)
        return body
    # A proxy's own 404 must not pass for "holds nothing".
    if answer.status == NOT_FOUND and str(body.get("title", "")).startswith("404"):
        return None
    message = (
        f"What answers at base_url is no REST interface of Mailman (status {answer.status}). "
        "Correct base_url, or the proxy before it."
    )
    raise Misconfigured(message)


def _json(answer: Answer) -> Row:
    return answer.value if isinstance(answer.value, dict) else {}


def _are_rows(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
