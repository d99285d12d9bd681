"""Folders of documents, such as CVs, that a database refers to."""

from connectors.files.connector import FilesConnector
from connectors.files.settings import FilesConnection
from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured


class FilesKind:
    """The kind of system that a data map calls `files`."""

    name = "files"
    connection: type[Connection] = FilesConnection
    connector: type[Connector] = FilesConnector

    def open(self, system: SystemMap, connection: Connection) -> FilesConnector:
        """Return a connector for one folder and its index; nothing is asked yet.

        Raises `Misconfigured` if no collection refers to documents.
        """
        if not isinstance(connection, FilesConnection):
            message = f"System {system.system}: these are no settings of a folder of documents."
            raise Misconfigured(message)
        if not any(collection.document for collection in system.collections.values()):
            message = f"No collection of {system.system} has a column of documents (document)."
            raise Misconfigured(message)
        return FilesConnector(system, connection)


CONNECTOR = FilesKind()
"""What the entry point names."""
