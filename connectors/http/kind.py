"""The kind of system that the entry point `http` names."""

from collections.abc import Callable, Iterator

from connectors.http.connector import HttpConnector, ListingConnector
from connectors.http.declared import Told, misfits
from connectors.http.reader import Reader
from connectors.http.settings import HttpConnection
from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Fault, Faulty, Misconfigured
from rightsflow.secret import missing_secrets
from rightsflow.tls import client_context
from rightsflow.web import WebClient
from rightsflow.web.credential import Fixed


class Http:
    """Any REST system whose requests can be declared in its data map."""

    name = "http"
    connection: type[Connection] = HttpConnection
    connector: type[Connector] = ListingConnector

    def open(self, system: SystemMap, connection: Connection) -> Connector:
        """Return a connector for one system; nothing is asked yet.

        Raises `Faulty`, every fault named, if requests and collections do not fit, or if a secret
        or a certificate is missing.
        """
        if not isinstance(connection, HttpConnection):
            message = f"The system {system.system} was given the settings of another connector."
            raise Misconfigured(message)
        file = f"{system.system}.yaml"
        told = [*_misfits(system, connection), *_unreadable(connection)]
        if told:
            raise Faulty([Fault(file, 0, *one) for one in told])
        kind = ListingConnector if _names_everybody(system, connection) else HttpConnector
        return kind(system, connection)


def _misfits(system: SystemMap, connection: HttpConnection) -> Iterator[Told]:
    # Nobody is asked, so that neither a credential nor a certificate is needed to judge the map.
    bare = connection.model_copy(update={"cafile": None})
    return misfits(Reader(WebClient(bare, Fixed()), system, connection))


def _unreadable(connection: HttpConnection) -> Iterator[Told]:
    """Yield what the settings name and cannot be read."""
    secrets = list(missing_secrets(connection.auth, "connection.auth"))
    yield from secrets
    if not secrets:
        yield from _refused("connection.auth", connection.auth.credential)
    yield from _refused("connection.cafile", lambda: client_context(connection.cafile))


def _refused(field: str, make: Callable[[], object]) -> Iterator[Told]:
    try:
        make()
    except Misconfigured as error:
        problem, _, remedy = str(error).removesuffix(".").partition(". ")
        yield field, problem, remedy or "Correct it"


def _names_everybody(system: SystemMap, connection: HttpConnection) -> bool:
    people = [name for name, of in system.collections.items() if of.identity]
    requests = [connection.requests.get(name) for name in people]
    return all(one is not None and one.everybody is not None for one in requests)


CONNECTOR = Http()
