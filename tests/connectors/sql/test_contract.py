"""The SQL connector passes the contract on each kind of database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rightsflow.conformance import ConnectorContract, Stage
from tests.connectors.sql.staging import sql_stage
from tests.servers.databases import answers


class TestSqlite(ConnectorContract):
    """An SQLite file."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty stage."""
        return await sql_stage("sqlite", folder)


@pytest.mark.real("postgresql")
class TestPostgresql(ConnectorContract):
    """A database on a PostgreSQL server."""

    @pytest.fixture(autouse=True)
    def server(self, require_server: Callable[[str, bool], None]) -> None:
        """Skip all if the server is not there."""
        require_server("postgresql", answers("postgresql"))

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty stage."""
        return await sql_stage("postgresql", folder)


@pytest.mark.real("mariadb")
class TestMariadb(ConnectorContract):
    """A database on a MariaDB server, whose collation calls josé and jose equal."""

    @pytest.fixture(autouse=True)
    def server(self, require_server: Callable[[str, bool], None]) -> None:
        """Skip all if the server is not there."""
        require_server("mariadb", answers("mariadb"))

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty stage."""
        return await sql_stage("mariadb", folder)
