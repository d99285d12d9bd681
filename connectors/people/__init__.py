"""Systems that no program reaches: whoever answers for them is asked by mail."""

from connectors.people.connector import ATTACHMENT, TEXT, PeopleConnector
from connectors.people.settings import PeopleConnection
from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured


class PeopleKind:
    """The kind of system that a data map calls `people`."""

    name = "people"
    connection: type[Connection] = PeopleConnection
    connector: type[Connector] = PeopleConnector

    def open(self, system: SystemMap, connection: Connection) -> PeopleConnector:
        """Return a connector for one system; nobody is asked yet.

        Raises `Misconfigured` if the map does not have the one collection that answers fill.
        """
        if not isinstance(connection, PeopleConnection):
            message = f"System {system.system}: these are no settings of a system of people."
            raise Misconfigured(message)
        if len(system.collections) != 1:
            message = f"{system.system} is asked of people: give it one collection, for answers."
            raise Misconfigured(message)
        (collection,) = system.collections.values()
        missing = sorted({TEXT, ATTACHMENT} - collection.fields.keys())
        if missing or collection.document != ATTACHMENT:
            message = (
                f"The collection of {system.system} needs the fields {TEXT} and {ATTACHMENT}, "
                f"and document: {ATTACHMENT}."
            )
            raise Misconfigured(message)
        return PeopleConnector(system, connection)


CONNECTOR = PeopleKind()
"""What the entry point names."""
