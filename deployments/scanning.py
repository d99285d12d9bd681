"""`rightsflow case scan`: identity documents that came unasked, for as long as they are kept."""

import asyncio
import os
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deployments.numbers import no_such_case
from deployments.terminal import OUT
from rightsflow.copy.open_vault import open_vault
from rightsflow.errors import Misconfigured
from rightsflow.register import cases, id_scans
from rightsflow.register.id_scans import ScanState
from rightsflow.register.journal import Entry, note
from rightsflow.settings import Settings, read_settings
from tasks.wiring import open_register

_ENDINGS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
"""What a file is called here; any other type is nothing that opens by itself."""


def write_scans(folder: Path, number: str, to: Path, *, reveal: bool) -> None:
    """Write the documents of a case into a folder, and print how the files are called.

    Raises `Misconfigured` where there is none, the folder is missing, or `reveal` was not given.
    """
    if not reveal:
        problem = "An identity document is shown to nobody who does not have to see it: --reveal"
        raise Misconfigured(problem)
    if not to.is_dir():
        problem = f"There is no folder {to}. Make one that only you can read."
        raise Misconfigured(problem)
    settings = read_settings(folder)
    found = asyncio.run(_found(folder, settings, number))
    for file_name, content in found:
        _write(to / file_name, content)
        OUT.print(str(to / file_name), markup=False)
    OUT.print("Delete them as soon as you have looked.")


async def _found(folder: Path, settings: Settings, number: str) -> list[tuple[str, bytes]]:
    vault = open_vault(settings.register_, folder)
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        async with register.write() as connection:
            case = await cases.by_number(connection, number)
            if case is None:
                raise no_such_case(number)
            kept = await id_scans.kept_of(connection, case.id)
            apart = [one for one in kept if one.state is ScanState.apart]
            if not apart:
                problem = f"No identity document of {case.number} is kept."
                raise Misconfigured(problem)
            looked = Entry(case.id, "identity_document_revealed", {"files": len(apart)}, "operator")
            await note(connection, [looked], datetime.now(UTC))
        key = await keyring.key(case.key_scope)
        return [
            (
                f"{case.number}-identity-{place}{_ENDINGS.get(one.content_type, '.bin')}",
                vault.get(key, case.number, one.item),
            )
            for place, one in enumerate(apart, 1)
        ]


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read; an older one is replaced."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
