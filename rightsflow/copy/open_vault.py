"""The vault that an instance's settings name."""

from pathlib import Path

from rightsflow.copy.bucket import bucket
from rightsflow.copy.vault import Vault
from rightsflow.settings import RegisterSettings


def open_vault(register: RegisterSettings, folder: Path) -> Vault:
    """Return the vault; the instance's own folder holds what is not whole yet.

    Raises `Misconfigured` where a secret of an object store is missing, once it is used.
    """
    if isinstance(register.vault, Path):
        return Vault(register.vault)
    return Vault(bucket(register.vault, register.vault_store, folder / "run" / "spool"))
