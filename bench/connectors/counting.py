"""How often a system is asked: statements of SQLAlchemy, and requests of httpx."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import Engine, event


@dataclass(slots=True)
class Asked:
    """Statements and requests so far."""

    times: int = 0


@contextmanager
def counting() -> Iterator[Asked]:
    """Count every statement and every request of this process."""
    asked, handle = Asked(), httpx.AsyncHTTPTransport.handle_async_request

    def count(*_: object) -> None:
        asked.times += 1

    async def handled(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> Any:  # noqa: ANN401 - passed through
        asked.times += 1
        return await handle(self, request)

    event.listen(Engine, "before_cursor_execute", count)
    httpx.AsyncHTTPTransport.handle_async_request = handled  # type: ignore[method-assign]
    try:
        yield asked
    finally:
        httpx.AsyncHTTPTransport.handle_async_request = handle  # type: ignore[method-assign]
        event.remove(Engine, "before_cursor_execute", count)
