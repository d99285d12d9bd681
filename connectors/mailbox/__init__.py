"""Archives of mail: correspondence with a person, in folders of an IMAP server."""

from connectors.mailbox.connector import MailboxConnector
from connectors.mailbox.settings import MailboxConnection
from connectors.mailbox.shape import refuse_other_shapes
from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured


class MailboxKind:
    """The kind of system that a data map calls `mailbox`."""

    name = "mailbox"
    connection: type[Connection] = MailboxConnection
    connector: type[Connector] = MailboxConnector

    def open(self, system: SystemMap, connection: Connection) -> MailboxConnector:
        """Return a connector for one mailbox; nothing is asked yet.

        Raises `Misconfigured` if the data map does not have the shape of a mailbox.
        """
        if not isinstance(connection, MailboxConnection):
            message = f"System {system.system}: these are no settings of a mailbox."
            raise Misconfigured(message)
        refuse_other_shapes(system)
        return MailboxConnector(system, connection)


CONNECTOR = MailboxKind()
"""What the entry point names."""
