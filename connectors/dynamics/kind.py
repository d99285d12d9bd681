"""What the entry point names: the kind of system that a data map calls `dynamics`."""

from connectors.dynamics.connector import DynamicsConnector
from connectors.dynamics.settings import DynamicsConnection
from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured


class DynamicsKind:
    """The kind of system that a data map calls `dynamics`."""

    name = "dynamics"
    connection: type[Connection] = DynamicsConnection
    connector: type[Connector] = DynamicsConnector

    def open(self, system: SystemMap, connection: Connection) -> DynamicsConnector:
        """Return a connector for one environment; nothing is asked yet.

        Raises `Misconfigured` if the settings are not its own.
        """
        if not isinstance(connection, DynamicsConnection):
            message = f"System {system.system}: these are no settings of a Dynamics environment."
            raise Misconfigured(message)
        return DynamicsConnector(system, connection)


CONNECTOR = DynamicsKind()
