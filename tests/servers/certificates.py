"""A certificate authority of the test run, and one that nobody trusts."""

import socket
import ssl
from pathlib import Path

import trustme

HOST = "localhost"
ADDRESS = "127.0.0.1"


class Certificates:
    """Key and certificate of this machine's loopback names, as PEM files in a folder."""

    def __init__(self, folder: Path) -> None:
        """Write `authority.pem`, `server.pem` and `server.key` into the folder."""
        authority = trustme.CA()
        server = authority.issue_cert(HOST, ADDRESS)
        self.cafile = folder / "authority.pem"
        self.certfile = folder / "server.pem"
        self.keyfile = folder / "server.key"
        authority.cert_pem.write_to_path(str(self.cafile))
        server.private_key_pem.write_to_path(str(self.keyfile))
        for blob in server.cert_chain_pems:
            blob.write_to_path(str(self.certfile), append=True)

    def server_context(self) -> ssl.SSLContext:
        """Return a context with which a server shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certfile, self.keyfile)
        return context


def free_port() -> int:
    """Return a loopback port on which nobody listens now."""
    with socket.create_server((ADDRESS, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
