"""Real products whose databases are asked by the maps that are shipped for them."""

from tests.servers.pretalx import pretalx, pretalx_folder
from tests.servers.radicale import radicale
from tests.servers.tryton import tryton, tryton_database
from tests.servers.wordpress import wordpress, wordpress_files

__all__ = [
    "pretalx",
    "pretalx_folder",
    "radicale",
    "tryton",
    "tryton_database",
    "wordpress",
    "wordpress_files",
]
