"""Whether everything in the vault opens, to the last chunk of each file."""

from dataclasses import dataclass

from rightsflow.copy.vault import Vault
from rightsflow.errors import Damaged


@dataclass(frozen=True, slots=True)
class Looked:
    """A folder of the vault: how much of it opened, what did not, and what nobody can open."""

    scope: str
    files: int
    content_bytes: int
    damaged: tuple[str, ...] = ()
    without_key: int = 0


def look_through(vault: Vault, scope: str, key: bytes | None) -> Looked:
    """Decrypt every file of a folder, chunk by chunk, and keep nothing of it."""
    items = vault.items(scope)
    if key is None:
        return Looked(scope, 0, 0, without_key=len(items))
    size, damaged = 0, []
    for item in items:
        try:
            size += sum(map(len, vault.read(key, scope, item)))
        except Damaged:
            damaged.append(item)
    return Looked(scope, len(items) - len(damaged), size, tuple(damaged))


def scopes_of(vault: Vault) -> list[str]:
    """Return the folders of the vault, in order; also one that is not of this program."""
    return sorted(vault.shelf.scopes())
