"""Is this vault the one that the register knows? An unmounted folder looks like an empty one."""

import asyncio

from rightsflow.copy.vault import Vault
from rightsflow.errors import Misconfigured
from rightsflow.register import messages
from rightsflow.register.database import Database
from tasks.id_scans import RAW


async def check_same(register: Database, vault: Vault) -> None:
    """Raise `Misconfigured` if the newest message of a case is in the register and not here."""
    async with register.read() as connection:
        scope = await messages.newest_of_a_case(connection)
    if scope is None or await asyncio.to_thread(vault.exists, scope, RAW):
        return
    problem = (
        "The vault lacks what the register has. Is its folder mounted, and does register.vault "
        "name the same place on every machine? A register from a backup needs its vault, too."
    )
    raise Misconfigured(problem)
