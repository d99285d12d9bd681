"""The kind of system that the entry point `http` names."""

from connectors.http.connector import HttpConnector, ListingConnector
from connectors.http.declared import refuse_misfits
from connectors.http.reader import Reader
from connectors.http.settings import HttpConnection
from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured


class Http:
    """Any REST system whose requests can be declared in its data map."""

    name = "http"
    connection: type[Connection] = HttpConnection
    connector: type[Connector] = ListingConnector

    def open(self, system: SystemMap, connection: Connection) -> Connector:
        """Return a connector for one system; nothing is asked yet.

        Raises `Misconfigured` if requests and collections do not fit, or a secret is missing.
        """
        if not isinstance(connection, HttpConnection):
            message = f"The system {system.system} was given the settings of another connector."
            raise Misconfigured(message)
        kind = ListingConnector if _names_everybody(system, connection) else HttpConnector
        made = kind(system, connection)
        refuse_misfits(Reader(made.client, system, connection))
        return made


def _names_everybody(system: SystemMap, connection: HttpConnection) -> bool:
    people = [name for name, of in system.collections.items() if of.identity]
    requests = [connection.requests.get(name) for name in people]
    return all(one is not None and one.everybody is not None for one in requests)


CONNECTOR = Http()
