"""Where a vault of a test lies: a test looks at its files as nobody else does."""

from pathlib import Path

from rightsflow.copy.shelves import Folder
from rightsflow.copy.vault import Vault


def folder_of(vault: Vault) -> Path:
    """Return the folder of a vault that lies in one."""
    assert isinstance(vault.shelf, Folder)
    return vault.shelf.root
