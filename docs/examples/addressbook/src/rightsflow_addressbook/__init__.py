"""Addressbook: a kind of system that Rightsflow asks, corrects and erases in."""

from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured

from rightsflow_addressbook.connector import AddressbookConnector
from rightsflow_addressbook.records import NOTES, PEOPLE
from rightsflow_addressbook.settings import AddressbookConnection


class AddressbookKind:
    """The kind of system that a data map calls `addressbook`."""

    name = "addressbook"
    connection: type[Connection] = AddressbookConnection
    connector: type[Connector] = AddressbookConnector

    def open(self, system: SystemMap, connection: Connection) -> AddressbookConnector:
        """Return a connector for one system; nothing is asked yet.

        Raises `Misconfigured` if the data map does not fit.
        """
        if not isinstance(connection, AddressbookConnection):
            problem = f"{system.system}: these are the settings of another kind of system."
            raise Misconfigured(problem)
        if set(system.collections) != {PEOPLE, NOTES}:
            problem = f"{system.system}: give it two collections, called {PEOPLE} and {NOTES}."
            raise Misconfigured(problem)
        return AddressbookConnector(system, connection)


CONNECTOR = AddressbookKind()
"""What the entry point names."""
