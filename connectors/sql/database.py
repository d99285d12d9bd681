"""One database, asked patiently: connections, snapshots, rows by the hundred."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from tenacity import AsyncRetrying, retry_if_exception_type, stop_before_delay
from tenacity.wait import wait_random_exponential

from connectors.sql.engine import make_engine
from connectors.sql.query import Query
from connectors.sql.settings import SqlConnection
from connectors.sql.trouble import no_text_of
from rightsflow.errors import TryAgain

FETCH = 100
"""Rows held at a time: so many of the largest values have to fit into memory."""

LONGEST_WAIT_S = 5
"""Between two attempts to connect."""


class Database:
    """The engine of one system and the limits set for it."""

    def __init__(self, system: str, settings: SqlConnection, *, writing: bool = False) -> None:
        """Take the name of the system, for error texts, and its settings; it reads, or writes."""
        self.system = system
        self.settings = settings
        self._writing = writing
        url = settings.parsed
        self._file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None

    @cached_property
    def engine(self) -> AsyncEngine:
        """The engine, made when it is first needed; so is the secret read."""
        return make_engine(self.settings, writing=self._writing)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection, trying for `patience_s`; its queries see one state of the data.

        Every database error inside becomes `TryAgain` or `NeedsPerson`, without its text.
        """
        attempts = AsyncRetrying(
            retry=retry_if_exception_type(TryAgain),
            stop=stop_before_delay(self.settings.patience_s),
            wait=wait_random_exponential(multiplier=0.1, max=LONGEST_WAIT_S),
            reraise=True,
        )
        connection: AsyncConnection = await attempts(self._connect)
        with no_text_of(self.system):
            try:
                yield connection
            finally:
                await connection.close()

    async def _connect(self) -> AsyncConnection:
        if self._file and not await asyncio.to_thread(self._file.is_file):
            message = f"The database file of system {self.system} is not there."
            raise TryAgain(message)
        with no_text_of(self.system):
            async with asyncio.timeout(self.settings.timeout_s):
                return await self.engine.connect()

    async def rows(
        self, connection: AsyncConnection, statement: Query
    ) -> AsyncGenerator[Sequence[object]]:
        """Stream the rows; each wait for the server ends after `statement_s`."""
        limit_s = self.settings.statement_s
        async with asyncio.timeout(limit_s):
            result = await connection.stream(statement)
        try:
            while True:
                async with asyncio.timeout(limit_s):
                    rows = await result.fetchmany(FETCH)
                if not rows:
                    return
                for row in rows:
                    yield row
        finally:
            await result.close()

    async def done(
        self, connection: AsyncConnection, statement: Executable
    ) -> Sequence[Sequence[Any]]:
        """Execute a statement, within `statement_s`; return its rows, which are few."""
        async with asyncio.timeout(self.settings.statement_s):
            result = await connection.execute(statement)
        return result.fetchall() if result.returns_rows else ()

    async def close(self) -> None:
        """Let go of connections."""
        if "engine" in self.__dict__:
            await self.engine.dispose()
