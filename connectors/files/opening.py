"""Which place the settings mean."""

from connectors.files.folder import Folder
from connectors.files.place import Place
from connectors.files.settings import FilesConnection
from connectors.files.store import Store


def place_of(settings: FilesConnection, system: str) -> Place:
    """Return a folder of this machine, or a store; nothing is asked yet."""
    if isinstance(settings.root, str):
        return Store(settings.root, settings.store, system, settings.timeout_s)
    return Folder(settings.root, system)
