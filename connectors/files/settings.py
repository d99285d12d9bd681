"""What the `connection` section of a folder of documents may say."""

from connectors.sql.settings import SqlConnection
from rightsflow.connector import Connection
from rightsflow.settings import InstancePath


class FilesConnection(Connection):
    """Where the documents lie, and the database that says whose they are.

    `patience_s` and `timeout_s` of the index count; those of the folder are not used.
    """

    root: InstancePath
    index: SqlConnection
