"""What the `connection` section of a data map may say."""

from rightsflow.connector import Connection
from rightsflow.settings import InstancePath


class AddressbookConnection(Connection):
    """Where the people are, and whether they may be changed.

    For a password take `rightsflow.secret.SecretSource`: it names a file or a variable, and the
    password itself stands in no data map.
    """

    file: InstancePath
    write: bool = False
