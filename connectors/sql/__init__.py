"""SQL databases: SQLite, PostgreSQL, MariaDB, and what else SQLAlchemy speaks to."""

from connectors.sql.connector import SqlConnector
from connectors.sql.settings import SqlConnection
from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured


class SqlKind:
    """The kind of system that a data map calls `sql`."""

    name = "sql"
    connection: type[Connection] = SqlConnection
    connector: type[Connector] = SqlConnector

    def open(self, system: SystemMap, connection: Connection) -> SqlConnector:
        """Return a connector for one database; nothing is asked yet.

        Raises `Misconfigured` if a collection has documents: those are for `files`.
        """
        if not isinstance(connection, SqlConnection):
            message = f"System {system.system}: these are no settings of an SQL database."
            raise Misconfigured(message)
        with_documents = [name for name, one in system.collections.items() if one.document]
        if with_documents:
            message = (
                f"Collection {with_documents[0]} refers to documents, "
                "which connector sql does not read: use connector files."
            )
            raise Misconfigured(message)
        return SqlConnector(system, connection)


CONNECTOR = SqlKind()
"""What the entry point names."""
