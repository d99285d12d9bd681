"""The kind of system that the entry point `mailman` names."""

from connectors.mailman.connector import MailmanConnector
from connectors.mailman.holdings import refuse_other_shapes
from connectors.mailman.setting import refuse_other_marks
from connectors.mailman.settings import MailmanConnection
from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured


class Mailman:
    """GNU Mailman 3, asked and changed by its REST interface."""

    name = "mailman"
    connection: type[Connection] = MailmanConnection
    connector: type[Connector] = MailmanConnector

    def open(self, system: SystemMap, connection: Connection) -> Connector:
        """Return a connector for one Mailman; nothing is asked yet.

        Raises `Misconfigured` if the data map has not the shape of a Mailman, or if the
        password is not where the settings say.
        """
        if not isinstance(connection, MailmanConnection):
            message = f"The system {system.system} was given the settings of another connector."
            raise Misconfigured(message)
        refuse_other_shapes(system)
        refuse_other_marks(system)
        return MailmanConnector(system, connection)


CONNECTOR = Mailman()
